/** `seawall prune`: remove the folders of old runs; never history, the latest run, or a running one. */

import type { CommandSpec } from '../command-line/command.ts';
import { parseDays } from '../command-line/options.ts';
import { OUT } from '../command-line/shared-options.ts';
import { EXIT, type ExitStatus, SeawallError } from '../domain/errors.ts';
import { listRuns } from '../journal/folder.ts';
import { pruneRuns } from '../journal/prune.ts';
import type { Context } from '../supervise/context.ts';
import { lockFolder } from '../supervise/lock.ts';
import { count, plural } from '../text/numbers.ts';

interface PruneFlags {
  out: string;
  keepDays?: number;
}

export const command: CommandSpec<PruneFlags> = {
  options: [OUT, { flags: '--keep-days <n>', describe: 'remove runs that started earlier (needed)', parse: parseDays }],
  run: (_words, flags, context) => prune(flags, context),
};

async function prune({ out, keepDays }: PruneFlags, { stdout, clock, actor }: Context): Promise<ExitStatus> {
  if (keepDays === undefined)
    throw new SeawallError({ code: 'USAGE', message: 'prune needs --keep-days: how many days of runs stay' });
  // A folder that was mistyped is not made.
  await listRuns(out);
  // Whoever holds the lock is running: pruning waits for another day.
  const lock = await lockFolder(out, { actor, clock, purpose: 'seawall prune' });
  const { removed, kept } = await pruneRuns(out, keepDays, clock.now()).finally(() => lock.release());
  for (const { run, bytes } of removed) stdout.write(`removed ${run} (${count(bytes)} bytes)\n`);
  for (const { run, why } of kept) stdout.write(`kept ${run}: ${why}\n`);
  const bytes = removed.reduce((sum, { bytes }) => sum + bytes, 0);
  stdout.write(`${plural(removed.length, 'run')} removed, ${count(bytes)} bytes; history is untouched\n`);
  return EXIT.clean;
}
