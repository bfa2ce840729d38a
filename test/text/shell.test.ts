import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatAddress, parseAddress } from '../../src/domain/address.ts';
import { addressName, shellWord } from '../../src/text/shell.ts';
import { HOSTILE_TEXTS } from '../report/sample.ts';

const say = (words: readonly string[]): string =>
  execFileSync('sh', ['-c', `printf '%s\\n' ${words.map(shellWord).join(' ')}`], { encoding: 'utf8' });

describe('shellWord', () => {
  test('is one word with exactly this text, whatever is in it', () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme', minLength: 1 }),
      fc.string({
        unit: fc.constantFrom("'", '"', '\\', '$', '`', ' ', '\n', ';', '(', '*', '!', '#', '~', '&', 'a'),
        minLength: 1,
      }),
    );
    fc.assert(
      fc.property(
        fc.array(
          text.filter((word) => !word.includes('\0')),
          { minLength: 1, maxLength: 5 },
        ),
        (words) => {
          const wanted = words.map((word) => `${word.toWellFormed()}\n`).join('');
          expect(say(words)).toBe(wanted);
        },
      ),
      { numRuns: 100 },
    );
  });

  test.each(HOSTILE_TEXTS.filter((text) => !text.includes('\0') && text.length < 1000))('holds %j', (text) => {
    expect(say([text])).toBe(`${text.toWellFormed()}\n`);
  });

  test('leaves plain words as they are, and takes no NUL', () => {
    expect(shellWord('10.0.0.1:2375')).toBe('10.0.0.1:2375');
    expect(shellWord('')).toBe("''");
    expect(() => shellWord('a\0b')).toThrow(RangeError);
  });
});

describe('addressName', () => {
  const v4 = fc.ipV4().filter((text) => parseAddress(text) !== undefined);
  const v6 = fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }).map((value) => formatAddress({ family: 6, value }));

  test('is safe on any file system and as a name of a host', () => {
    fc.assert(
      fc.property(
        fc.oneof(v4, v6),
        (address) => void expect(addressName(address)).toMatch(/^(?:v6-|\d)[0-9a-f-]{1,45}$/),
      ),
    );
    for (const text of HOSTILE_TEXTS) expect(() => addressName(text)).toThrow(RangeError);
  });

  test('is another one for each address', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.oneof(v4, v6), { minLength: 2 }), (addresses) => {
        expect(new Set(addresses.map(addressName)).size).toBe(addresses.length);
      }),
    );
    const close = ['fd00::20:1c', 'fd00:20::1c', 'fd00:20:1c::', '::fd00:20:1c', '::'];
    expect(new Set(close.map(addressName)).size).toBe(close.length);
  });
});
