/** `seawall findings`: what history knows, as it stands today. Sends nothing. */

import { withHistoryOf } from '../audit/history-file.ts';
import { explanationsOf } from '../audit/run-judge.ts';
import type { CommandSpec } from '../command-line/command.ts';
import { parseDays } from '../command-line/options.ts';
import { DEFAULT_SCOPE, OUT, POLICY } from '../command-line/shared-options.ts';
import { EXIT, type ExitStatus } from '../domain/errors.ts';
import { FINDING_STATES, type RememberedFinding } from '../domain/history.ts';
import { isoNow } from '../domain/time.ts';
import { isAtLeast, SEVERITIES, type Severity, VERDICTS } from '../domain/verdicts.ts';
import { listRemembered } from '../history/query.ts';
import { renderCsv } from '../report/machine/csv.ts';
import { loadPolicy } from '../scope/policy.ts';
import type { Context } from '../supervise/context.ts';
import { renderFindingsJson, renderFindingsTable } from '../terminal/findings-table.ts';

interface FindingsFlags {
  out: string;
  policy?: string;
  owner?: string;
  severity?: Severity;
  verdict?: string;
  state: string;
  olderThan?: number;
  json: boolean;
  csv: boolean;
}

/** What is still to be dealt with, without saying so. */
const DEFAULT_STATE = 'unresolved';

export const FINDINGS: CommandSpec<FindingsFlags> = {
  name: 'findings',
  describe: 'list what is known from all runs, overdue first; sends nothing',
  arguments: [],
  options: [
    OUT,
    { flags: '--owner <name>', describe: 'of this owner' },
    { flags: '--severity <word>', describe: 'of this severity or worse', choices: SEVERITIES },
    { flags: '--verdict <word>', describe: 'of this verdict', choices: VERDICTS },
    {
      flags: '--state <word>',
      describe: 'open, unverified, resolved, out-of-scope, accepted, overdue or all',
      choices: [DEFAULT_STATE, ...FINDING_STATES, 'accepted', 'overdue', 'all'],
      fallback: DEFAULT_STATE,
    },
    { flags: '--older-than <days>', describe: 'open for more than so many days', parse: parseDays },
    POLICY,
    { flags: '--json', describe: 'everything, for programs', fallback: false },
    { flags: '--csv', describe: 'the columns of findings.csv', fallback: false },
  ],
  run: (_words, flags, context) => listFindings(flags, context),
};

async function listFindings(flags: FindingsFlags, { stdout, clock, color }: Context): Promise<ExitStatus> {
  const deadlines = await loadPolicy(flags.policy, [DEFAULT_SCOPE]);
  const now = isoNow(clock);
  const all = withHistoryOf(flags.out, (db) => listRemembered(db, { now, deadlines }), []);
  const found = all.filter((remembered) => matches(remembered, flags));
  if (flags.json) stdout.write(renderFindingsJson(found));
  else if (flags.csv) {
    const findings = found.map(({ finding }) => finding);
    for (const text of renderCsv({ findings, explanations: explanationsOf(findings) })) stdout.write(text);
  } else stdout.write(renderFindingsTable(found, { width: Math.max(80, stdout.columns ?? 120), color }));
  return EXIT.clean;
}

function matches({ state, finding }: RememberedFinding, flags: FindingsFlags): boolean {
  const { standing } = finding;
  return (
    (flags.owner === undefined || finding.owner === flags.owner) &&
    (flags.severity === undefined || isAtLeast(finding.severity, flags.severity)) &&
    (flags.verdict === undefined || finding.verdict === flags.verdict) &&
    (flags.olderThan === undefined || standing.daysOpen > flags.olderThan) &&
    isIn(state, flags.state, finding)
  );
}

function isIn(state: string, wanted: string, { lifecycle, standing }: RememberedFinding['finding']): boolean {
  switch (wanted) {
    case 'all':
      return true;
    case DEFAULT_STATE:
      return state === 'open' || state === 'unverified';
    case 'accepted':
      return lifecycle === 'accepted';
    case 'overdue':
      return standing.overdue;
    default:
      return state === wanted;
  }
}
