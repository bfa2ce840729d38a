/** The notification of a run: its event, counts and findings; none where nothing is to be told. */

import { formatHostPort } from '../domain/address.ts';
import type { Product } from '../domain/engine.ts';
import { countWork, isSettled, type ReportRow, rowsOf, type WorkCounts } from '../domain/exposure.ts';
import type { Lifecycle } from '../domain/finding.ts';
import type { BrokenDeclaration } from '../domain/history.ts';
import type { Report } from '../domain/report.ts';
import { isAtLeast, SEVERITIES, type Severity, type Verdict } from '../domain/verdicts.ts';

export const NOTIFY_WHEN = ['changes', 'findings', 'always'] as const;
export type NotifyWhen = (typeof NOTIFY_WHEN)[number];

export const NOTIFY_EVENTS = ['changes', 'findings', 'clean', 'partial'] as const;
export type NotifyEvent = (typeof NOTIFY_EVENTS)[number];

export interface Item {
  id: string;
  /** `found` where the run was not compared with earlier ones. */
  change: Lifecycle | 'found';
  severity: Severity;
  verdict: Verdict;
  product: Product;
  address: string;
  port: number;
  owner: string;
  contact: string;
  /** `YYYY-MM-DD` by which it should be closed, or null. */
  due: string | null;
}

/** The body of a plain notification. Free of text that a host sent. */
export interface Message {
  schema: 'seawall.notification/1';
  event: NotifyEvent;
  /** One line. */
  title: string;
  run: { id: string; vantage: string; version: string; startedAt: string; finishedAt: string };
  facts: [name: string, value: string][];
  /** Worst first, `MAX_ITEMS` at most. */
  findings: Item[];
  /** The number of findings beyond those that `findings` lists. */
  omitted: number;
  /** The audit log as it was when this was sent: whoever keeps it can prove later that nothing was cut off. */
  auditLog?: { entries: number; hash: string };
}

export interface MessageOptions {
  when: NotifyWhen;
  /** Findings of lower severity are left out. */
  from: Severity;
}

/** Chats cut long messages; the reports have everything. */
const MAX_ITEMS = 20;
const CHANGES: readonly (Lifecycle | null)[] = ['new', 'changed', 'reopened'];

/** The message of a run; undefined where nothing is to be told. */
export function messageFor(report: Report, { when, from }: MessageOptions): Message | undefined {
  if (report.run.outcome === 'partial') return partialMessage(report);
  const rows = rowsOf(report);
  const counts = countWork(rows);
  const previous = report.history?.previous?.run;
  const told = rows.filter((row) => isTold(row, from, previous));
  const isCompared = report.history !== undefined;
  const changed = isCompared ? told.filter(hasChanged) : told;
  if (when === 'changes')
    return changed.length === 0 && brokenOf(report).length === 0
      ? undefined
      : listMessage(report, 'changes', changed, counts);
  if (told.length > 0 || brokenOf(report).length > 0) return listMessage(report, 'findings', told, counts);
  return when === 'always' ? listMessage(report, 'clean', [], counts) : undefined;
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

function hasChanged({ finding, work, seen }: ReportRow): boolean {
  return !seen || work === 'closed' || CHANGES.includes(finding.lifecycle);
}

/** Nothing but that it was partial: half a look would read as good news. */
function partialMessage(report: Report): Message {
  const { reasons } = report.run;
  return {
    ...headOf(report, 'partial', `Seawall: partial run (${reasons.join(', ')}); its findings are not told here`),
    facts: [...runFacts(report), ['Reasons', reasons.join(', ')]],
    findings: [],
    omitted: 0,
  };
}

function listMessage(report: Report, event: NotifyEvent, rows: readonly ReportRow[], counts: WorkCounts): Message {
  const { history } = report;
  const facts = [...runFacts(report), ...workFacts(counts)];
  if (history === undefined) facts.push(['Compared', 'not with earlier runs: what is new is not known']);
  else {
    facts.push(['Overdue', String(counts.overdue)]);
    const { expired } = history.acceptances;
    if (expired.length > 0) facts.push(['Acceptances that expired', String(expired.length)]);
  }
  for (const { address, port, is } of brokenOf(report).slice(0, MAX_ITEMS))
    facts.push([`Declared '${is}', and no longer so`, formatHostPort(address, port)]);
  const omitted = Math.max(0, rows.length - MAX_ITEMS);
  if (omitted > 0) facts.push(['Not listed here', `${omitted} more; see the report`]);
  return {
    ...headOf(report, event, titleOf(event, rows, { broken: brokenOf(report).length, open: counts.open })),
    facts,
    findings: rows.slice(0, MAX_ITEMS).map(itemOf),
    omitted,
  };
}

/** Facts on open work, told in this message or not. */
function workFacts({ severities, states }: WorkCounts): [string, string][] {
  const words = SEVERITIES.filter((word) => severities[word] > 0).map((word) => `${severities[word]} ${word}`);
  const facts: [string, string][] = [['Open', words.join(', ') || 'nothing']];
  if (states.unverified > 0) facts.push(['Of them not seen in this run', String(states.unverified)]);
  return facts;
}

/** Broken declarations: told in every run as long as they are broken. */
function brokenOf({ history }: Report): readonly BrokenDeclaration[] {
  return history?.broken ?? [];
}

function titleOf(
  event: NotifyEvent,
  rows: readonly ReportRow[],
  { broken, open }: { broken: number; open: number },
): string {
  if (event === 'clean') return `Seawall: finished, nothing to tell${open > 0 ? `; ${open} still open` : ''}`;
  const counts = new Map<string, number>();
  for (const { finding } of rows) {
    const word = finding.lifecycle ?? 'found';
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  if (broken > 0) counts.set('not as declared', broken);
  return `Seawall: ${[...counts].map(([word, count]) => `${count} ${word}`).join(', ')}`;
}

function headOf(
  { run }: Report,
  event: NotifyEvent,
  title: string,
): Pick<Message, 'schema' | 'event' | 'title' | 'run'> {
  const { id, vantage, version, startedAt, finishedAt } = run;
  return { schema: 'seawall.notification/1', event, title, run: { id, vantage, version, startedAt, finishedAt } };
}

function runFacts({ run }: Report): [string, string][] {
  const { tested, endpoints, percent } = run.coverage;
  return [
    ['Run', run.id],
    ['Vantage', run.vantage],
    ['Tested', `${tested} of ${endpoints} endpoints (${percent} %)`],
  ];
}

function itemOf({ finding }: ReportRow): Item {
  const { id, lifecycle, severity, verdict, product, address, port, owner, contact, standing } = finding;
  const due = standing?.due ?? null;
  return { id, change: lifecycle ?? 'found', severity, verdict, product, address, port, owner, contact, due };
}
