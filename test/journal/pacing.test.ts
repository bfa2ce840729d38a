import { expect, it } from 'vitest';
import type { RateCause, RatePoint } from '../../src/domain/run.ts';
import { thinOut } from '../../src/journal/pacing.ts';

function points(causes: RateCause[]): RatePoint[] {
  return causes.map((cause, sent) => ({ at: '', rate: 1, cause, sent, answered: 0, late: 0, trouble: 0 }));
}

it('keeps every change, and steady points as far as there is room', () => {
  const causes = Array.from({ length: 1_000 }, (_, i): RateCause => (i % 50 === 7 ? 'answers-lost' : 'steady'));
  const kept = thinOut(points(causes));
  expect(kept.length).toBeLessThanOrEqual(120);
  expect(kept.length).toBeGreaterThan(100);
  expect(kept.filter(({ cause }) => cause === 'answers-lost')).toHaveLength(20);
  const changes = points(Array.from({ length: 130 }, (): RateCause => 'recovered'));
  expect(thinOut(changes).map(({ sent }) => sent)).toEqual(changes.slice(-120).map(({ sent }) => sent));
});
