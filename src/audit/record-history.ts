/** Records a judged run in history, and the comparison with earlier runs in the run's journal. */

import { basename } from 'node:path';
import type { Deadlines, Finding } from '../domain/finding.ts';
import type { History } from '../domain/history.ts';
import type { Report } from '../domain/report.ts';
import { type ReviewedAcceptance, reviewsWithin } from '../domain/review.ts';
import { BUDGET_SPENT } from '../domain/run.ts';
import { type AuthorizedRange, scopeKeyOf } from '../domain/scope.ts';
import { createNaming, createSpanTable } from '../domain/spans.ts';
import { confirm } from '../history/confirm.ts';
import type { Warn } from '../history/damage.ts';
import { type Database, openWriting } from '../history/database.ts';
import { historyPath } from '../history/history-file.ts';
import { endpointKey, type RunView, type WatchedState } from '../history/observe.ts';
import { newestStart, recordRun, recordStart } from '../history/store.ts';
import { appendHistory } from '../journal/append-history.ts';
import { neighboursOf } from '../journal/neighbours.ts';
import { createPermit } from '../scope/permit.ts';
import { type JudgedRun, withFindings, withHistory } from './run-judge.ts';

export interface HistoryOptions {
  /** The folder of the history. */
  out: string;
  deadlines: Deadlines;
  /** Acceptances of the reviewed files beside the scope. */
  reviews?: readonly ReviewedAcceptance[];
  /** The first look, where the run is the second one. */
  first?: JudgedRun;
  /** Told of damaged rows. */
  warn?: Warn;
  /** An open history that is built anew: the journal stays as it is. */
  into?: Database;
}

export interface ComparedRun {
  /** The run's own report, with history. */
  report: Report;
  /** The same with what both looks conclude, where there were two: an exposure that either of them saw is one. */
  concluded: Report;
  /** What opened, came back or got worse since the last finished audit of the scope, by finding id; absent where nothing was compared. */
  fresh?: ReadonlySet<string>;
}

/**
 * Gives a process of a run its number in history.
 * @returns when the newest run began
 * @throws SeawallError HISTORY_VERSION, HISTORY_UNUSABLE
 */
export function beginInHistory(out: string, run: string, at: string, warn?: Warn): string | undefined {
  const db = openWriting(historyPath(out), warn);
  try {
    const newest = newestStart(db);
    recordStart(db, run, at);
    return newest;
  } finally {
    db.close();
  }
}

/**
 * Compares a run with history and keeps both: in the database in one transaction, and at the end of the run's journal, so
 * that its reports never change when history moves on.
 * @throws SeawallError HISTORY_VERSION, HISTORY_UNUSABLE, OUTPUT_UNWRITABLE
 */
export function recordInHistory(
  judged: JudgedRun,
  { out, deadlines, reviews = [], first, warn, into }: HistoryOptions,
): ComparedRun {
  const { folder, report } = judged;
  const { run, scope } = report;
  const last = viewOf(judged);
  const view = first === undefined ? last : confirm(viewOf(first), last);
  const db = into ?? openWriting(historyPath(out), warn);
  try {
    const { entries, shown, history, fresh } = recordRun(db, {
      run: {
        id: basename(run.id),
        purpose: run.purpose ?? 'audit',
        vantage: run.vantage,
        startedAt: run.startedAt,
        finishedAt: run.finishedAt,
        outcome: run.outcome,
        shard: `${run.options.shard.index}/${run.options.shard.count}`,
        digest: scope.digest,
        endpoints: run.coverage.endpoints,
        tested: run.coverage.tested,
        severities: run.severities,
        whole: isWhole(judged),
      },
      endedAt: judged.endedAt,
      scope: { key: scopeKeyOf(scope), files: scope.files, vantages: scope.vantages ?? [] },
      reviews: reviewsWithin(reviews, scope),
      view,
      known: scope.known ?? [],
      deadlines,
      keep({ entries, history }) {
        if (into === undefined) appendHistory(folder, { kind: 'history', entries, history });
      },
    });
    if (first === undefined) {
      const compared = withFindings(report, withUntested(judged, shown, history), history);
      return { report: compared, concluded: compared, fresh };
    }
    const compared = withHistory(report, { entries, history });
    const findings = [...view.findings.values()].map((finding) => ({ ...finding, ...entries[finding.id] }));
    return { report: compared, concluded: { ...compared, findings }, fresh };
  } finally {
    if (into === undefined) db.close();
  }
}

/** What was not tested with all tries is shown as it is, but where an exposure lives. */
function withUntested({ report, untested }: JudgedRun, shown: readonly Finding[], { absent }: History): Finding[] {
  const byId = new Map(shown.map((finding) => [finding.id, finding]));
  const living = new Set(absent.map(({ id }) => id));
  return report.findings.flatMap((finding) => {
    const isOwn = untested.has(finding.id) && !living.has(finding.id);
    return byId.get(finding.id) ?? (isOwn ? [finding] : []);
  });
}

const NOT_TESTED: WatchedState = { state: 'not-tested', reason: BUDGET_SPENT };

/** A finished audit of the whole scope, with the ports of its files. */
function isWhole({ report: { run } }: JudgedRun): boolean {
  const { shard, ports } = run.options;
  return run.outcome === 'finished' && run.purpose !== 'verify' && shard.count === 1 && ports.length === 0;
}

function viewOf({ report: { findings, run, scope }, watched, untested, neighbours, resumptions }: JudgedRun): RunView {
  const table = createSpanTable(scope.spans);
  // In scope as of the start of the run: an authorisation that ended since does not matter.
  const permit = createPermit(scope, { now: () => Date.parse(run.startedAt) });
  const rangeOf = (address: string): AuthorizedRange | undefined => {
    const span = scope.spans[table.find(address)];
    return span && scope.ranges[span.range];
  };
  const resumed = new Map(watched.map(({ address, port, resumptions: n }) => [endpointKey(address, port), n]));
  return {
    findings: new Map(findings.filter(({ id }) => !untested.has(id)).map((finding) => [finding.id, finding])),
    watched: new Map([
      ...watched.map(({ address, port, state, reason }) => [endpointKey(address, port), { state, reason }] as const),
      ...findings
        .filter(({ id }) => untested.has(id))
        .map(({ address, port }) => [endpointKey(address, port), NOT_TESTED] as const),
    ]),
    isInScope: permit,
    isNamed: createNaming(scope),
    rangeOf,
    neighboursOf: (address) => neighboursOf(neighbours, address),
    answers: run.states.open + run.states.closed,
    resumptionsOf: (id, key) => resumptions.get(id) ?? resumed.get(key) ?? 0,
    audit: run.purpose !== 'verify',
    part: run.options.shard.count > 1 || run.purpose === 'verify',
  };
}
