import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Family, formatAddress } from '../../src/domain/address.ts';
import { readRange } from '../../src/scope/range.ts';

const address = fc.oneof(
  fc.bigInt({ min: 0n, max: 2n ** 32n - 1n }).map((value) => ({ family: 4 as Family, value })),
  fc.bigInt({ min: 0n, max: 2n ** 128n - 1n }).map((value) => ({ family: 6 as Family, value })),
);

describe('a range as written', () => {
  it('is one address', () => {
    fc.assert(
      fc.property(address, ({ family, value }) => {
        expect(readRange(` ${formatAddress({ family, value })}\t`)).toEqual({
          interval: { family, first: value, last: value },
        });
      }),
    );
  });

  it('is first-last, and the wrong order is refused with the right one', () => {
    fc.assert(
      fc.property(address, fc.bigInt({ min: 1n, max: 2n ** 32n }), ({ family, value }, more) => {
        const last = value + more;
        fc.pre(last < (family === 4 ? 2n ** 32n : 2n ** 128n));
        const [a, b] = [formatAddress({ family, value }), formatAddress({ family, value: last })];
        expect(readRange(`${a} - ${b}`)).toEqual({ interval: { family, first: value, last } });
        expect(readRange(`${b}-${a}`)).toMatchObject({
          code: 'RANGE_ORDER',
          message: expect.stringContaining(`${a}-${b}`),
        });
      }),
    );
  });

  it('is a block of exactly the addresses with its prefix; host bits are refused with what was meant', () => {
    fc.assert(
      fc.property(address, fc.nat(128), ({ family, value }, length) => {
        const width = family === 4 ? 32 : 128;
        const bits = BigInt(width - (length % (width + 1)));
        const first = (value >> bits) << bits;
        const prefix = width - Number(bits);
        const network = `${formatAddress({ family, value: first })}/${prefix}`;
        expect(readRange(network)).toEqual({ interval: { family, first, last: first + (1n << bits) - 1n } });
        if (value === first) return;
        const read = readRange(`${formatAddress({ family, value })}/${prefix}`);
        expect(read).toMatchObject({ code: 'RANGE_HOST_BITS', message: expect.stringContaining(`write ${network} `) });
      }),
    );
  });

  it.each([
    ['', 'RANGE_SYNTAX'],
    ['localhost', 'RANGE_SYNTAX'],
    ['10.0.0', 'RANGE_SYNTAX'],
    ['10.0.0.0/33', 'RANGE_SYNTAX'],
    ['10.0.0.0/', 'RANGE_SYNTAX'],
    ['10.0.0.0/-1', 'RANGE_SYNTAX'],
    ['10.0.0.0/255.255.255.0', 'RANGE_SYNTAX'],
    ['10.0.0.0/24/24', 'RANGE_SYNTAX'],
    ['10.0.0.0 /24', 'RANGE_SYNTAX'],
    ['::/129', 'RANGE_SYNTAX'],
    ['::/1e1', 'RANGE_SYNTAX'],
    ['10.0.0.1-', 'RANGE_SYNTAX'],
    ['10.0.0.1-5', 'RANGE_SYNTAX'],
    ['10.0.0.1-10.0.0.2-10.0.0.3', 'RANGE_SYNTAX'],
    ['10.0.0.1-::1', 'RANGE_SYNTAX'],
    ['10.0.0.0/24-10.0.1.0/24', 'RANGE_SYNTAX'],
    ['0x7f.0.0.1', 'RANGE_SYNTAX'],
    ['010.0.0.1', 'RANGE_LEADING_ZERO'],
    ['10.0.0.1-10.0.0.09', 'RANGE_LEADING_ZERO'],
    ['10.0.0.00/24', 'RANGE_LEADING_ZERO'],
    ['10.0.0.0/08', 'RANGE_LEADING_ZERO'],
    ['fe80::1%eth0', 'RANGE_ZONE_ID'],
    ['fe80::%25eth0/64', 'RANGE_ZONE_ID'],
  ])('%j is refused: %s', (text, code) => {
    expect(readRange(text)).toMatchObject({ code });
  });

  it('never throws, and quotes what it refuses in one bounded line', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.string({ unit: fc.constantFrom(...'0129af.:/-% '), maxLength: 50 }),
    );
    fc.assert(
      fc.property(text, (written) => {
        const read = readRange(written);
        if ('interval' in read) expect(read.interval.first <= read.interval.last).toBe(true);
        else expect(read.message).toMatch(/^".{0,480}" [^\n]{10,200}$/u);
      }),
      { numRuns: 2_000 },
    );
  });
});
