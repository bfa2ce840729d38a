import { expect, it } from 'vitest';
import { CLOSED_BY, closedBy } from '../../src/domain/closing.ts';
import { CLOSINGS } from '../../src/domain/finding.ts';

it('stands by proof, silence or a person: each closing by one of them', () => {
  expect(new Set(CLOSINGS.map(closedBy))).toEqual(new Set(CLOSED_BY));
  expect(CLOSINGS.filter((how) => closedBy(how) === 'proof')).toEqual(['refused', 'guarded', 'replaced']);
});
