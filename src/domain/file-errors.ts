/** Files and folders that cannot be read: what stands in the way, for whom, and which right is wanted. */

import { currentUser, type ErrorCode, errorCode, isNotThere, reasonOf, SeawallError } from './errors.ts';

/** What is to be done with a path, and the right that it takes. */
export const WANTED = {
  'list a folder': 'read and enter it (r-x)',
  'read a file': 'read it (r--), and enter the folders above it (--x)',
  'write a file': 'read and write it (rw-), and write in its folder (rwx)',
} as const;
export type Wanted = keyof typeof WANTED;

/** Says who runs and which right is wanted where permission is missing; the system's own words for any other trouble. */
export function unreadable(code: ErrorCode, path: string, wanted: Wanted, error: unknown): SeawallError {
  const isDenied = ['EACCES', 'EPERM'].includes(errorCode(error));
  const message = isDenied
    ? `permission denied: Seawall runs as ${currentUser()}, who must be able to ${WANTED[wanted]}`
    : `cannot be read: ${reasonOf(error)}`;
  return new SeawallError({ code, file: path, message }, { cause: error });
}

/** Why the folder of runs cannot be listed. */
export function noRunsFolder(path: string, error: unknown): SeawallError {
  if (!isNotThere(error)) return unreadable('RUNS_FOLDER_UNREADABLE', path, 'list a folder', error);
  const what = errorCode(error) === 'ENOTDIR' ? 'is no folder' : 'no such folder';
  const message = `${what}: say with --out where the runs are`;
  return new SeawallError({ code: 'RUNS_FOLDER_NOT_FOUND', file: path, message }, { cause: error });
}
