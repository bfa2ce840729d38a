/** The command line: turns the commands' data into commander's, with help, defaults and environment variables. */

import { Command, InvalidArgumentError, Option } from 'commander';
import type { ExitStatus } from '../domain/errors.ts';
import type { Context } from '../supervise/context.ts';
import type { CommandMeta, CommandSpec, OptionSpec } from './command.ts';
import { OptionError } from './options.ts';

const EXAMPLES = `
Examples:
  seawall plan targets/                    what would be probed; sends nothing
  seawall audit targets/ --rate 200        200 connections a second at most
  seawall audit --resume RUN               take up an interrupted run
  seawall report latest --format csv --to - > last.csv
  seawall demo                             what findings look like, on loopback

Every option is also a variable: --max-duration is SEAWALL_MAX_DURATION.

Exit status: 0 no open work from --fail-on up (see --fail-when), 1 open work,
2 not run or not written, 3 partial (results kept), 70 a bug in Seawall.`;

/** A loaded command with its help texts. */
export interface LoadedCommand {
  meta: CommandMeta;
  command: CommandSpec;
}

/**
 * @param commands in the order of the help
 * @param loaded the one of them that can run and has options; undefined where only the program's help is wanted
 * @param done is told the exit status of the command that ran
 */
export function createProgram(
  commands: readonly CommandMeta[],
  loaded: LoadedCommand | undefined,
  context: Context,
  done: (status: ExitStatus) => void,
): Command {
  const terms = new Map(commands.map((meta) => [meta.name, termOf(meta)]));
  const program = new Command('seawall')
    .description('Audits your own, authorised address space for Docker Engine APIs that answer without authentication.')
    .version(context.version)
    .configureOutput({ writeOut: (text) => context.stdout.write(text), writeErr: (text) => context.stderr.write(text) })
    .configureHelp({ helpWidth: 80, subcommandTerm: (command) => terms.get(command.name()) ?? 'help [command]' })
    .showHelpAfterError('(seawall --help explains)')
    .addHelpText('after', EXAMPLES)
    .exitOverride();
  for (const meta of commands) {
    const command = program.command(meta.name).description(meta.describe);
    for (const { name, describe } of meta.arguments) command.argument(name, describe);
    if (loaded?.meta.name === meta.name) fill(command, loaded.command, context, done);
  }
  return program;
}

/** A command's line in the list of commands. Commander would leave out `[options]`, because the options are not loaded. */
function termOf({ name, arguments: words }: CommandMeta): string {
  return [name, '[options]', ...words.map((word) => word.name)].join(' ');
}

/** Adds options and action to a command. */
function fill(command: Command, spec: CommandSpec, context: Context, done: (status: ExitStatus) => void): void {
  for (const option of spec.options) command.addOption(toOption(option));
  if (spec.help !== undefined) command.addHelpText('after', `\n${spec.help}`);
  // Not as commander's defaults: the help would say of every switch that it is off.
  const switches = Object.fromEntries(
    spec.options
      .filter(({ fallback }) => fallback === false)
      .map((option) => [toOption(option).attributeName(), false]),
  );
  command.action(async () => {
    // Each command declares the flags that its own options come to.
    done(await spec.run(command.args, { ...switches, ...command.opts<object>() } as never, context));
  });
}

function toOption({ flags, describe, parse, fallback, choices, repeatable }: OptionSpec): Option {
  const option = new Option(flags, describe);
  // By the option's own name, `no-` included: SEAWALL_PROGRESS=1 must not take the progress away.
  option.env(`SEAWALL_${option.name().replaceAll('-', '_').toUpperCase()}`);
  if (choices !== undefined) option.choices(choices);
  if (parse !== undefined || repeatable) {
    option.argParser((text: string, earlier: unknown) => {
      const value = parse === undefined ? text : parseOrExplain(parse, text);
      return repeatable ? [...(Array.isArray(earlier) ? earlier : []), value] : value;
    });
  }
  return fallback === undefined || fallback === false ? option : option.default(fallback);
}

function parseOrExplain(parse: (text: string) => unknown, text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    throw error instanceof OptionError ? new InvalidArgumentError(error.message) : error;
  }
}
