import { expect, test } from 'vitest';
import { SPENT_KINDS } from '../../../src/domain/run.ts';
import { spentSentences } from '../../../src/report/view/spent.ts';

test('spent budgets: the run before its prefixes, three of them by name', () => {
  expect(spentSentences({})).toEqual([]);
  const prefixes = [1, 2, 3, 4, 5].map((i) => ({ what: 'time' as const, prefix: `10.0.${i}.0/24` }));
  const sentences = spentSentences({ spent: [...prefixes, { what: 'time' }, { what: 'disk', prefix: '10.0.9.0/24' }] });
  expect(sentences).toEqual([
    expect.stringMatching(/^The time for slow answers of one run was spent/),
    expect.stringMatching(/^10\.0\.1\.0\/24, 10\.0\.2\.0\/24, 10\.0\.3\.0\/24 and 2 more took the time/),
    expect.stringMatching(/^10\.0\.9\.0\/24 sent more than is kept/),
  ]);
  for (const what of SPENT_KINDS) expect(spentSentences({ spent: [{ what }, { what, prefix: 'x' }] })).toHaveLength(2);
});
