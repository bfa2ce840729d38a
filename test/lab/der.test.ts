import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as der from '../../src/lab/der.ts';

const hex = (value: Buffer): string => value.toString('hex');

describe('lengths', () => {
  it.each([
    [0, '0400'],
    [127, '047f'],
    [128, '048180'],
    [255, '0481ff'],
    [256, '04820100'],
    [65_535, '0482ffff'],
  ])('writes %i in the shortest form', (length, head) => {
    const written = hex(der.octetString(Buffer.alloc(length)));
    expect(written.slice(0, head.length)).toBe(head);
    expect(written).toHaveLength(head.length + 2 * length);
  });
});

it('writes nothing as two bytes', () => {
  expect(hex(der.nothing())).toBe('0500');
});

describe('object identifiers', () => {
  it.each([
    ['1.2.840.10045.4.3.2', '06082a8648ce3d040302'],
    ['2.5.4.3', '0603550403'],
    ['2.5.29.17', '0603551d11'],
    ['1.2.840.113549.1.1.11', '06092a864886f70d01010b'],
  ])('writes %s as the standards print it', (dotted, bytes) => {
    expect(hex(der.objectIdentifier(dotted))).toBe(bytes);
  });

  it('reads back as it was written', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(2 ** 31 - 1), { minLength: 1, maxLength: 8 }), (arcs) => {
        const numbers: number[] = [];
        let value = 0;
        for (const byte of der.objectIdentifier(`1.3.${arcs.join('.')}`).subarray(3)) {
          value = value * 128 + (byte & 0x7f);
          if (byte < 0x80) numbers.push(value);
          if (byte < 0x80) value = 0;
        }
        expect(numbers).toEqual(arcs);
      }),
    );
  });
});

it.each([
  ['1969-12-31T00:00:00Z', '170d3639313233313030303030305a'],
  ['2049-12-31T23:59:59Z', '170d3439313233313233353935395a'],
  ['2050-01-01T00:00:00Z', '180f32303530303130313030303030305a'],
])('writes %s with two digits of the year before 2050, and with four after', (time, bytes) => {
  expect(hex(der.timeOf(Date.parse(time)))).toBe(bytes);
});

it('writes the other values as X.690 has them', () => {
  expect(hex(der.sequence(der.smallInteger(1), der.utf8String('ü')))).toBe('30070201010c02c3bc');
  expect(hex(der.set())).toBe('3100');
  expect(hex(der.bitString(Buffer.from([0xff])))).toBe('030200ff');
  expect(hex(der.explicit(0, der.smallInteger(2)))).toBe('a003020102');
  expect(hex(der.implicit(7, Buffer.from([127, 0, 0, 1])))).toBe('87047f000001');
});
