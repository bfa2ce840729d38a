import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareReleases, parseRelease } from '../../src/classify/versions.ts';

const order = (text: string): readonly number[] | undefined => parseRelease(text)?.order;

describe('parseRelease', () => {
  test.each([
    ['20.10.24', '', [20, 10, 24, 4, 0]],
    ['v1.7.24', '', [1, 7, 24, 4, 0]],
    ['18.06.1-ce', '-ce', [18, 6, 1, 4, 0]],
    ['19.03.18-ee-1', '-ee-1', [19, 3, 18, 4, 0]],
    ['20.10.24+dfsg1', '+dfsg1', [20, 10, 24, 4, 0]],
    ['20.10.25+azure-2', '+azure-2', [20, 10, 25, 4, 0]],
    ['1.6.20~ds1', '~ds1', [1, 6, 20, 4, 0]],
    ['1.0.0~rc93+ds1', '+ds1', [1, 0, 0, 3, 93]],
    ['1.0.0-rc93', '', [1, 0, 0, 3, 93]],
    ['1.2.0-rc.1', '', [1, 2, 0, 3, 1]],
    ['2.1.9+unknown', '+unknown', [2, 1, 9, 4, 0]],
    ['1.12', '', [1, 12, 0, 4, 0]],
  ])('reads %s', (text, rest, numbers) => {
    expect(parseRelease(text)).toEqual({ order: numbers, rest });
  });

  test.each([
    '',
    'dev',
    'library-import',
    '0.0.0-20240301120000-abc1234',
    '20.10.0-dev',
    'N/A',
    '1.2.3.4',
    'swarm/1.2.9',
    '=1+1',
  ])('does not compare %j', (text) => {
    expect(parseRelease(text)).toBeUndefined();
  });

  test('answers any text in good time', () => {
    fc.assert(fc.property(fc.string({ maxLength: 2000 }), (text) => void parseRelease(text)));
    expect(parseRelease(`1.${'1'.repeat(100_000)}`)).toBeUndefined();
  });
});

describe('compareReleases', () => {
  test('puts pre-releases in front, by their number and not by their letters', () => {
    const texts = [
      '1.0.0-rc9',
      '1.0.0-rc10',
      '1.0.0-rc93',
      '1.0.0~rc95',
      '1.0.0',
      '1.0.1',
      '1.10.0',
      '17.03.0',
      '20.10.9',
      '20.10.10',
    ];
    const releases = texts.flatMap((text) => parseRelease(text) ?? []);
    expect(releases).toHaveLength(texts.length);
    for (const [i, a] of releases.entries())
      for (const [k, b] of releases.entries()) expect(Math.sign(compareReleases(a, b))).toBe(Math.sign(i - k));
  });

  test('takes the words behind a release for nothing', () => {
    expect(order('26.1.5+dfsg1')).toEqual(order('26.1.5'));
  });
});
