/** `seawall runs`: the runs of a folder, pruned, killed and unfinished ones too. Sends nothing. */

import type { CommandSpec } from '../command-line/command.ts';
import { parseCount } from '../command-line/options.ts';
import { OUT } from '../command-line/shared-options.ts';
import { EXIT, type ExitStatus } from '../domain/errors.ts';
import type { Context } from '../supervise/context.ts';
import { listKnownRuns } from '../supervise/list-runs.ts';
import { warnOn } from '../supervise/warn.ts';
import { renderRunsJson, renderRunsTable } from '../terminal/runs-table.ts';
import { tableWidth } from '../text/table.ts';

interface RunsFlags {
  out: string;
  limit?: number;
  json: boolean;
}

/** A table longer than a screen hides its newest lines. */
const DEFAULT_ROWS = 20;

export const command: CommandSpec<RunsFlags> = {
  options: [
    OUT,
    {
      flags: '--limit <n>',
      describe: `the newest n alone (default: ${DEFAULT_ROWS}; with --json all)`,
      parse: parseCount,
    },
    { flags: '--json', describe: 'for programs', fallback: false },
  ],
  run: (_words, flags, context) => showRuns(flags, context),
};

async function showRuns({ out, limit, json }: RunsFlags, { stdout, stderr, color }: Context): Promise<ExitStatus> {
  const view = await listKnownRuns(out, limit ?? (json ? undefined : DEFAULT_ROWS), warnOn(stderr));
  stdout.write(json ? renderRunsJson(view) : renderRunsTable(view, tableWidth(stdout), color));
  return EXIT.clean;
}
