/** The whole program in this process, at a time that the test chooses: what a person types, and what comes of it. */

import { PassThrough } from 'node:stream';
import { findCommand } from '../../src/command-line/command.ts';
import { createProgram } from '../../src/command-line/program.ts';
import { COMMANDS } from '../../src/commands/commands.ts';
import type { ExitStatus } from '../../src/domain/errors.ts';

export interface ProgramRun {
  status: ExitStatus;
  stdout: string;
  stderr: string;
}

/** @param now milliseconds since 1970 at which the command begins */
export async function runProgram(words: readonly string[], now: number): Promise<ProgramRun> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const [out, err] = [gather(stdout), gather(stderr)];
  const started = performance.now();
  let status: ExitStatus = 0;
  const found = findCommand(COMMANDS, words);
  const loaded = found && { meta: found.meta, command: (await found.load()).command };
  const program = createProgram(
    COMMANDS.map(({ meta }) => meta),
    loaded,
    {
      stdout,
      stderr,
      color: false,
      clock: { now: () => now + Math.round(performance.now() - started), ticks: () => performance.now() },
      signal: new AbortController().signal,
      version: '0.0.0-test',
      nodeVersion: process.versions.node,
      descriptors: { limit: 1_024, open: 24 },
      actor: { user: 'test', host: 'localhost', pid: process.pid, isAlive: () => false },
      program: [process.execPath, 'dist/cli.js'],
      environment: () => undefined,
    },
    (ended) => {
      status = ended;
    },
  );
  await program.parseAsync([...words], { from: 'user' });
  return { status, stdout: out(), stderr: err() };
}

function gather(stream: PassThrough): () => string {
  let text = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  return () => text;
}
