import { describe, expect, it } from 'vitest';
import { parseAddress } from '../../src/domain/address.ts';
import { compareIntervals } from '../../src/domain/interval.ts';
import { readRange } from '../../src/scope/range.ts';
import { specialBlocks } from '../../src/scope/special.ts';

function ruleOf(text: string): string {
  const address = parseAddress(text);
  const block = specialBlocks().find(
    ({ family, first, last }) => address?.family === family && first <= address.value && address.value <= last,
  );
  return block?.rule ?? 'public';
}

describe('special-purpose space', () => {
  it('has the bounds that its blocks are read to', () => {
    for (const { cidr, family, first, last } of specialBlocks())
      expect(readRange(cidr)).toEqual({ interval: { family, first, last } });
  });

  it('is sorted and does not overlap, so that each address has one rule', () => {
    const blocks = specialBlocks();
    expect(blocks.toSorted(compareIntervals)).toEqual(blocks);
    for (const [i, { family, last }] of blocks.entries()) {
      const next = blocks[i + 1];
      if (next?.family === family) expect(next.first > last).toBe(true);
    }
  });

  it.each([
    ['own', ['10.0.0.0', '10.255.255.255', '100.64.0.0', '100.127.255.255', '127.0.0.1', '169.254.169.254']],
    [
      'own',
      ['172.16.0.0', '172.31.255.255', '192.168.1.1', '198.18.0.0', '198.19.255.255', '::1', 'fc00::', 'fdff::1'],
    ],
    ['never', ['0.0.0.0', '192.0.2.1', '198.51.100.255', '203.0.113.7', '224.0.0.1', '239.255.255.255', '240.0.0.0']],
    [
      'never',
      ['255.255.255.255', '::', '::ffff:127.0.0.1', '64:ff9b::1', '100::1', '2001:db8::1', 'fe80::1', 'ff02::1'],
    ],
    [
      'public',
      ['1.0.0.0', '9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0', '126.255.255.255', '128.0.0.0'],
    ],
    ['public', ['172.15.255.255', '172.32.0.0', '192.0.1.0', '198.17.255.255', '198.20.0.0', '223.255.255.255']],
    ['public', ['::2', '2000::1', '2001:db7::', '2001:db9::', '4000::', 'fbff::', 'fe00::', 'fec0::']],
  ])('%s: %j', (rule, addresses) => {
    for (const address of addresses) expect({ address, rule: ruleOf(address) }).toEqual({ address, rule });
  });
});
