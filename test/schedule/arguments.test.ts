import { describe, expect, it } from 'vitest';
import { auditArguments, cronTime } from '../../src/schedule/arguments.ts';
import { PLAN } from './plan.ts';

describe('auditArguments', () => {
  it('gives the words of a quiet audit, and the engine only where it is not the default', () => {
    const words = ['audit', PLAN.scope, '--out', PLAN.out, '--max-duration', '6h', '--format', 'csv,json', '--quiet'];
    expect(auditArguments(PLAN)).toEqual(words);
    expect(auditArguments({ ...PLAN, engine: 'syn' })).toEqual([...words, '--engine', 'syn']);
  });
});

describe('cronTime', () => {
  it('has a star for every day, or the days', () => {
    expect(cronTime({ hour: 3, minute: 17, days: [] })).toBe('17 3 * * *');
    expect(cronTime({ hour: 0, minute: 5, days: [1, 4] })).toBe('5 0 * * 1,4');
  });
});
