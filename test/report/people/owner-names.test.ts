import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nameOwners } from '../../../src/report/people/owner-names.ts';

const nameOf = (owner: string): string => nameOwners([owner]).get(owner) ?? '';

describe('nameOwners', () => {
  test.each([
    ['platform', 'platform'],
    ['Data Science', 'Data-Science'],
    ['R&D / Berlin', 'R-D-Berlin'],
    ['支付平台', '支付平台'],
    ['équipe réseau', 'équipe-réseau'],
    ['../../etc/passwd', 'etc-passwd'],
    ['C:\\Windows', 'C-Windows'],
    ['--help', 'help'],
    ['ops@example.org', 'ops-example-org'],
  ])('calls %j %j', (owner, name) => {
    expect(nameOf(owner)).toBe(name);
  });

  test.each(['', '.', '..', '/', '***', ' ', '\0', '\u202E', 'CON', 'nul', 'Com1', 'LPT9', 'x-1a2b3c4d'])(
    'gives %j a name with a mark of its own',
    (owner) => {
      expect(nameOf(owner)).toMatch(/^[\p{L}\p{N}][\p{L}\p{N}-]*-[0-9a-f]{8}$/u);
    },
  );

  test('parts those who would share a name, and nobody else', () => {
    const names = nameOwners(['ops', 'OPS', 'o/ps', 'o-ps', 'net', 'cafe\u0301', 'caf\u00e9', 'ﬁn', 'fin']);
    expect(names.get('net')).toBe('net');
    for (const owner of ['ops', 'OPS', 'o/ps', 'o-ps', 'cafe\u0301', 'caf\u00e9', 'ﬁn', 'fin'])
      expect(names.get(owner), owner).toMatch(/-[0-9a-f]{8}$/);
  });

  test('bounds the length, in characters and bytes', () => {
    expect(nameOf('x'.repeat(10_000))).toHaveLength(60);
    expect(Buffer.byteLength(nameOf('𠀀'.repeat(500)))).toBeLessThanOrEqual(190);
  });

  test('no two owners share a folder on any file system, and no name leaves its folder', () => {
    const owner = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.stringMatching(/^[aA./\\ -]{0,4}$/),
      fc.stringMatching(/^a-[0-9a-f]{8}$/),
    );
    fc.assert(
      fc.property(fc.uniqueArray(owner, { maxLength: 30 }), (owners) => {
        const names = [...nameOwners(owners).values()];
        expect(new Set(names.map((name) => name.normalize('NFKC').toLowerCase())).size).toBe(owners.length);
        for (const name of names) expect(name).toMatch(/^[\p{L}\p{M}\p{N}][\p{L}\p{M}\p{N}-]*$/u);
      }),
    );
  });

  test('gives the same names in any order', () => {
    const owners = ['ops', 'OPS', 'net', ''];
    expect([...nameOwners(owners)].sort()).toEqual([...nameOwners(owners.toReversed())].sort());
  });
});
