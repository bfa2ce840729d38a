import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  OptionError,
  parseCount,
  parseDuration,
  parseNumber,
  parsePercent,
  parsePorts,
  parseRate,
  parseSeverity,
  parseShard,
  parseVantage,
} from '../../src/command-line/options.ts';
import { CONTROL_PLANES, portNumbers } from '../../src/domain/control-planes.ts';
import { SEVERITIES } from '../../src/domain/verdicts.ts';

const PARSERS = {
  parseCount,
  parseDuration,
  parseNumber,
  parsePercent,
  parsePorts,
  parseRate,
  parseSeverity,
  parseShard,
  parseVantage,
};

describe.each(Object.entries(PARSERS))('%s', (_name, parse) => {
  it('gives a value or says what it wants, for any text', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.string({ unit: fc.constantFrom(...'019.,/-+emaxsh '), maxLength: 20 }),
    );
    fc.assert(
      fc.property(text, (given) => {
        try {
          expect(parse(given)).not.toEqual(Number.NaN);
        } catch (error) {
          expect(error).toBeInstanceOf(OptionError);
          expect((error as Error).message).toMatch(/ wanted/);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it.each(['', ' ', '\n', '-1', '+1', '1e3x', '0x10', 'NaN', 'Infinity', 'null', '__proto__', '1;2', '\u0661'])(
    'does not take %j',
    (text) => {
      if (parse === parseVantage && /^[\w.@-]+$/.test(text)) return;
      expect(() => parse(text)).toThrow(OptionError);
    },
  );
});

describe('numbers', () => {
  it('come back as they were written', () => {
    fc.assert(
      fc.property(fc.nat(10 ** 9 - 1), (value) => {
        expect(parseNumber(String(value))).toBe(value);
        if (value > 0) expect([parseCount(String(value)), parseRate(String(value))]).toEqual([value, value]);
      }),
    );
  });

  it('know zero from nothing, and stay exact', () => {
    expect(parseNumber('0')).toBe(0);
    for (const parse of [parseCount, parseRate]) expect(() => parse('0')).toThrow(OptionError);
    expect(parseCount('9'.repeat(15))).toBe(999_999_999_999_999);
    for (const parse of [parseCount, parseNumber, parseRate]) expect(() => parse('9'.repeat(16))).toThrow(OptionError);
    expect(parseRate('max')).toBe(Number.POSITIVE_INFINITY);
  });

  it('are percentages from 0 to 100', () => {
    expect(['0', '99.5', '100', '100.0'].map(parsePercent)).toEqual([0, 99.5, 100, 100]);
    for (const text of ['100.01', '101', '1e1', '.5', '5.', '50%'])
      expect(() => parsePercent(text)).toThrow(OptionError);
  });
});

it('reads ports as a sorted set', () => {
  const port = fc.integer({ min: 1, max: 65_535 });
  fc.assert(
    fc.property(fc.array(port, { minLength: 1, maxLength: 20 }), (ports) => {
      expect(parsePorts(ports.join(', '))).toEqual([...new Set(ports)].sort((a, b) => a - b));
    }),
  );
  for (const text of ['0', '65536', '2375,', ',2375', '2375,,2376', '2375 2376', '2375-2376', '2375;2376'])
    expect(() => parsePorts(text)).toThrow(OptionError);
});

it('reads the word for the ports of control planes', () => {
  expect(parsePorts(CONTROL_PLANES)).toEqual(portNumbers(CONTROL_PLANES));
});

it('reads every shard of every count, and no other', () => {
  fc.assert(
    fc.property(fc.nat(2_000), fc.nat(2_000), (index, count) => {
      const text = `${index}/${count}`;
      if (index >= 1 && index <= count) expect(parseShard(text)).toEqual({ index, count });
      else expect(() => parseShard(text)).toThrow(OptionError);
    }),
  );
});

it('reads durations of one unit', () => {
  expect(['1s', '90s', '30m', '8h'].map(parseDuration)).toEqual([1_000, 90_000, 1_800_000, 28_800_000]);
  for (const text of ['90', '0s', '1d', '1ms', '1.5h', '1h30m', 's', '1 s', '1S']) {
    expect(() => parseDuration(text)).toThrow(OptionError);
  }
});

it('reads each severity, and none', () => {
  for (const word of [...SEVERITIES, 'none'] as const) expect(parseSeverity(word)).toBe(word);
  for (const word of ['Critical', 'critical ', 'toString']) expect(() => parseSeverity(word)).toThrow(OptionError);
});

it('takes vantages that are safe in a file name, a CSV cell and a terminal', () => {
  expect(parseVantage('office-1.example_x@lan')).toBe('office-1.example_x@lan');
  expect(parseVantage('x'.repeat(64))).toHaveLength(64);
  for (const text of ['x'.repeat(65), 'a/b', 'a b', 'a,b', '=a', 'a\u001b', 'b\u00fcro', 'a\n'])
    expect(() => parseVantage(text)).toThrow(OptionError);
});
