import fc from 'fast-check';
import { expect, it } from 'vitest';
import { formatAddress, parseAddress } from '../../src/domain/address.ts';
import { cidrBlocks } from '../../src/schedule/blocks.ts';

it.each([
  ['10.0.0.0', '10.0.0.255', ['10.0.0.0/24']],
  ['10.0.0.1', '10.0.0.6', ['10.0.0.1/32', '10.0.0.2/31', '10.0.0.4/31', '10.0.0.6/32']],
  ['0.0.0.0', '255.255.255.255', ['0.0.0.0/0']],
  ['255.255.255.255', '255.255.255.255', ['255.255.255.255/32']],
  ['2001:db8::', '2001:db8::ffff', ['2001:db8::/112']],
])('%s to %s', (first, last, blocks) => {
  expect(cidrBlocks(first, last)).toEqual(blocks);
});

it('covers exactly the run, in order', () => {
  const v4 = (value: number): string => formatAddress({ family: 4, value: BigInt(value) });
  fc.assert(
    fc.property(fc.nat(2 ** 32 - 70_000), fc.nat(65_535), (start, length) => {
      let next = BigInt(start);
      for (const block of cidrBlocks(v4(start), v4(start + length))) {
        const [text = '', bits] = block.split('/');
        const value = parseAddress(text)?.value ?? -1n;
        const size = 1n << BigInt(32 - Number(bits));
        expect(value).toBe(next);
        expect(value % size).toBe(0n);
        next = value + size;
      }
      expect(next).toBe(BigInt(start + length + 1));
    }),
  );
});

it('refuses what is no run', () => {
  expect(() => cidrBlocks('10.0.0.2', '10.0.0.1')).toThrow(RangeError);
  expect(() => cidrBlocks('10.0.0.2', '::1')).toThrow(RangeError);
});
