/** `seawall findings`: what history knows, as it stands today. Sends nothing. */

import type { CommandSpec } from '../command-line/command.ts';
import { FILTER_OPTIONS, type FilterFlags, stateOf } from '../command-line/filter-options.ts';
import { parseCount, parseDay } from '../command-line/options.ts';
import { OUT, POLICY } from '../command-line/shared-options.ts';
import { PRODUCTS } from '../domain/engine.ts';
import { EXIT, type ExitStatus, SeawallError } from '../domain/errors.ts';
import { rowOfStored } from '../domain/exposure.ts';
import type { Deadlines } from '../domain/finding.ts';
import {
  FINDING_ORDERS,
  type FindingOrder,
  filterFindings,
  productOf,
  sortFindings,
} from '../domain/finding-filter.ts';
import type { StoredFinding } from '../domain/history.ts';
import { ownerFigures } from '../domain/owner-figures.ts';
import { dayOf, isoNow } from '../domain/time.ts';
import { listAsOf } from '../history/as-of.ts';
import { loadDeadlines } from '../history/deadlines.ts';
import { readHistory } from '../history/history-file.ts';
import { listFindings } from '../history/query.ts';
import { loadPolicy } from '../scope/policy.ts';
import type { Context } from '../supervise/context.ts';
import { warnOn } from '../supervise/warn.ts';
import { renderFindingsJson, renderFindingsTable } from '../terminal/findings-table.ts';
import { renderOwnerJson, renderOwnerTable } from '../terminal/owner-table.ts';
import { nearest } from '../text/nearest.ts';
import { count } from '../text/numbers.ts';
import { tableWidth } from '../text/table.ts';

interface FindingsFlags extends FilterFlags {
  out: string;
  policy?: string;
  asOf?: string;
  sort: FindingOrder;
  limit?: number;
  groupBy?: 'owner';
  json: boolean;
  csv: boolean;
}

/** Names that are listed where none is near. */
const MAX_NAMES = 8;

export const command: CommandSpec<FindingsFlags> = {
  options: [
    OUT,
    ...FILTER_OPTIONS,
    {
      flags: '--as-of <day>',
      describe:
        'exposures as they stood at the end of that day (UTC); with --since, what changed from one day to the other',
      parse: parseDay,
    },
    {
      flags: '--sort <order>',
      describe: 'overdue, worst and oldest first; or another order',
      choices: FINDING_ORDERS,
      fallback: 'urgency',
    },
    { flags: '--limit <n>', describe: 'the first n alone', parse: parseCount },
    {
      flags: '--group-by <word>',
      describe: 'figures of each owner: opened, closed, overdue, days to close (counts closed ones, too)',
      choices: ['owner'],
    },
    POLICY,
    { flags: '--json', describe: 'everything, for programs', fallback: false },
    { flags: '--csv', describe: 'the columns of findings.csv', fallback: false },
  ],
  run: (_words, flags, context) => showFindings(flags, context),
};

async function showFindings(flags: FindingsFlags, context: Context): Promise<ExitStatus> {
  const { stderr, clock } = context;
  if (flags.groupBy !== undefined && (flags.csv || flags.limit !== undefined)) {
    const message = '--group-by has no --csv and no --limit: take --json, or leave it out';
    throw new SeawallError({ code: 'USAGE', message });
  }
  // The runs have told history their deadlines: another policy is taken where somebody names one.
  const policy = flags.policy === undefined ? undefined : await loadPolicy(flags.policy, []);
  const now = isoNow(clock);
  const at = flags.asOf === undefined ? undefined : endOf(flags.asOf, now);
  const isWhole = flags.json || flags.csv;
  const query = { ...(policy && { deadlines: policy }), ...(!isWhole && { brief: true as const }) };
  // Nothing was resolved where a service that nobody can misuse answers no longer.
  const today = { ...query, now, filter: { withoutGone: true as const } };
  // What changed from one day to another is chosen by the changes; figures count what opened and closed.
  const since = flags.groupBy === undefined && flags.since !== undefined ? { since: flags.since } : {};
  const { known, deadlines } = readHistory(
    flags.out,
    (db) => ({
      known: at === undefined ? listFindings(db, today) : listAsOf(db, { at, ...since, ...query }),
      deadlines: policy ?? loadDeadlines(db)(undefined),
    }),
    warnOn(stderr),
  );
  requireKnown(known, flags);
  if (flags.groupBy !== undefined) showOwners(known, deadlines, flags, context);
  else await showList(known, flags, context);
  return EXIT.clean;
}

