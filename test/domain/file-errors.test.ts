import { userInfo } from 'node:os';
import { describe, expect, it } from 'vitest';
import { noRunsFolder, unreadable, WANTED, type Wanted } from '../../src/domain/file-errors.ts';

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: in words`), { code });
}

describe('a path that cannot be read', () => {
  it.each(Object.keys(WANTED) as Wanted[])('says who may not %s, and what right is wanted', (wanted) => {
    for (const code of ['EACCES', 'EPERM']) {
      const error = unreadable('SCOPE_UNREADABLE', '/srv/x', wanted, systemError(code));
      expect(error).toMatchObject({ code: 'SCOPE_UNREADABLE', exitStatus: 2, cause: { code } });
      expect(error.message).toMatch(/^\/srv\/x: permission denied: /);
      expect(error.message).toContain(userInfo().username);
      expect(error.message).toContain(WANTED[wanted]);
    }
  });

  it('says the words of the system for any other trouble', () => {
    expect(unreadable('SCOPE_UNREADABLE', 'x', 'read a file', systemError('EIO')).message).toBe(
      'x: cannot be read: EIO: in words [SCOPE_UNREADABLE]',
    );
  });

  it('is a mistyped folder of runs only where nothing is there', () => {
    expect(noRunsFolder('reprots', systemError('ENOENT'))).toMatchObject({ code: 'RUNS_FOLDER_NOT_FOUND' });
    expect(noRunsFolder('reprots', systemError('ENOENT')).message).toContain('no such folder: say with --out');
    expect(noRunsFolder('a/b', systemError('ENOTDIR')).message).toContain('is no folder');
    expect(noRunsFolder('r', systemError('EACCES'))).toMatchObject({ code: 'RUNS_FOLDER_UNREADABLE' });
  });
});
