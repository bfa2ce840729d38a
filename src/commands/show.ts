/** `seawall show`: everything that is known of one finding. Sends nothing. */

import { readHistory } from '../audit/history-file.ts';
import { explanationFor } from '../classify/classify.ts';
import type { CommandSpec } from '../command-line/command.ts';
import { DEFAULT_SCOPE, FINDING, OUT, POLICY } from '../command-line/shared-options.ts';
import { EXIT, type ExitStatus } from '../domain/errors.ts';
import { isoNow } from '../domain/time.ts';
import { findRemembered, timelineOf } from '../history/query.ts';
import { loadPolicy } from '../scope/policy.ts';
import type { Context } from '../supervise/context.ts';
import { renderStory, renderStoryJson } from '../terminal/finding-story.ts';

interface ShowFlags {
  out: string;
  policy?: string;
  json: boolean;
}

export const SHOW: CommandSpec<ShowFlags> = {
  name: 'show',
  describe: 'show all that is known of one finding, with its history; sends nothing',
  arguments: [FINDING],
  options: [OUT, POLICY, { flags: '--json', describe: 'for programs', fallback: false }],
  run: ([id = ''], flags, context) => showFinding(id, flags, context),
};

async function showFinding(id: string, flags: ShowFlags, { stdout, clock, color }: Context): Promise<ExitStatus> {
  const deadlines = await loadPolicy(flags.policy, [DEFAULT_SCOPE]);
  const now = isoNow(clock);
  const story = readHistory(flags.out, (db) => {
    const remembered = findRemembered(db, id, { now, deadlines });
    const { finding } = remembered;
    return { remembered, timeline: timelineOf(db, finding.id), explanation: explanationFor(finding.explanation) };
  });
  const width = Math.min(120, Math.max(40, stdout.columns ?? 80));
  stdout.write(flags.json ? renderStoryJson(story) : renderStory(story, width, color));
  return EXIT.clean;
}
