import { describe, expect, it } from 'vitest';
import { SeawallError } from '../../src/domain/errors.ts';
import { guard, isBusy, isUnwritable } from '../../src/history/sql-errors.ts';

function errorOf(code: string): Error {
  return Object.assign(new Error('no'), { code });
}

function explain(error: unknown): unknown {
  try {
    return guard('h.db', () => {
      throw error;
    });
  } catch (thrown) {
    return thrown;
  }
}

describe('an error of the database', () => {
  it.each([
    ['SQLITE_BUSY_SNAPSHOT', 'wait until it is done'],
    ['SQLITE_CORRUPT_VTAB', 'history rebuild'],
    ['SQLITE_CONSTRAINT_UNIQUE', 'not as Seawall made them'],
    ['SQLITE_FULL', 'make room'],
    ['EROFS', 'writable for you'],
    // READONLY_DIRECTORY, for which the driver has no name.
    ['UNKNOWN_SQLITE_ERROR_1544', 'SQLITE_READONLY'],
  ])('of code %s says what to do', (code, advice) => {
    const error = explain(errorOf(code));
    expect(error).toBeInstanceOf(SeawallError);
    expect(String(error)).toContain(advice);
    expect(String(error)).toMatch(/^SeawallError: h\.db: .*HISTORY_UNUSABLE/);
  });

  it('is thrown as it is where it is none of a person’s doing', () => {
    for (const error of [errorOf('SQLITE_MISUSE'), errorOf('UNKNOWN_SQLITE_ERROR_77'), new Error('x'), 'text'])
      expect(explain(error)).toBe(error);
    const own = new SeawallError({ code: 'USAGE', message: 'x' });
    expect(explain(own)).toBe(own);
  });

  it('that is none of a query, but of opening the file, is told by its words', () => {
    const error = new Error('ConnectionFailed("Unable to open connection to local database r: 14")');
    expect(isUnwritable(error)).toBe(true);
    expect(String(explain(error))).toContain('HISTORY_UNUSABLE');
  });

  it('tells what is busy and what is read only', () => {
    expect(isBusy(errorOf('SQLITE_BUSY'))).toBe(true);
    expect(isBusy(errorOf('SQLITE_CANTOPEN'))).toBe(false);
    expect(isUnwritable(errorOf('UNKNOWN_SQLITE_ERROR_1544'))).toBe(true);
    expect(isUnwritable(errorOf('SQLITE_CANTOPEN'))).toBe(true);
    expect(isUnwritable(errorOf('SQLITE_CORRUPT'))).toBe(false);
  });

  it('leaves a result as it is', () => {
    expect(guard('h.db', () => 3)).toBe(3);
  });
});
