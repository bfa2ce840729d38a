/** The message of a run from its report alone: where history cannot say what was told before. */

import { formatHostPort } from '../domain/address.ts';
import { countWork, isSettled, type ReportRow, rowsOf, type WorkCounts } from '../domain/exposure.ts';
import type { Lifecycle } from '../domain/finding.ts';
import type { BrokenDeclaration } from '../domain/history.ts';
import type { Report } from '../domain/report.ts';
import { isAtLeast, type Severity } from '../domain/verdicts.ts';
import type { Change } from './change.ts';
import { itemOfRow } from './item.ts';
import {
  headOf,
  listed,
  MAX_ITEMS,
  type Message,
  type NotifyEvent,
  type NotifyWhen,
  runFacts,
  type Whereabouts,
  workFacts,
} from './message.ts';

export interface MessageOptions {
  when: NotifyWhen;
  /** Findings of lower severity are left out. */
  from: Severity;
  at?: Whereabouts;
}

const CHANGED: readonly (Lifecycle | null)[] = ['new', 'changed', 'reopened'];

/** The message of a run; undefined where nothing is to be told. */
export function messageFor(report: Report, { when, from, at }: MessageOptions): Message | undefined {
  const rows = rowsOf(report);
  const counts = countWork(rows);
  const previous = report.history?.previous?.run;
  const told = rows.filter((row) => isTold(row, from, previous));
  const isChangesOnly = report.history !== undefined && (when === 'changes' || when === 'digest');
  const shown = isChangesOnly ? told.filter(hasChanged) : told;
  if (report.run.outcome === 'partial') return listMessage(report, 'partial', told.filter(hasChanged), counts, at);
  if (shown.length > 0 || brokenOf(report).length > 0)
    return listMessage(report, when === 'findings' || when === 'always' ? 'findings' : 'changes', shown, counts, at);
  return when === 'always' ? listMessage(report, 'clean', [], counts, at) : undefined;
}

/** Accepted and declared findings are in the reports only. Silent ones are told once, and counted as long as they are open. */
function isTold(row: ReportRow, from: Severity, previous: string | undefined): boolean {
  const { finding, work, seen } = row;
  if (isSettled(row) || work === 'left-scope') return false;
  // Something harmless answers where an exposed engine was: good news of a low severity.
  if (seen && work === 'closed') return true;
  if (!isAtLeast(finding.severity, from)) return false;
  if (seen || work === 'closed') return true;
  return work === 'unverified' && finding.lifecycle === 'unverified' && finding.runId === previous;
}

/** Without a comparison, whatever was found. */
function hasChanged({ finding, work, seen }: ReportRow): boolean {
  return !seen || work === 'closed' || finding.lifecycle === null || CHANGED.includes(finding.lifecycle);
}

function listMessage(
  report: Report,
  event: NotifyEvent,
  rows: readonly ReportRow[],
  counts: WorkCounts,
  at?: Whereabouts,
): Message {
  const { history } = report;
  const list = listed(
    rows.map((row) => itemOfRow(row, changeOf(row))),
    at,
  );
  const facts = [...runFacts(report), ...workFacts(counts)];
  if (history === undefined) facts.push(['Compared', 'not with earlier runs: what is new is not known']);
  else if (history.acceptances.expired.length > 0)
    facts.push(['Acceptances that expired', String(history.acceptances.expired.length)]);
  for (const { address, port, is } of brokenOf(report).slice(0, MAX_ITEMS))
    facts.push([`Declared '${is}', and no longer so`, formatHostPort(address, port)]);
  return {
    ...headOf(report, event, titleOf(report, event, rows, counts), at),
    ...list,
    facts: [...facts, ...list.facts],
  };
}

/** Broken declarations: as nothing says what was told, in every run as long as they are broken. */
function brokenOf({ history }: Report): readonly BrokenDeclaration[] {
  return history?.broken ?? [];
}

function changeOf({ finding: { lifecycle } }: ReportRow): Change {
  return lifecycle === null || lifecycle === 'accepted' ? 'found' : lifecycle;
}

function titleOf(report: Report, event: NotifyEvent, rows: readonly ReportRow[], { open }: WorkCounts): string {
  if (event === 'clean') return `Seawall: finished, nothing to tell${open > 0 ? `; ${open} still open` : ''}`;
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(changeOf(row), (counts.get(changeOf(row)) ?? 0) + 1);
  const broken = brokenOf(report).length;
  if (broken > 0) counts.set('not as declared', broken);
  const words = [...counts].map(([word, count]) => `${count} ${word}`);
  if (event === 'partial') words.unshift(`partial run (${report.run.reasons.join(', ')})`);
  return `Seawall: ${words.join(', ')}`;
}
