#!/usr/bin/env node
/**
 * The only file that touches the process.
 *
 *   argv, SEAWALL_* -> command-line/ (commander) -> commands/ -> supervise/ -> audit/ -> scope, sweep, probe, journal
 *                                                                                  -> classify, history -> report
 *   exit status <- errors.ts
 */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { hostname } from 'node:os';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { readDescriptors, requireDescriptors, tooFewDescriptors } from './audit/machine.ts';
import { findCommand, type LazyCommand } from './command-line/command.ts';
import { createProgram, type LoadedCommand } from './command-line/program.ts';
import { COMMANDS } from './commands/commands.ts';
import { currentUser, EXIT, type ExitStatus, errorCode, SeawallError } from './domain/errors.ts';
import { terminalText } from './text/escape.ts';
import { PARAGRAPH_CHARACTERS } from './text/limits.ts';

// A sweep allocates only short-lived garbage: a young heap that doubles would hold ten megabytes of it for nothing.
setFlagsFromString('--semi-space-growth-factor=1');
// Probes leave garbage in the old heap, which V8 lets grow fourfold between two collections; this takes no more time.
setFlagsFromString('--heap-growing-percent=40');

const descriptors = readDescriptors(reportedLimit);
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort(signal));
// A reader that closes the pipe (`seawall rules | head`) has seen enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

process.exitCode = await main();

async function main(): Promise<ExitStatus> {
  try {
    const wanted = findCommand(COMMANDS, process.argv.slice(2));
    if (wanted !== undefined) requireDescriptors(descriptors, 'any command');
    return await runProgram(wanted && (await loadCommand(wanted)));
  } catch (error) {
    return explain(error);
  }
}

/**
 * `import()` opens all files of a module graph at once, which a low descriptor limit does not hold. `require()` opens one
 * after the other, and is no slower; where Node requires such modules (20.19, 22.12), `load` then finds them loaded.
 */
async function loadCommand({ meta, load }: LazyCommand): Promise<LoadedCommand> {
  if ('require_module' in process.features) createRequire(import.meta.url)(`./commands/${meta.name}.js`);
  return { meta, ...(await load()) };
}

async function runProgram(command: LoadedCommand | undefined): Promise<ExitStatus> {
  let status: ExitStatus = EXIT.clean;
  const program = createProgram(
    COMMANDS.map(({ meta }) => meta),
    command,
    {
      stdout: process.stdout,
      stderr: process.stderr,
      color: process.stdout.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb',
      clock: { now: () => Date.now(), ticks: () => performance.now() },
      signal: stop.signal,
      version: readVersion(),
      nodeVersion: process.versions.node,
      descriptors,
      actor: { user: currentUser(), host: hostname(), pid: process.pid, isAlive },
      program: [process.execPath, fileURLToPath(import.meta.url)],
      environment: (name) => process.env[name] || undefined,
    },
    (ended) => {
      status = ended;
    },
  );
  await program.parseAsync(process.argv);
  return status;
}

function explain(error: unknown): ExitStatus {
  if (error instanceof SeawallError) {
    for (const line of error.message.split('\n'))
      process.stderr.write(`seawall: ${terminalText(line, PARAGRAPH_CHARACTERS)}\n`);
    return error.exitStatus;
  }
  // Commander has told the person by now; help and version are no errors.
  if (error instanceof Error && 'code' in error && String(error.code).startsWith('commander.')) {
    return 'exitCode' in error && error.exitCode === 0 ? EXIT.clean : EXIT.notRun;
  }
  if (['EMFILE', 'ENFILE'].includes(errorCode(error)))
    return explain(tooFewDescriptors('the limit of open files is too low', error));
  process.stderr.write(
    `seawall: this is a bug in Seawall; please report it with this text\n${error instanceof Error ? error.stack : String(error)}\n`,
  );
  return EXIT.bug;
}

function readVersion(): string {
  const file: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return typeof file === 'object' && file !== null && 'version' in file ? String(file.version) : '0.0.0';
}

/** The fallback without /proc. */
function reportedLimit(): number | undefined {
  const report: unknown = process.report.getReport();
  const soft = /"open_files":\s*\{\s*"soft":\s*"?(\d+)/.exec(JSON.stringify(report))?.[1];
  return soft === undefined ? undefined : Number(soft);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
