import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  compareAddresses,
  formatAddress,
  formatHostPort,
  formatPlace,
  formatV4,
  hasLeadingZero,
  parseAddress,
  parsePlace,
  parseV4,
} from '../../src/domain/address.ts';

describe('IPv4', () => {
  it('reads and prints every 32-bit value', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffffffff }), (value) => {
        expect(parseV4(formatV4(value))).toBe(value);
      }),
    );
  });

  it.each([
    '',
    '1.2.3',
    '1.2.3.4.5',
    '1.2.3.256',
    '01.2.3.4',
    '1.2.3.04',
    '1..3.4',
    ' 1.2.3.4',
    '1.2.3.4 ',
    '0x1.2.3.4',
    '1.2.3.4/8',
    '-1.2.3.4',
    '1.2.3.',
  ])('refuses %j', (text) => {
    expect(parseV4(text)).toBe(-1);
    expect(parseAddress(text)).toBeUndefined();
  });
});

describe('IPv6', () => {
  it.each([
    ['::', '::'],
    ['::1', '::1'],
    ['1::', '1::'],
    ['2001:DB8::A', '2001:db8::a'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['1:0:0:2:0:0:0:3', '1:0:0:2::3'],
    ['::ffff:1.2.3.4', '::ffff:102:304'],
    ['fe80:0000:0000:0000:0000:0000:0000:0001', 'fe80::1'],
  ])('reads %s and prints %s', (text, printed) => {
    const address = parseAddress(text);
    expect(address).toBeDefined();
    if (address) expect(formatAddress(address)).toBe(printed);
  });

  it.each([
    ':',
    ':::',
    '1:2:3',
    '1::2::3',
    '12345::',
    'fe80::1%eth0',
    '::g',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7::8',
    '::1.2.3',
    '::1.2.3.04',
  ])('refuses %j', (text) => {
    expect(parseAddress(text)).toBeUndefined();
  });

  it('prints what it reads again as the same value', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }), (value) => {
        expect(parseAddress(formatAddress({ family: 6, value }))).toEqual({ family: 6, value });
      }),
    );
  });
});

it('sorts IPv4 before IPv6 and by value', () => {
  const sorted = ['::1', '10.0.0.2', '10.0.0.10', '::']
    .map((text) => parseAddress(text))
    .filter((a) => a !== undefined);
  expect(sorted.sort(compareAddresses).map(formatAddress)).toEqual(['10.0.0.2', '10.0.0.10', '::', '::1']);
});

it('puts brackets around IPv6 before a port only', () => {
  expect(formatHostPort('127.0.0.1', 2375)).toBe('127.0.0.1:2375');
  expect(formatHostPort('::1', 2375)).toBe('[::1]:2375');
});

it('knows a leading zero', () => {
  expect(hasLeadingZero('10.0.0.01')).toBe(true);
  expect(hasLeadingZero('10.0.0.0')).toBe(false);
  expect(hasLeadingZero('::01')).toBe(false);
});

it.each([
  ['127.0.0.1', { address: '127.0.0.1' }],
  ['127.0.0.1:2375', { address: '127.0.0.1', port: 2375 }],
  ['FD00:0::1', { address: 'fd00::1' }],
  ['[fd00::1]', { address: 'fd00::1' }],
  ['[FD00:0::1]:65535', { address: 'fd00::1', port: 65_535 }],
  ['::1:2375', { address: '::1:2375' }],
  ...['', ':', '127.0.0.1:', '127.0.0.1:0', '127.0.0.1:02375', '127.0.0.1:65536', '[127.0.0.1]:80', '[::1]:0'].map(
    (text) => [text, undefined] as const,
  ),
  ...['127.0.0.01:80', '127.1', 'localhost:2375', '[::1', '::1]:80', 'fe80::1%eth0', ' 127.0.0.1', 'targets/'].map(
    (text) => [text, undefined] as const,
  ),
] as const)('reads the place %j', (text, place) => {
  expect(parsePlace(text)).toEqual(place);
  if (place !== undefined) expect(parsePlace(formatPlace(place))).toEqual(place);
});
