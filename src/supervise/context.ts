/** Process context of a command: streams, clock, signal, environment. */

import type { Descriptors } from '../audit/machine.ts';
import type { Timer } from '../domain/time.ts';
import type { ProgressStream } from '../terminal/progress.ts';
import type { Actor } from './actor.ts';

/** Handed in by `cli.ts`, the only file that touches the process. */
export interface Context {
  stdout: NodeJS.WritableStream & { columns?: number; isTTY?: boolean };
  stderr: ProgressStream;
  color: boolean;
  clock: Timer;
  signal: AbortSignal;
  version: string;
  nodeVersion: string;
  descriptors: Descriptors;
  /** The process and its user, for the lock and the audit log. */
  actor: Actor;
  /** Absolute: what starts this program again, as in `/usr/bin/node /opt/seawall/dist/cli.js`. */
  program: readonly string[];
  /** A variable of the environment, for secrets: they are no options, so that no help or process list shows them. */
  environment(name: string): string | undefined;
}
