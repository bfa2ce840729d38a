/**
 * Errors of usage and of the machine. Each has a stable code, a message that says what, where and what to do, and the
 * exit status. Anything else that is thrown is our bug (exit status 70).
 */

import { userInfo } from 'node:os';
import { getuid } from 'node:process';

export const EXIT = {
  /** Finished, nothing at or above `--fail-on`. */
  clean: 0,
  /** Finished, with findings at or above `--fail-on`. */
  findings: 1,
  /** Not run, or a report could not be written. */
  notRun: 2,
  /** Partial: interrupted, out of time, faulted or too little coverage. Results are kept. */
  partial: 3,
  /** A bug in Seawall. */
  bug: 70,
} as const;
export type ExitStatus = (typeof EXIT)[keyof typeof EXIT];

export const ERROR_CODES = [
  'USAGE',
  'SCOPE_NOT_FOUND',
  'SCOPE_UNREADABLE',
  'SCOPE_SYNTAX',
  'SCOPE_SHAPE',
  'SCOPE_EMPTY',
  'SCOPE_TOO_LARGE',
  'SCOPE_CONFLICT',
  'AUTHORIZATION_MISSING',
  'AUTHORIZATION_DATES',
  'AUTHORIZATION_EXPIRED',
  'AUTHORIZATION_NOT_YET',
  'OWNER_MISSING',
  'CONTACT_MISSING',
  'RANGE_SYNTAX',
  'RANGE_HOST_BITS',
  'RANGE_LEADING_ZERO',
  'RANGE_ZONE_ID',
  'RANGE_ORDER',
  'RANGE_SPECIAL',
  'RANGE_TOO_WIDE',
  'OUTPUT_UNWRITABLE',
  'RUNS_FOLDER_NOT_FOUND',
  'RUNS_FOLDER_UNREADABLE',
  'RUN_NOT_FOUND',
  'RUN_MISMATCH',
  'RUN_FINISHED',
  'RUN_IN_USE',
  'RUN_UNRECORDABLE',
  'LOCK_HELD',
  'LOG_UNREADABLE',
  'JOURNAL_CORRUPT',
  'JOURNAL_VERSION',
  'HISTORY_MISSING',
  'HISTORY_VERSION',
  'HISTORY_UNUSABLE',
  'HISTORY_IMPORT',
  'FINDING_NOT_FOUND',
  'FINDING_AMBIGUOUS',
  'DECISION_REFUSED',
  'POLICY_SHAPE',
  'KNOWN_OUT_OF_SCOPE',
  'ACCEPTANCE_SHAPE',
  'ACCEPTANCE_DATES',
  'ACCEPTANCE_CONFLICT',
  'LAB_ADDRESS_IN_USE',
  'LAB_UNAVAILABLE',
  'ENGINE_UNAVAILABLE',
  'DESCRIPTORS_TOO_FEW',
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

/** One thing that is wrong, and where. */
export interface Problem {
  code: ErrorCode;
  /** The fault with the value, and the remedy. One line. */
  message: string;
  file?: string;
  line?: number;
}

/** An error that a person can correct: a mistake, or a state of the machine. Carries every problem found, not only the first. */
export class SeawallError extends Error {
  readonly code: ErrorCode;
  readonly exitStatus: ExitStatus;
  readonly problems: readonly Problem[];

  constructor(problems: Problem | readonly [Problem, ...Problem[]], options: { cause?: unknown } = {}) {
    const list: readonly Problem[] = Array.isArray(problems) ? problems : [problems as Problem];
    super(list.map(formatProblem).join('\n'), options);
    this.name = 'SeawallError';
    this.code = list[0]?.code ?? 'USAGE';
    this.exitStatus = EXIT.notRun;
    this.problems = list;
  }
}

/** `file:line: message [CODE]` */
export function formatProblem(problem: Problem): string {
  const where =
    problem.file === undefined ? '' : `${problem.file}${problem.line === undefined ? '' : `:${problem.line}`}: `;
  return `${where}${problem.message} [${problem.code}]`;
}

/** The message of a thrown value of any type. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Whether an error says that a path leads nowhere; any other may hide something that is there. */
export function isNotThere(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes(errorCode(error));
}

/** The system's code of an unknown error (`EMFILE`), or an empty text. */
export function errorCode(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}

/** The user that this process runs as, for errors that only a right mends. Containers run under numbers that have no name. */
export function currentUser(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${getuid?.() ?? 'unknown'}`;
  }
}
