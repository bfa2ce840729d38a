import { describe, expect, it } from 'vitest';
import { SeawallError } from '../../src/domain/errors.ts';
import { parseScope } from '../../src/scope/scope.ts';
import { NOW, scopeText } from '../helpers/scope.ts';

function problemsOf(
  text: string,
  maxAddresses = 2 ** 20,
): { code: string; line: number | undefined; message: string }[] {
  try {
    parseScope([{ file: 't.yaml', text }], { now: NOW, maxAddresses });
  } catch (error) {
    if (error instanceof SeawallError)
      return error.problems.map(({ code, line, message }) => ({ code, line, message }));
    throw error;
  }
  return [];
}

const AUTH = 'authorization: { by: a, reference: R, from: 2026-01-01, until: 2027-01-01 }\n';

describe('a range that is refused', () => {
  it.each([
    ['10.0.0.5/24', 'RANGE_HOST_BITS', '10.0.0.0/24'],
    ['10.0.0.05', 'RANGE_LEADING_ZERO', 'octal'],
    ['fe80::1%eth0', 'RANGE_ZONE_ID', 'zone'],
    ['10.0.0.9-10.0.0.1', 'RANGE_ORDER', '10.0.0.1-10.0.0.9'],
    ['10.0.0.1-::1', 'RANGE_SYNTAX', 'mixes'],
    ['10.0.0.0/33', 'RANGE_SYNTAX', 'CIDR'],
    ['10.0.0/24', 'RANGE_SYNTAX', 'CIDR'],
    ['example.org', 'RANGE_SYNTAX', 'CIDR'],
    ['192.0.2.0/24', 'RANGE_SPECIAL', 'documentation'],
    ['198.51.100.7', 'RANGE_SPECIAL', 'documentation'],
    ['224.0.0.1', 'RANGE_SPECIAL', 'multicast'],
    ['255.255.255.255', 'RANGE_SPECIAL', 'broadcast'],
    ['"2001:db8::/120"', 'RANGE_SPECIAL', 'documentation'],
    ['"::ffff:10.0.0.1"', 'RANGE_SPECIAL', 'IPv4'],
    ['fd00::/64', 'RANGE_TOO_WIDE', '/112'],
    ['fd00::-fd00::1:0', 'RANGE_TOO_WIDE', '/112'],
  ])('%s -> %s', (range, code, words) => {
    const [problem, ...more] = problemsOf(scopeText([range]));
    expect(more).toEqual([]);
    expect(problem).toMatchObject({ code, line: 5 });
    expect(problem?.message).toContain(words);
    expect(problem?.message).not.toContain('\n');
  });
});

describe('a file that is refused', () => {
  it.each([
    ['', 'SCOPE_EMPTY', 1],
    ['# only a comment\n', 'SCOPE_EMPTY', 1],
    [`${AUTH}contact: a@b\nranges: []\n`, 'SCOPE_EMPTY', 3],
    ['contact: a@b\nranges:\n  - { range: 10.0.0.1, owner: o }\n', 'AUTHORIZATION_MISSING', 3],
    [`${AUTH}contact: a@b\nranges:\n  - range: 10.0.0.1\n`, 'OWNER_MISSING', 4],
    [`${AUTH}owner: o\nranges:\n  - range: 10.0.0.1\n`, 'CONTACT_MISSING', 4],
    [
      `${AUTH.replace('2027-01-01', '2025-01-01').replace('2026-01-01', '2024-01-01')}owner: o\ncontact: a@b\nranges: [{ range: 10.0.0.1 }]\n`,
      'AUTHORIZATION_EXPIRED',
      1,
    ],
    [
      `${AUTH.replace('2027-01-01', '2025-01-01')}owner: o\ncontact: a@b\nranges: [{ range: 10.0.0.1 }]\n`,
      'AUTHORIZATION_DATES',
      1,
    ],
    [
      `${AUTH.replace('2026-01-01', '2026-12-01')}owner: o\ncontact: a@b\nranges: [{ range: 10.0.0.1 }]\n`,
      'AUTHORIZATION_NOT_YET',
      1,
    ],
    [
      `${AUTH.replace('2027-01-01', '2027-02-30')}owner: o\ncontact: a@b\nranges: [{ range: 10.0.0.1 }]\n`,
      'SCOPE_SHAPE',
      1,
    ],
    [scopeText(['10.0.0.1'], 'ports: [0]\n'), 'SCOPE_SHAPE', 4],
    [scopeText(['10.0.0.1'], 'ports: [2375, 2375]\n'), 'SCOPE_SHAPE', 4],
    [scopeText(['10.0.0.1'], 'portz: [2375]\n'), 'SCOPE_SHAPE', 4],
    [scopeText(['10.0.0.1']).replace('test@localhost', '"a(b)@c"'), 'SCOPE_SHAPE', 2],
    [scopeText(['10.0.0.1']).replace('test@localhost', '"a\\nX: y"'), 'SCOPE_SHAPE', 2],
    [scopeText(['10.0.0.1'], 'exclude: [10.0.0.1]\n'), 'SCOPE_EMPTY', undefined],
    [`${scopeText(['10.0.0.1'])}---\na: 1\n`, 'SCOPE_SYNTAX', 6],
    ['a: [1\n', 'SCOPE_SYNTAX', 2],
    [`${AUTH}${AUTH}`, 'SCOPE_SYNTAX', 2],
    [
      'a: &a [x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a]\nc: &c [*b, *b, *b, *b, *b, *b, *b, *b]\nd: [*c, *c, *c, *c, *c, *c]\n',
      'SCOPE_SYNTAX',
      1,
    ],
    [`${scopeText(['10.0.0.0/24'])}  - { range: 10.0.0.0/24, owner: other }\n`, 'SCOPE_CONFLICT', 6],
  ])('%j -> %s', (text, code, line) => {
    expect(problemsOf(text)[0]).toMatchObject({ code, line });
  });
});

it('lists every problem at once', () => {
  const text = scopeText(['10.0.0.5/24', '10.0.0.01', '224.0.0.1']);
  expect(problemsOf(text).map(({ code, line }) => [code, line])).toEqual([
    ['RANGE_HOST_BITS', 5],
    ['RANGE_LEADING_ZERO', 6],
    ['RANGE_SPECIAL', 7],
  ]);
});

it('refuses a scope above the limit and names the flag', () => {
  expect(problemsOf(scopeText(['10.0.0.0/8']))[0]).toMatchObject({
    code: 'SCOPE_TOO_LARGE',
    message: expect.stringContaining('--max-addresses 16777216'),
  });
  expect(problemsOf(scopeText(['10.0.0.0/8']), 2 ** 24)).toEqual([]);
});
