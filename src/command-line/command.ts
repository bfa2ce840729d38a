/** What a command is: data that `program.ts` turns into a command line. */

import type { Descriptors } from '../audit/machine.ts';
import type { ExitStatus } from '../domain/errors.ts';
import type { Timer } from '../domain/model.ts';
import type { Actor } from '../supervise/actor.ts';
import type { ProgressStream } from '../terminal/progress.ts';

/** The outside of the program, handed in by `cli.ts`. */
export interface Outside {
  stdout: NodeJS.WritableStream & { columns?: number; isTTY?: boolean };
  stderr: ProgressStream;
  color: boolean;
  clock: Timer;
  signal: AbortSignal;
  version: string;
  nodeVersion: string;
  descriptors: Descriptors;
  /** Who runs this, for the lock and the audit log. */
  actor: Actor;
  /** Absolute: what starts this program again, as in `/usr/bin/node /opt/seawall/dist/cli.js`. */
  program: readonly string[];
  /** A variable of the environment, for secrets: they are no options, so that no help or process list shows them. */
  environment(name: string): string | undefined;
}

/** One option; also a variable: `--max-duration` is `SEAWALL_MAX_DURATION`. */
export interface OptionSpec {
  /** `--rate <n|max>`, or `--quiet` for a switch. */
  flags: string;
  describe: string;
  /** Text to value. @throws OptionError */
  parse?: (text: string) => unknown;
  fallback?: unknown;
  choices?: readonly string[];
  /** May be given several times: the flag's value is a list. */
  repeatable?: boolean;
}

export interface ArgumentSpec {
  /** `<run>` if it is needed, `[scope...]` if it may be missing or repeated. */
  name: string;
  describe: string;
}

/** `Flags` is what the options come to: names in camel case. */
export interface CommandSpec<Flags = never> {
  name: string;
  describe: string;
  arguments: readonly ArgumentSpec[];
  options: readonly OptionSpec[];
  run(words: readonly string[], flags: Flags, outside: Outside): ExitStatus | Promise<ExitStatus>;
}
