import { describe, expect, test } from 'vitest';
import { createRangeFinder } from '../../../src/report/view/authorizing-range.ts';
import { sampleFinding, sampleScope } from '../sample.ts';

const scope = sampleScope();
const [office] = scope.ranges;
if (office === undefined) throw new Error('the sample scope has no range');
scope.ranges.push({ ...office, text: 'fd00:20::/112', line: 9 }, { ...office, text: '10.99.0.0/24', line: 12 });
scope.spans.push({ first: 'fd00:20::', last: 'fd00:20::ffff', size: 65_536, ports: [2375], range: 1 });
const lineOf = (address: string, range = ''): number | undefined =>
  createRangeFinder(scope)(sampleFinding(address, { verdict: 'inconclusive', range }))?.line;

describe('createRangeFinder', () => {
  test.each([
    ['10.20.0.0', 5],
    ['10.20.0.52', 5],
    ['10.20.0.54', 5],
    ['10.20.0.255', 5],
    ['fd00:20::', 9],
    ['fd00:20::ffff', 9],
  ])('finds the range of %s by its address', (address, line) => {
    expect(lineOf(address)).toBe(line);
    expect(lineOf(address, '10.99.0.0/24')).toBe(line);
  });

  test.each(['10.19.255.255', '10.20.0.53', '10.20.1.0', 'fd00:20::1:0', '::', 'no address'])(
    'knows nothing of %s but the range as it was written',
    (address) => {
      expect(lineOf(address)).toBeUndefined();
      expect(lineOf(address, '10.99.0.0/24')).toBe(12);
    },
  );
});
