import { readdir, readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { currentUser, ERROR_CODES, EXIT, formatProblem, isNotThere, SeawallError } from '../../src/domain/errors.ts';

describe('a mistake', () => {
  it('says where, what, and its code, in one line', () => {
    expect(formatProblem({ code: 'USAGE', message: 'no such option' })).toBe('no such option [USAGE]');
    expect(formatProblem({ code: 'SCOPE_SYNTAX', message: 'bad', file: 'a.yaml' })).toBe('a.yaml: bad [SCOPE_SYNTAX]');
    expect(formatProblem({ code: 'SCOPE_SYNTAX', message: 'bad', file: 'a.yaml', line: 3 })).toBe(
      'a.yaml:3: bad [SCOPE_SYNTAX]',
    );
  });

  it('carries every problem, the code of the first, its cause, and the exit status "not run"', () => {
    const cause = new Error('ENOSPC');
    const first = { code: 'RANGE_ORDER', message: 'one' } as const;
    const error = new SeawallError([first, { code: 'USAGE', message: 'two' }], { cause });
    expect(error).toMatchObject({ name: 'SeawallError', code: 'RANGE_ORDER', exitStatus: EXIT.notRun, cause });
    expect(error.message).toBe('one [RANGE_ORDER]\ntwo [USAGE]');
    expect(error.problems).toHaveLength(2);
    expect(new SeawallError(first).problems).toEqual([first]);
  });
});

it('tells a path that leads nowhere from one that cannot be read', () => {
  const error = (code: string): Error => Object.assign(new Error(code), { code });
  expect(['ENOENT', 'ENOTDIR', 'EACCES', 'EIO'].map((code) => isNotThere(error(code)))).toEqual([
    true,
    true,
    false,
    false,
  ]);
  expect(isNotThere('ENOENT')).toBe(false);
});

it('has one exit status for each way to end', () => {
  expect(EXIT).toEqual({ clean: 0, findings: 1, notRun: 2, partial: 3, bug: 70 });
});

it('has no code that nothing throws', async () => {
  const names = (await readdir('src', { recursive: true })).filter(
    (name) => name.endsWith('.ts') && name !== 'errors.ts',
  );
  const texts = await Promise.all(names.map((name) => readFile(join('src', name), 'utf8')));
  const unused = ERROR_CODES.filter((code) => !texts.some((text) => text.includes(`'${code}'`)));
  // Kept for the lock on a run's folder.
  expect(unused.filter((code) => code !== 'RUN_IN_USE')).toEqual([]);
});

it('names the user of the process', () => {
  expect(currentUser()).toBe(userInfo().username);
});
