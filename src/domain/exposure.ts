/**
 * Evidence of a verdict, and open work: the one definition behind every headline, count, list, exit status, metric,
 * message and ticket.
 *
 * Open work: what strangers can reach, seen in this run or fallen silent since, and what of medium or worse was seen in it.
 * Accepted findings, and those that are as the scope file declares, are counted beside it. Not seen is not fixed.
 */

import { comparePlaces } from './address.ts';
import { type Counts, countWords } from './counts.ts';
import type { ExposureState, Finding, Sight } from './finding.ts';
import type { BrokenDeclaration, FindingState, History, StoredFinding } from './history.ts';
import {
  compareSeverity,
  compareVerdict,
  type Evidence,
  isAtLeast,
  meaningOf,
  SEVERITIES,
  type Severity,
} from './verdicts.ts';

/** A service without a name proves nothing: an engine may be behind it. */
export function evidenceOf({
  verdict,
  severity,
  product,
}: Pick<Finding, 'verdict' | 'severity' | 'product'>): Evidence {
  const { evidence, mild } = meaningOf(verdict);
  const given = mild !== undefined && !isAtLeast(severity, 'high') ? mild : evidence;
  return given === 'other' && product === '' ? 'unclear' : given;
}

/** An engine, or another control plane, that a stranger can reach. */
export function isExposed({ verdict, severity }: Pick<Finding, 'verdict' | 'severity'>): boolean {
  return evidenceOf({ verdict, severity, product: '' }) === 'exposed';
}

/** An engine that answered what was asked, without credentials. */
export function isOpenEngine({ verdict }: Pick<Finding, 'verdict'>): boolean {
  return meaningOf(verdict).access === 'open';
}

/** Proof that no engine is exposed here: something asks for credentials, or a named product answers. */
export function isProofOfClosing(finding: Pick<Finding, 'verdict' | 'severity' | 'product'>): boolean {
  const evidence = evidenceOf(finding);
  return evidence === 'guarded' || evidence === 'other';
}

/** Covered by an acceptance. */
export function isAccepted({ lifecycle, standing }: Pick<Finding, 'lifecycle' | 'standing'>): boolean {
  return lifecycle === 'accepted' || (standing?.acceptance ?? null) !== null;
}

/**
 * State of a finding as work for people.
 *
 * - `open`: open work that this run saw; `unverified`: open work that it did not see again.
 * - `accepted`, `declared`: counted beside open work, never in a list of things to do.
 * - `closed`: ended, as far as this run can tell; `left-scope`: no longer authorised, neither open nor closed.
 * - `informational`: nothing to do.
 */
export const WORK_STATES = [
  'open',
  'unverified',
  'accepted',
  'declared',
  'closed',
  'left-scope',
  'informational',
] as const;
export type WorkState = (typeof WORK_STATES)[number];

/** A finding of a report with its work state. */
export interface ReportRow {
  readonly finding: Finding;
  readonly work: WorkState;
  /** The endpoint answered in this run; otherwise the finding is its last sighting. */
  readonly seen: boolean;
  /** The declaration of the scope file that the endpoint no longer keeps. */
  readonly broken?: BrokenDeclaration;
}

/** The part of a report from which the work states of its findings follow. */
export interface Judged {
  readonly findings: readonly Finding[];
  readonly history?: Pick<History, 'absent' | 'broken'>;
}

/** A report is not changed once it is made, and every format asks for its rows. */
const rowsByReport = new WeakMap<Judged, readonly ReportRow[]>();

/** Every finding of a report, and what its history says of those that this run did not see: worst first, then by address. */
export function rowsOf(report: Judged): readonly ReportRow[] {
  const known = rowsByReport.get(report);
  if (known !== undefined) return known;
  const rows = makeRows(report);
  rowsByReport.set(report, rows);
  return rows;
}

function makeRows({ findings, history }: Judged): ReportRow[] {
  const brokenById = new Map(history?.broken?.map((broken) => [broken.findingId, broken]));
  const rowOf = (finding: Finding, seen: boolean): ReportRow => {
    const broken = brokenById.get(finding.id);
    const work = seen ? workOfSeen(finding, broken !== undefined) : workOfAbsent(finding);
    return broken === undefined ? { finding, work, seen } : { finding, work, seen, broken };
  };
  const rows = [
    ...findings.map((finding) => rowOf(finding, true)),
    ...(history?.absent ?? []).map((finding) => rowOf(finding, false)),
  ];
  return rows.sort((a, b) => compareFindings(a.finding, b.finding));
}

function workOfSeen(finding: Finding, isBroken: boolean): WorkState {
  return isBroken ? (settledOf(finding) ?? 'open') : workOf(finding, true);
}

function workOfAbsent(finding: Finding): WorkState {
  return finding.lifecycle === null ? 'left-scope' : workOf(finding, false);
}