/** The last moment of a day, or now if it is today. @throws SeawallError USAGE for a day that has not begun */
function endOf(day: string, now: string): string {
  const today = dayOf(now);
  if (day > today) {
    const message = `--as-of ${day} has not begun: today is ${today} (UTC)`;
    throw new SeawallError({ code: 'USAGE', message });
  }
  return day === today ? now : `${day}T23:59:59.999Z`;
}

/** Counts what opened and what closed, so everything unless a state is asked for; `--since` bounds both counts. */
function showOwners(
  known: readonly StoredFinding[],
  deadlines: Deadlines,
  { since, ...flags }: FindingsFlags,
  { stdout, color }: Context,
): void {
  const state = flags.state === undefined ? 'all' : stateOf(flags);
  const figures = ownerFigures(filterFindings(known, { ...flags, state }), { deadlines, ...(since && { since }) });
  stdout.write(flags.json ? renderOwnerJson(figures) : renderOwnerTable(figures, tableWidth(stdout), color));
}

async function showList(
  known: readonly StoredFinding[],
  flags: FindingsFlags,
  { stdout, color }: Context,
): Promise<void> {
  const { asOf, since, ...criteria } = flags;
  const state = stateOf(flags);
  const chosen = { ...criteria, ...(asOf === undefined && since !== undefined && { since }) };
  const found = filterFindings(known, { ...chosen, state });
  const listed = sortFindings(found, flags.sort).slice(0, flags.limit);
  if (flags.json) stdout.write(renderFindingsJson(listed));
  else if (flags.csv) await writeCsv(listed, stdout);
  else {
    const others = state === 'unresolved' ? noteOf(filterFindings(known, { ...chosen, state: 'all' })) : undefined;
    const note = [asOf && `as of ${asOf} (UTC)`, others].filter((part) => part !== undefined).join('; ') || undefined;
    const options = { width: tableWidth(stdout), color, total: found.length, ...(note !== undefined && { note }) };
    stdout.write(renderFindingsTable(listed, options));
  }
}

/** What the default leaves out, and how to see it. */
function noteOf(all: readonly StoredFinding[]): string | undefined {
  const said = (['closed', 'out-of-scope'] as const).flatMap((state) => {
    const n = filterFindings(all, { state }).length;
    return n === 0
      ? []
      : [`${count(n)} more ${n === 1 ? 'is' : 'are'} ${state.replaceAll('-', ' ')}: --state ${state}`];
  });
  return said.length === 0 ? undefined : said.join('; ');
}

/** A name that was mistyped must not look like one without findings. @throws SeawallError FINDING_NOT_FOUND */
function requireKnown(known: readonly StoredFinding[], { owner, vantage, product }: FindingsFlags): void {
  if (known.length === 0) return;
  const findings = known.map(({ finding }) => finding);
  requireName('owner', owner, new Set(findings.map((finding) => finding.owner)));
  requireName('vantage', vantage, new Set(findings.map((finding) => finding.vantage)));
  requireName('product', product, new Set([...PRODUCTS, ...known.map(productOf)]));
}

function requireName(what: string, wanted: string | undefined, names: ReadonlySet<string>): void {
  if (wanted === undefined || names.has(wanted)) return;
  const all = [...names].filter((name) => name !== '');
  const near = nearest(wanted, all);
  const quoted = (some: readonly string[]): string[] => some.map((name) => `'${name.slice(0, 60)}'`);
  const more = all.length > MAX_NAMES ? ` and ${count(all.length - MAX_NAMES)} more` : '';
  const hint =
    near.length > 0
      ? `did you mean ${quoted(near).join(' or ')}?`
      : `there are ${quoted(all.slice(0, MAX_NAMES)).join(', ')}${more}`;
  const message = `history has no finding of the ${what} '${wanted.slice(0, 60)}': ${hint}`;
  throw new SeawallError({ code: 'FINDING_NOT_FOUND', message });
}

/** Loads the texts of all verdicts, which the table does without. */
async function writeCsv(found: readonly StoredFinding[], stdout: Context['stdout']): Promise<void> {
  const { explanationsOf } = await import('../audit/run-judge.ts');
  const { csvOfRows } = await import('../report/machine/csv.ts');
  const explanations = explanationsOf(found.map(({ finding }) => finding));
  for (const text of csvOfRows(found.map(rowOfStored), explanations)) stdout.write(text);
}
