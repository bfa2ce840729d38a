/** Commands as data, which `program.ts` turns into a command line. */

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

/** Name, description and arguments of a command, for the help; read without loading it. */
export interface CommandMeta {
  name: string;
  describe: string;
  arguments: readonly ArgumentSpec[];
}

/** The command itself. `Flags` are the parsed options: names in camel case. */
export interface CommandSpec<Flags = never> {
  options: readonly OptionSpec[];
  /** What the help says below the options. */
  help?: string;
  run(words: readonly string[], flags: Flags, context: Context): ExitStatus | Promise<ExitStatus>;
}

/** A command that is loaded only when it is asked for. */
export interface LazyCommand {
  meta: CommandMeta;
  load: () => Promise<{ command: CommandSpec }>;
}

/**
 * The command that a command line asks for, also as `help <command>`; undefined for none or an unknown one.
 * @param words what follows the program's name; its own options (`--help`, `--version`) take no value
 */
export function findCommand(commands: readonly LazyCommand[], words: readonly string[]): LazyCommand | undefined {
  const [first, second] = words.filter((word) => !word.startsWith('-'));
  const name = first === 'help' ? second : first;
  return commands.find(({ meta }) => meta.name === name);
}
