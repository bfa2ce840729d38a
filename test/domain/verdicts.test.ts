import { describe, expect, it } from 'vitest';
import {
  answersVersion,
  compareSeverity,
  compareVerdict,
  EVIDENCE,
  isAtLeast,
  isEngineVerdict,
  meaningOf,
  SEVERITIES,
  type Severity,
  VERDICTS,
  type Verdict,
  worstOf,
} from '../../src/domain/verdicts.ts';

describe('the table of verdicts', () => {
  it('lists them worst first', () => {
    const severities = VERDICTS.map((verdict) => meaningOf(verdict).severity);
    expect(severities).toEqual([...severities].sort(compareSeverity));
    expect(VERDICTS[0]).toBe('engine-open-plaintext');
  });

  it('uses every class of evidence, and calls exposed what is critical or high', () => {
    const used = new Set(VERDICTS.map((verdict) => meaningOf(verdict).evidence));
    expect(used).toEqual(new Set(EVIDENCE));
    const exposed = VERDICTS.filter((verdict) => meaningOf(verdict).evidence === 'exposed');
    expect(exposed).toEqual(VERDICTS.filter((verdict) => isAtLeast(meaningOf(verdict).severity, 'high')));
  });

  it('says of each exposed engine what became of the question, and of nothing else', () => {
    for (const verdict of VERDICTS) {
      const { evidence, access } = meaningOf(verdict);
      expect(access !== undefined, verdict).toBe(evidence === 'exposed' && verdict.startsWith('engine-'));
      expect(isEngineVerdict(verdict)).toBe(access !== undefined);
    }
    expect(VERDICTS.filter(answersVersion)).toEqual([
      'engine-open-plaintext',
      'engine-open-tls',
      'engine-open-proxied',
      'engine-filtered',
    ]);
  });
});

describe('comparing severities', () => {
  it('puts the worst first, and words of another release last', () => {
    expect([...SEVERITIES].reverse().sort(compareSeverity)).toEqual(SEVERITIES);
    expect(compareSeverity('info', 'catastrophic' as Severity)).toBeLessThan(0);
    expect(compareVerdict('tarpit', 'of-the-future' as Verdict)).toBeLessThan(0);
    expect(compareVerdict('engine-open-tls', 'engine-filtered')).toBeLessThan(0);
  });

  it.each([
    ['critical', 'high', true],
    ['high', 'high', true],
    ['medium', 'high', false],
    ['info', 'info', true],
    ['critical', 'none', false],
  ] as const)('%s reaches a threshold of %s: %s', (severity, threshold, reached) => {
    expect(isAtLeast(severity, threshold)).toBe(reached);
  });

  it('finds the worst of a list', () => {
    expect(worstOf(['low', 'high', 'info'])).toBe('high');
    expect(worstOf([])).toBeNull();
  });
});
