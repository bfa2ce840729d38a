/** `seawall findings`: what history knows, as it stands today. Sends nothing. */

import type { CommandSpec } from '../command-line/command.ts';
import { parseDays } from '../command-line/options.ts';
import { DEFAULT_SCOPE, OUT, POLICY } from '../command-line/shared-options.ts';
import { EXIT, type ExitStatus } from '../domain/errors.ts';
import { isOverdue, rowOfStored } from '../domain/exposure.ts';
import { FINDING_STATES, type StoredFinding } from '../domain/history.ts';
import { isoNow } from '../domain/time.ts';
import { isAtLeast, SEVERITIES, type Severity, VERDICTS } from '../domain/verdicts.ts';
import { withHistoryOf } from '../history/history-file.ts';
import { listFindings } from '../history/query.ts';
import { loadPolicy } from '../scope/policy.ts';
import type { Context } from '../supervise/context.ts';
import { warnOn } from '../supervise/warn.ts';
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

/** The state without `--state`: open or unverified. */
const DEFAULT_STATE = 'unresolved';

export const command: CommandSpec<FindingsFlags> = {
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
  run: (_words, flags, context) => showFindings(flags, context),
};

async function showFindings(flags: FindingsFlags, { stdout, stderr, clock, color }: Context): Promise<ExitStatus> {
  const deadlines = await loadPolicy(flags.policy, [DEFAULT_SCOPE]);
  const now = isoNow(clock);
  const all = withHistoryOf(flags.out, (db) => listFindings(db, { now, deadlines }), [], warnOn(stderr));
  const found = all.filter((stored) => matches(stored, flags));
  if (flags.json) stdout.write(renderFindingsJson(found));
  else if (flags.csv) await writeCsv(found, stdout);
  else stdout.write(renderFindingsTable(found, { width: Math.max(80, stdout.columns ?? 120), color }));
  return EXIT.clean;
}

/** Loads the texts of all verdicts, which the table does without. */
async function writeCsv(found: readonly StoredFinding[], stdout: Context['stdout']): Promise<void> {
  const { explanationsOf } = await import('../audit/run-judge.ts');
  const { csvOfRows } = await import('../report/machine/csv.ts');
  const explanations = explanationsOf(found.map(({ finding }) => finding));
  for (const text of csvOfRows(found.map(rowOfStored), explanations)) stdout.write(text);
}

function matches(stored: StoredFinding, flags: FindingsFlags): boolean {
  const { finding } = stored;
  return (
    (flags.owner === undefined || finding.owner === flags.owner) &&
    (flags.severity === undefined || isAtLeast(finding.severity, flags.severity)) &&
    (flags.verdict === undefined || finding.verdict === flags.verdict) &&
    (flags.olderThan === undefined || finding.standing.daysOpen > flags.olderThan) &&
    isIn(stored, flags.state)
  );
}

function isIn(stored: StoredFinding, wanted: string): boolean {
  const { state } = stored;
  const row = rowOfStored(stored);
  switch (wanted) {
    case 'all':
      return true;
    case DEFAULT_STATE:
      return state === 'open' || state === 'unverified';
    case 'accepted':
      return row.work === 'accepted';
    case 'overdue':
      return isOverdue(row);
    default:
      return state === wanted;
  }
}
