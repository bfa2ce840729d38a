/** What a command is: data that `program.ts` turns into a command line. */

import type { ExitStatus } from '../domain/errors.ts';
import type { Context } from '../supervise/context.ts';

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
  run(words: readonly string[], flags: Flags, context: Context): ExitStatus | Promise<ExitStatus>;
}
