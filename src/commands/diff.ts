/** `seawall diff`: what is different between two runs. Sends nothing. */

import { judgeRun } from '../audit/assemble.ts';
import type { CommandSpec } from '../command-line/command.ts';
import { OUT } from '../command-line/shared-options.ts';
import { EXIT, type ExitStatus } from '../domain/errors.ts';
import { diffRuns } from '../history/diff.ts';
import type { Context } from '../supervise/context.ts';
import { findRunsToCompare } from '../supervise/runs-to-compare.ts';
import { renderDiff, renderDiffJson } from '../terminal/diff-text.ts';

interface DiffFlags {
  out: string;
  json: boolean;
}

export const command: CommandSpec<DiffFlags> = {
  options: [OUT, { flags: '--json', describe: 'for programs', fallback: false }],
  run: (words, flags, context) => showDiff(words, flags, context),
};

async function showDiff(words: readonly string[], flags: DiffFlags, context: Context): Promise<ExitStatus> {
  const [before, after] = await findRunsToCompare(flags.out, words);
  const first = await judgeRun(before);
  const second = await judgeRun(after);
  const difference = diffRuns(first.report, second.report, second.watched);
  const view = { runs: [first.report.run.id, second.report.run.id] as [string, string], ...difference };
  const width = Math.min(120, Math.max(40, context.stdout.columns ?? 80));
  context.stdout.write(flags.json ? renderDiffJson(view) : renderDiff(view, width, context.color));
  return EXIT.clean;
}
