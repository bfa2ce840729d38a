import { expect, it } from 'vitest';
import {
  countAccepted,
  countProbed,
  isLeftOut,
  listUniform,
  markUniform,
  type PrefixCounts,
} from '../../src/journal/prefix-counts.ts';

it('counts what each prefix accepted and how much of it was probed, and lists uniform ones by address', () => {
  const counts: PrefixCounts = new Map();
  for (const address of ['127.0.9.1', '127.0.9.2', '127.0.10.1', 'fd00::1', '127.0.11.1'])
    countAccepted(counts, address);
  countProbed(counts, { address: '127.0.9.2' });
  countProbed(counts, { address: '127.0.11.1', brief: true });
  for (const prefix of ['fd00::/120', '127.0.10.0/24', '127.0.9.0/24'])
    markUniform(counts, { prefix, verdict: 'no-reply' });
  markUniform(counts, { prefix: '127.0.11.0/24', verdict: 'tarpit', rest: 'brief' });
  expect(listUniform(counts)).toEqual([
    { prefix: '127.0.9.0/24', accepted: 2, probed: 1, verdict: 'no-reply' },
    { prefix: '127.0.10.0/24', accepted: 1, probed: 0, verdict: 'no-reply' },
    { prefix: '127.0.11.0/24', accepted: 1, probed: 1, verdict: 'tarpit', briefly: 1 },
    { prefix: 'fd00::/120', accepted: 1, probed: 0, verdict: 'no-reply' },
  ]);
  expect(['127.0.9.77', 'fd00::ff', '127.0.11.1'].map((address) => isLeftOut(counts, address))).toEqual([
    true,
    true,
    false,
  ]);
});
