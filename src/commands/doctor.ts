/** `seawall doctor`: what this machine can do. */

import { access, constants } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, resolve } from 'node:path';
import { capacityOf, whyNotNative } from '../audit/engine-capacity.ts';
import { whyNotSyn } from '../audit/sweep-engines.ts';
import type { CommandSpec } from '../command-line/command.ts';
import { OUT } from '../command-line/shared-options.ts';
import { EXIT, type ExitStatus } from '../domain/errors.ts';
import { isoNow } from '../domain/time.ts';
import type { Context } from '../supervise/context.ts';
import { wrap } from '../text/columns.ts';

export const command: CommandSpec<{ out: string }> = {
  options: [OUT],
  run: (_words, { out }, context) => runDoctor(out, context),
};

async function runDoctor(
  out: string,
  { stdout, clock, nodeVersion, descriptors, version }: Context,
): Promise<ExitStatus> {
  const { connections, probes, waiting } = capacityOf('connect', descriptors);
  const writable = await isWritable(out);
  const fallback = whyNotNative();
  const missing = whyNotSyn();
  const lines = [
    `seawall ${version} on Node ${nodeVersion}, ${isoNow(clock)}`,
    `descriptors   limit ${descriptors.limit}, ${descriptors.open} open: up to ${connections} connections and ${probes} probes at a time, ${waiting} more waiting`,
    `engine        connect: ${fallback === undefined ? 'available, no privileges needed' : `the portable one, slower: ${fallback}`}`,
    ...wrap(
      `syn: ${missing === undefined ? 'available' : `not available: ${missing}`}`,
      80,
      'engine        ',
      ' '.repeat(14),
    ),
    `IPv6          ${(await canListen('::1')) ? 'loopback works' : 'no loopback: IPv6 ranges will read not-tested'}`,
    `output        ${out}: ${writable ? 'can be written' : 'cannot be written; choose another folder with --out'}`,
  ];
  stdout.write(`${lines.join('\n')}\n`);
  return writable ? EXIT.clean : EXIT.notRun;
}

async function isWritable(folder: string): Promise<boolean> {
  for (let path = resolve(folder); ; path = dirname(path)) {
    const answer = await access(path, constants.W_OK).then(
      () => true,
      (error: unknown) => (error instanceof Error && 'code' in error && error.code === 'ENOENT' ? undefined : false),
    );
    if (answer !== undefined) return answer;
    if (dirname(path) === path) return false;
  }
}

function canListen(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(0, address, () => server.close(() => resolve(true)));
  });
}
