import { describe, expect, it } from 'vitest';
import { loadScope, parseScope } from '../../src/scope/scope.ts';
import { NOW, scopeOf, scopeText } from '../helpers/scope.ts';

describe('the effective scope', () => {
  it('takes exclusions out as one set and counts each once', () => {
    const scope = scopeOf(['10.0.0.0/24', '10.0.0.128/25'], 'exclude: [10.0.0.0/26, 10.0.0.10, 10.9.9.9]\n');
    expect(scope.addresses).toBe(192);
    expect(scope.endpoints).toBe(384);
    expect(scope.ranges.map(({ addresses }) => addresses)).toEqual([64, 128]);
    expect(scope.removals).toEqual([
      { reason: 'excluded', text: '10.0.0.0/26', addresses: 64 },
      { reason: 'excluded', text: '10.0.0.10', addresses: 1 },
      { reason: 'excluded', text: '10.9.9.9', addresses: 0 },
    ]);
  });

  it('takes special space out of a wider range and says so', () => {
    const scope = scopeOf(['192.0.0.0/16']);
    expect(scope.removals.map(({ text, addresses }) => [text, addresses])).toEqual([
      ['192.0.0.0/24', 256],
      ['192.0.2.0/24', 256],
    ]);
    expect(scope.addresses).toBe(65_536 - 512);
    expect(scopeOf(['192.168.0.0/24']).removals).toEqual([]);
  });

  it('gives an overlap to the smaller range, whatever the order', () => {
    const scope = scopeOf(['10.0.0.0/24', '10.0.0.64/26']);
    expect(scope.spans.map(({ first, last, range }) => [first, last, range])).toEqual([
      ['10.0.0.0', '10.0.0.63', 0],
      ['10.0.0.64', '10.0.0.127', 1],
      ['10.0.0.128', '10.0.0.255', 0],
    ]);
  });

  it('has a digest that changes with what may be touched, and with nothing else', () => {
    const { digest } = scopeOf(['10.0.0.0/24']);
    expect(scopeOf(['10.0.0.0/25', '10.0.0.128/25']).digest).not.toBe(digest);
    expect(scopeOf(['10.0.0.0/24'], 'exclude: [10.0.0.1]\n').digest).not.toBe(digest);
    expect(scopeOf(['10.0.0.0/24'], 'ports: [2375]\n').digest).not.toBe(digest);
    expect(
      parseScope([{ file: 'other.yaml', text: scopeText(['10.0.0.0/24']).replace('team', 'else') }], {
        now: NOW,
        maxAddresses: 256,
      }).digest,
    ).toBe(digest);
  });

  it('has the name and vantages of its files, which change no digest', () => {
    const named =
      'name: head-office\nvantages: [{ name: office, stands: inside }, { name: vps-1, stands: internet }]\n';
    const scope = scopeOf(['10.0.0.0/24'], named);
    expect(scope.name).toBe('head-office');
    expect(scope.vantages).toEqual([
      { name: 'office', stands: 'inside' },
      { name: 'vps-1', stands: 'internet' },
    ]);
    const plain = scopeOf(['10.0.0.0/24'], 'vantages: []\n');
    expect(scope.digest).toBe(plain.digest);
    expect(Object.keys(plain)).not.toEqual(expect.arrayContaining(['name']));
    expect(Object.keys(plain)).not.toEqual(expect.arrayContaining(['vantages']));
  });

  it('keeps the ports of the files where the command line leaves one of them out', () => {
    const filePortsFor = (ports?: number[]) =>
      parseScope([{ file: 'a.yaml', text: scopeText(['10.0.0.0/30'], 'ports: [2376, 2375]\n') }], {
        ...{ now: NOW, maxAddresses: 4 },
        ...(ports && { ports }),
      }).ranges.map(({ filePorts }) => filePorts);
    expect([undefined, [2375, 2376, 4243], [2375], [4243]].map(filePortsFor)).toEqual([
      [undefined],
      [undefined],
      [[2375, 2376]],
      [[2375, 2376]],
    ]);
  });

  it('reads ten thousand ranges in little time', () => {
    const ranges = Array.from({ length: 10_000 }, (_, i) => `10.${Math.floor(i / 128)}.${(i % 128) * 2}.0/25`);
    expect(scopeOf(ranges).addresses).toBe(1_280_000);
  });

  it('ships a scope of loopback alone', async () => {
    const scope = await loadScope(['targets'], { now: NOW, maxAddresses: 256 });
    expect(scope.spans.every(({ first }) => first.startsWith('127.') || first === '::1')).toBe(true);
  });
});