/** A finding as history holds it between runs; `seen` as of the last run that said something of it. */
export function rowOfStored({ state, finding, broken }: StoredFinding): ReportRow {
  const seen = state === 'open' && finding.lifecycle !== 'unverified';
  const { id, address, port, verdict } = finding;
  return {
    finding,
    seen,
    work: workOfState(state) ?? (seen ? workOfSeen(finding, broken !== undefined) : workOf(finding, false)),
    ...(broken && { broken: { findingId: id, address, port, is: broken, what: `answers as ${verdict}` } }),
  };
}

export function workOfStored(stored: StoredFinding): WorkState {
  return rowOfStored(stored).work;
}

function workOfState(state: FindingState): WorkState | undefined {
  if (state === 'resolved') return 'closed';
  return state === 'out-of-scope' ? 'left-scope' : undefined;
}

/** @param seen by the last run: what is no exposure is work only while it is seen */
function workOf(finding: Finding, seen: boolean): WorkState {
  // What was closed and is seen as something of medium or worse is work by itself.
  const isSeenWork = seen && isAtLeast(finding.severity, 'medium');
  if (finding.lifecycle === 'resolved' && !isSeenWork) return 'closed';
  const settled = settledOf(finding);
  if (settled !== undefined) return settled;
  const isWork = isExposed(finding) || isSeenWork;
  if (!isWork) return 'informational';
  return !seen || finding.lifecycle === 'unverified' ? 'unverified' : 'open';
}

function settledOf(finding: Finding): 'declared' | 'accepted' | undefined {
  if (finding.declared !== undefined) return 'declared';
  return isAccepted(finding) ? 'accepted' : undefined;
}

export function isOpenWork({ work }: Pick<ReportRow, 'work'>): boolean {
  return work === 'open' || work === 'unverified';
}

/** Accepted or as declared. */
export function isSettled({ work }: Pick<ReportRow, 'work'>): boolean {
  return work === 'accepted' || work === 'declared';
}

/** The rows of open work, worst first. */
export function openWorkOf(report: Judged): ReportRow[] {
  return rowsOf(report).filter(isOpenWork);
}

/** Why a row that this run did not see again was not; older reports call all of them silent. */
export function sightOf({ seen, finding }: ReportRow): Sight | undefined {
  return seen ? undefined : (finding.standing?.sight ?? 'silent');
}

/** Open work past its deadline. */
export function isOverdue(row: Pick<ReportRow, 'work' | 'finding'>): boolean {
  return isOpenWork(row) && row.finding.standing?.overdue === true;
}

/** @returns null for what is no exposure, and for one that left the scope */
export function exposureStateOf({ finding, work, seen }: ReportRow): ExposureState | null {
  const known = finding.standing?.exposure;
  if (known !== undefined) return work === 'left-scope' ? null : known.state;
  // Older reports know no exposures: theirs follow from the words.
  // Where an exposure was and something else answers now, the finding is of the answer of now.
  if (work === 'closed') return seen || isExposed(finding) ? 'closed' : null;
  if (seen && finding.lifecycle === 'unverified') return 'unverified';
  if (!isExposed(finding) || work === 'left-scope') return null;
  return seen ? 'open' : 'unverified';
}

/** The counts behind every headline, tile, index, metric and message. */
export interface WorkCounts {
  /** Rows of each state. */
  states: Counts<WorkState>;
  /** Open work by severity. */
  severities: Counts<Severity>;
  /** Open and unverified together. */
  open: number;
  overdue: number;
}

export function countWork(rows: readonly ReportRow[]): WorkCounts {
  const work = rows.filter(isOpenWork);
  return {
    states: countWords(WORK_STATES, rows, (row) => row.work),
    severities: countWords(SEVERITIES, work, ({ finding }) => finding.severity),
    open: work.length,
    overdue: work.filter(isOverdue).length,
  };
}

/** Which open work fails a run: all; what opened, came back or got worse since the last finished audit; what is past its deadline. */
export const FAIL_WHEN = ['open', 'new', 'overdue'] as const;
export type FailWhen = (typeof FAIL_WHEN)[number];

/**
 * Whether a run fails: open work of at least this severity, looked at in this run or not.
 * @param isNew whether it opened, came back or got worse since the last finished audit of the scope, by finding id
 */
export function hasWorkFrom(
  rows: readonly ReportRow[],
  threshold: Severity | 'none',
  when: FailWhen = 'open',
  isNew: (id: string) => boolean = () => true,
): boolean {
  const counts: Readonly<Record<FailWhen, (row: ReportRow) => boolean>> = {
    open: () => true,
    new: ({ finding }) => isNew(finding.id),
    overdue: isOverdue,
  };
  return rows.some((row) => isOpenWork(row) && isAtLeast(row.finding.severity, threshold) && counts[when](row));
}

/** Worst first, then by address and port: the order of findings in every list. */
export function compareFindings(a: Finding, b: Finding): number {
  return compareSeverity(a.severity, b.severity) || compareVerdict(a.verdict, b.verdict) || comparePlaces(a, b);
}
