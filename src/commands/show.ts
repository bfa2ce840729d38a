/** `seawall show`: everything that is known of one finding. Sends nothing. */

import { explanationsOf } from '../audit/run-judge.ts';
import { explanationFor } from '../classify/classify.ts';
import type { CommandSpec } from '../command-line/command.ts';
import { MEANING_OPTIONS, OUT, POLICY } from '../command-line/shared-options.ts';
import { EXIT, type ExitStatus } from '../domain/errors.ts';
import { isoNow } from '../domain/time.ts';
import { readHistory } from '../history/history-file.ts';
import { listNamed } from '../history/named.ts';
import { timelineOf } from '../history/timeline.ts';
import { loadPolicy } from '../scope/policy.ts';
import type { Context } from '../supervise/context.ts';
import { warnOn } from '../supervise/warn.ts';
import { renderStoriesJson, renderStory } from '../terminal/finding-story.ts';

interface ShowFlags {
  out: string;
  policy?: string;
  allPorts: boolean;
  allVantages: boolean;
  json: boolean;
}

export const command: CommandSpec<ShowFlags> = {
  options: [
    OUT,
    ...MEANING_OPTIONS,
    POLICY,
    { flags: '--json', describe: 'for programs; a list where a place stands for several', fallback: false },
  ],
  run: ([word = ''], flags, context) => showFinding(word, flags, context),
};

async function showFinding(
  word: string,
  flags: ShowFlags,
  { stdout, stderr, clock, color }: Context,
): Promise<ExitStatus> {
  const deadlines = flags.policy === undefined ? undefined : await loadPolicy(flags.policy, []);
  const now = isoNow(clock);
  const stories = readHistory(
    flags.out,
    (db) =>
      listNamed(db, [word], { now, ...(deadlines && { deadlines }) }, flags).map((stored) => ({
        stored,
        timeline: timelineOf(db, stored.finding.id),
        explanation:
          explanationsOf([stored.finding])[stored.finding.explanation] ?? explanationFor(stored.finding.verdict),
      })),
    warnOn(stderr),
  );
  const width = Math.min(120, Math.max(40, stdout.columns ?? 80));
  if (flags.json) stdout.write(renderStoriesJson(stories));
  else stdout.write(stories.map((story) => renderStory(story, width, color)).join('\n'));
  return EXIT.clean;
}
