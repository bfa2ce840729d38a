/** `seawall show`: everything that is known of one finding. Sends nothing. */

import { explanationsOf } from '../audit/run-judge.ts';
import { explanationFor } from '../classify/classify.ts';
import type { CommandSpec } from '../command-line/command.ts';
import { DEFAULT_SCOPE, OUT, POLICY } from '../command-line/shared-options.ts';
import { EXIT, type ExitStatus } from '../domain/errors.ts';
import { isoNow } from '../domain/time.ts';
import { readHistory } from '../history/history-file.ts';
import { findFinding, timelineOf } from '../history/query.ts';
import { loadPolicy } from '../scope/policy.ts';
import type { Context } from '../supervise/context.ts';
import { warnOn } from '../supervise/warn.ts';
import { renderStory, renderStoryJson } from '../terminal/finding-story.ts';

interface ShowFlags {
  out: string;
  policy?: string;
  json: boolean;
}

export const command: CommandSpec<ShowFlags> = {
  options: [OUT, POLICY, { flags: '--json', describe: 'for programs', fallback: false }],
  run: ([id = ''], flags, context) => showFinding(id, flags, context),
};

async function showFinding(
  id: string,
  flags: ShowFlags,
  { stdout, stderr, clock, color }: Context,
): Promise<ExitStatus> {
  const deadlines = await loadPolicy(flags.policy, [DEFAULT_SCOPE]);
  const now = isoNow(clock);
  const story = readHistory(
    flags.out,
    (db) => {
      const stored = findFinding(db, id, { now, deadlines });
      const { finding } = stored;
      return {
        stored,
        timeline: timelineOf(db, finding.id),
        explanation: explanationsOf([finding])[finding.explanation] ?? explanationFor(finding.verdict),
      };
    },
    warnOn(stderr),
  );
  const width = Math.min(120, Math.max(40, stdout.columns ?? 80));
  stdout.write(flags.json ? renderStoryJson(story) : renderStory(story, width, color));
  return EXIT.clean;
}
