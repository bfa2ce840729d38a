/** The one search in spans, against a naive reference. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatV4, groupsOf, parseAddress } from '../../src/domain/address.ts';
import { createNaming, createSpanTable, intervalOf, lastUpTo } from '../../src/domain/spans.ts';
import { narrowScope } from '../../src/scope/narrow.ts';
import { parseScope } from '../../src/scope/scope.ts';
import { NOW, scopeText } from '../helpers/scope.ts';

const span = (first: string, last: string, range = 0) => ({ first, last, size: 1, ports: [2375], range });

describe('createSpanTable', () => {
  const spans = [
    span('fd00::10', 'fd00::1f'),
    span('127.0.0.10', '127.0.0.20'),
    span('not an address', '127.0.0.200'),
    span('127.0.0.1', '127.0.0.3'),
  ];
  const table = createSpanTable(spans);

  it.each([
    ['127.0.0.0', -1],
    ['127.0.0.1', 3],
    ['127.0.0.3', 3],
    ['127.0.0.4', -1],
    ['127.0.0.15', 1],
    ['127.0.0.21', -1],
    ['fd00::f', -1],
    ['fd00::1f', 0],
    ['fd00::20', -1],
    ['::ffff:127.0.0.1', -1],
    ['127.0.0.150', -1],
    ['x', -1],
    ['', -1],
  ])('finds %s in span %i', (address, index) => {
    expect(table.find(address)).toBe(index);
    const parsed = parseAddress(address);
    if (parsed?.family === 4) expect(table.findV4(Number(parsed.value))).toBe(index);
    if (parsed?.family === 6) expect(table.findV6(groupsOf(parsed.value))).toBe(index);
  });

  it('agrees with a look at every span', () => {
    const stretch = fc.tuple(fc.nat(200), fc.nat(9));
    fc.assert(
      fc.property(fc.array(stretch, { maxLength: 12 }), fc.nat(260), (gaps, value) => {
        let at = 0;
        const list = gaps.map(([gap, length]) => {
          const first = at + gap;
          at = first + length + 1;
          return span(formatV4(first), formatV4(first + length));
        });
        const expected = list.findIndex(({ first, last }) => {
          const interval = intervalOf({ first, last });
          return interval !== undefined && interval.first <= BigInt(value) && BigInt(value) <= interval.last;
        });
        expect(createSpanTable(list).findV4(value)).toBe(expected);
      }),
    );
  });
});

it('takes no span for one whose ends do not belong together', () => {
  expect(intervalOf({ first: '127.0.0.2', last: '127.0.0.1' })).toBeUndefined();
  expect(intervalOf({ first: '127.0.0.2', last: '::1' })).toBeUndefined();
  expect(intervalOf({ first: '::1', last: '::2' })).toEqual({ family: 6, first: 1n, last: 2n });
});

it('finds the last entry that is not above a value', () => {
  expect([0, 1, 2, 3, 9].map((value) => lastUpTo([1, 3, 5], value))).toEqual([-1, 0, 0, 1, 2]);
  expect(lastUpTo([], 1)).toBe(-1);
});

describe('what the files name', () => {
  const text = scopeText(['127.0.9.0/30', '::1'], 'ports: [2375, 2376]\nexclude: [127.0.9.1]\n');
  const scopeFor = (ports?: readonly number[]) =>
    parseScope([{ file: 'a.yaml', text }], { now: NOW, maxAddresses: 100, ...(ports && { ports }) });

  it.each<[ports: number[] | undefined, address: string, port: number, isNamed: boolean]>([
    [undefined, '127.0.9.0', 2376, true],
    [undefined, '127.0.9.0', 4243, false],
    [[2375], '127.0.9.0', 2375, true],
    [[2375], '127.0.9.0', 2376, true],
    [[2375], '::1', 2376, true],
    [[2375], '127.0.9.0', 4243, false],
    // An endpoint that this run was told to ask.
    [[4243], '127.0.9.0', 4243, true],
    [[4243], '127.0.9.0', 2376, true],
    [[2375], '127.0.9.1', 2376, false],
    [[2375], '127.0.9.4', 2375, false],
    [[2375], 'x', 2375, false],
  ])('does not shrink with --ports %j: %s %i is named: %s', (ports, address, port, isNamed) => {
    expect(createNaming(scopeFor(ports))(address, port)).toBe(isNamed);
  });

  it('is the addresses alone of a scope that was narrowed to some', () => {
    const narrow = narrowScope(scopeFor([2375]), [{ address: '127.0.9.2', port: 2375 }]);
    if (narrow === undefined) throw new Error('nothing left');
    const isNamed = createNaming(narrow);
    expect([isNamed('127.0.9.2', 2375), isNamed('127.0.9.2', 2376), isNamed('127.0.9.3', 2375)]).toEqual([
      true,
      true,
      false,
    ]);
  });
});
