import { describe, expect, it } from 'vitest';
import type { StoredFinding } from '../../src/domain/history.ts';
import { type Meaning, resolveFindings } from '../../src/domain/resolve-findings.ts';
import { closedAfter, storedOf } from '../helpers/stored.ts';

const one = storedOf('10.0.0.1', { exposure: { id: 'eaaa000000000001' } });
const earlier = storedOf('10.0.0.1', {
  exposure: closedAfter(3, { id: 'eaab000000000002', opened: '2026-01-01T00:00:00.000Z' }),
});
const two = storedOf('10.0.0.2');
const tls = storedOf('10.0.0.2:2376');
const outside = storedOf('10.0.0.3', { finding: { vantage: 'vps' } });
const inside = storedOf('10.0.0.3');
const old = storedOf('10.0.0.4', { exposure: closedAfter(1, { id: 'ebbb000000000001' }) });
const last = storedOf('10.0.0.4', { exposure: closedAfter(9, { id: 'ebbb000000000002' }) });
const LIST = [earlier, one, two, tls, outside, inside, last, old];

const named = (words: string[], meaning: Meaning = {}): StoredFinding[] => resolveFindings(words, LIST, meaning);

describe('a word means', () => {
  it.each<[string, string, StoredFinding]>([
    ['what is at the place now', '10.0.0.1:2375', one],
    ['what is at the address now', '10.0.0.1', one],
    ['an endpoint by its id', one.finding.id, one],
    ['an endpoint by the beginning of its id', one.finding.id.slice(0, 9), one],
    ['one exposure by its id, closed or not', 'eaab000000000002', earlier],
    ['one exposure by the beginning of its id', 'eaaa', one],
    ['the exposure that closed last where none lives', '10.0.0.4', last],
    ['one port of an address', '10.0.0.2:2376', tls],
  ])('%s', (_, word, expected) => {
    expect(named([word])).toEqual([expected]);
  });

  it('an address of IPv6 in each of its forms', () => {
    const v6 = storedOf('10.0.0.9', { finding: { address: 'fd00::5' } });
    for (const word of ['fd00::5', 'fd00:0:0::5', '[fd00::5]:2375', '[fd00::5]'])
      expect(resolveFindings([word], [v6])).toEqual([v6]);
  });

  it('each finding once, in the order of the words', () => {
    expect(named(['10.0.0.2:2376', '10.0.0.1', one.finding.id])).toEqual([tls, one]);
  });
});

describe('a word that could mean several is refused, with what it could mean', () => {
  it('two ports', () => {
    expect(() => named(['10.0.0.2'])).toThrow(
      /--all-ports: f\w{15} is 10\.0\.0\.2:2375 from default \(critical, open\); f\w{15} is 10\.0\.0\.2:2376 .*\[FINDING_AMBIGUOUS\]$/,
    );
    expect(() => named(['10.0.0.2'], { allVantages: true })).toThrow('--all-ports');
    expect(named(['10.0.0.2'], { allPorts: true })).toEqual([two, tls]);
  });

  it('two vantages, also with a port', () => {
    for (const word of ['10.0.0.3', '10.0.0.3:2375']) {
      expect(() => named([word])).toThrow(/--all-vantages: .* from vps .* from default /);
      expect(named([word], { allVantages: true })).toEqual([outside, inside]);
    }
  });

  it('two ids', () => {
    expect(() => named(['eaa'])).toThrow(
      /'eaa' begins several ids: give more of it: eaab0+2 is .*resolved\); eaaa0+1 is /,
    );
    const many = Array.from({ length: 12 }, (_, i) => storedOf(`10.1.0.${i}`));
    expect(() => resolveFindings(['f'], many)).toThrow(/and 2 more/);
  });
});

describe('a range', () => {
  it('means all in it on every port, where several may be named', () => {
    expect(named(['10.0.0.0/30'], { ranges: true, allVantages: true })).toEqual([one, two, tls, outside, inside]);
    expect(named(['10.0.0.1-10.0.0.2'], { ranges: true })).toEqual([one, two, tls]);
    expect(() => named(['10.0.0.0/29'], { ranges: true })).toThrow('--all-vantages');
    expect(() => named(['10.9.0.0/16'], { ranges: true })).toThrow('FINDING_NOT_FOUND');
  });

  it('is refused where one is wanted, and where it is none', () => {
    expect(() => named(['10.0.0.0/30'])).toThrow(/is a range, and one finding is wanted.*\[USAGE\]/);
    expect(() => named(['10.0.0.1/30'], { ranges: true })).toThrow('RANGE_HOST_BITS');
  });
});

it.each(['', 'g', '%', 'f', 'e', '10.0.0.7', '10.0.0.1:1', 'x'.repeat(100)])(
  'is told that nothing is called %j',
  (word) => {
    expect(() => resolveFindings([word], word.length === 1 ? [] : LIST)).toThrow(
      /^no finding (at \S+|'.{0,60}'): .*\[FINDING_NOT_FOUND\]$/,
    );
  },
);
