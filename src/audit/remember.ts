/**
 * An ended run and the history beside it: what to watch before a run, and what to keep after it.
 *
 *   reports/seawall.db -> watched endpoints -> run -> journal -> compare -> seawall.db and the journal's last line
 */

import { basename } from 'node:path';
import type { Report } from '../domain/report.ts';
import type { Scope } from '../domain/scope.ts';
import { confirm } from '../history/confirm.ts';
import { openWriting } from '../history/database.ts';
import { historyPath, withHistoryOf } from '../history/history-file.ts';
import { endpointKey, type RunView } from '../history/observe.ts';
import { listOpenEndpoints } from '../history/query.ts';
import type { Deadlines } from '../history/standing.ts';
import { recordRun } from '../history/store.ts';
import { appendHistory } from '../journal/journal.ts';
import type { RunState } from '../journal/state.ts';
import type { WatchedEndpoint } from '../journal/watch.ts';
import { createPermit } from '../scope/permit.ts';
import { judgeRun, withHistory } from './assemble.ts';

/** Known endpoints whose fate a run keeps one by one. */
const MAX_WATCHED = 200_000;

/**
 * Endpoints that history holds for open, worst first, and those that the scope declares: what a run must keep the fate of.
 * Refuses before the first packet what could not be written after the last.
 * @throws SeawallError HISTORY_VERSION, HISTORY_UNUSABLE
 */
export function listWatched(out: string, vantage: string, scope: Scope): WatchedEndpoint[] {
  const known = (scope.known ?? []).map(({ address, port }) => ({ address, port }));
  return [...known, ...withHistoryOf(out, (db) => listOpenEndpoints(db, vantage, MAX_WATCHED), [])];
}

export interface RememberOptions {
  out: string;
  deadlines: Deadlines;
  /** Folder of the first look, where the run is the second one. */
  first?: string;
}

/**
 * Compares an ended run with history, and writes both down: in the database in one transaction, and at the end of the run's
 * journal, so that its reports never change when history moves on.
 */
export async function rememberRun(folder: string, { out, deadlines, first }: RememberOptions): Promise<Report> {
  const { report, state } = await judgeRun(folder);
  const { run, scope } = report;
  const last = viewOf(report, state);
  const view = first === undefined ? last : confirm(await viewAgain(first), last);
  const db = openWriting(historyPath(out));
  try {
    const { entries, history } = recordRun(db, {
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
      },
      view,
      known: scope.known ?? [],
      deadlines,
      fileOf: (text) => scope.ranges.find((range) => range.text === text)?.file ?? '',
      keep: (comparison) =>
        appendHistory(folder, { kind: 'history', entries: comparison.entries, history: comparison.history }),
    });
    return withHistory(report, { entries, history });
  } finally {
    db.close();
  }
}

async function viewAgain(folder: string): Promise<RunView> {
  const { report, state } = await judgeRun(folder);
  return viewOf(report, state);
}

function viewOf({ findings, run, scope }: Report, { watched }: RunState): RunView {
  // What was in scope when the run ended: an authorisation that runs out later does not matter.
  const permit = createPermit(scope, { now: () => Date.parse(run.startedAt) });
  return {
    findings: new Map(findings.map((finding) => [finding.id, finding])),
    watched: new Map(
      watched.map(({ address, port, state, reason }) => [endpointKey(address, port), { state, reason }]),
    ),
    files: scope.files,
    isInScope: permit,
    part: run.options.shard.count > 1 || run.purpose === 'verify',
  };
}
