/** What of a report is worth telling, and to say nothing when it is nothing. */

import { formatHostPort } from '../domain/address.ts';
import type { Product } from '../domain/engine.ts';
import type { Finding, Lifecycle } from '../domain/finding.ts';
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
  /** Worst first, `MOST` at most. */
  findings: Item[];
  /** How many more there are than `findings` lists. */
  omitted: number;
  /** The audit log as it was when this was sent: whoever keeps it can prove later that nothing was cut off. */
  auditLog?: { entries: number; hash: string };
}

export interface MessageOptions {
  when: NotifyWhen;
  /** What is below is not told. */
  from: Severity;
}

/** Chats cut long messages; the reports have everything. */
const MOST = 20;
const CHANGES: readonly (Lifecycle | null)[] = ['new', 'changed', 'reopened'];

/** The message for a run, or undefined where there is nothing to tell. */
export function messageFor(report: Report, { when, from }: MessageOptions): Message | undefined {
  if (report.run.outcome === 'partial') return partialMessage(report);
  const findings = report.findings.filter(
    (finding) => isAlarming(finding) && (isAtLeast(finding.severity, from) || hasEnded(finding)),
  );
  const compared = report.history !== undefined;
  const changed = compared ? [...findings.filter(hasChanged), ...gone(report, from)] : findings;
  if (when === 'changes')
    return changed.length === 0 && brokenOf(report).length === 0 ? undefined : listMessage(report, 'changes', changed);
  const open = compared ? [...findings, ...gone(report, from)] : findings;
  if (open.length > 0 || brokenOf(report).length > 0) return listMessage(report, 'findings', open);
  return when === 'always' ? listMessage(report, 'clean', []) : undefined;
}

/** Accepted findings are in the reports, and so are those that are what they were declared to be. */
function isAlarming({ lifecycle, declared }: Finding): boolean {
  return lifecycle !== 'accepted' && declared === undefined;
}

function hasChanged(finding: Finding): boolean {
  return CHANGES.includes(finding.lifecycle) || hasEnded(finding);
}

/** Something harmless answers where an exposed engine was: good news of a low severity. */
function hasEnded({ lifecycle }: Finding): boolean {
  return lifecycle === 'resolved';
}

/** Closed, or fallen silent since the run before: silence is told once. */
function gone({ history }: Report, from: Severity): Finding[] {
  const previous = history?.previous?.run;
  return (history?.absent ?? []).filter(
    ({ severity, lifecycle, runId }) =>
      isAtLeast(severity, from) && (lifecycle === 'resolved' || (lifecycle === 'unverified' && runId === previous)),
  );
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

function listMessage(report: Report, event: NotifyEvent, findings: readonly Finding[]): Message {
  const { run, history } = report;
  const facts = runFacts(report);
  const counts = SEVERITIES.filter((word) => run.severities[word] > 0).map((word) => `${run.severities[word]} ${word}`);
  facts.push(['Answering', counts.join(', ') || 'nothing']);
  if (history === undefined) facts.push(['Compared', 'not with earlier runs: what is new is not known']);
  else {
    facts.push(['Overdue', String(history.overdue)]);
    const { expired } = history.acceptances;
    if (expired.length > 0) facts.push(['Acceptances that expired', String(expired.length)]);
  }
  for (const { address, port, is } of brokenOf(report).slice(0, MOST))
    facts.push([`Declared '${is}', and no longer so`, formatHostPort(address, port)]);
  const omitted = Math.max(0, findings.length - MOST);
  if (omitted > 0) facts.push(['Not listed here', `${omitted} more; see the report`]);
  return {
    ...headOf(report, event, titleOf(event, findings, brokenOf(report).length)),
    facts,
    findings: findings.slice(0, MOST).map(itemOf),
    omitted,
  };
}

/** Endpoints that stopped being what the scope file declares them to be: told in every run as long as it is so. */
function brokenOf({ history }: Report): readonly BrokenDeclaration[] {
  return history?.broken ?? [];
}

function titleOf(event: NotifyEvent, findings: readonly Finding[], broken: number): string {
  if (event === 'clean') return 'Seawall: finished, nothing to tell';
  const counts = new Map<string, number>();
  for (const { lifecycle } of findings) {
    const word = lifecycle ?? 'found';
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

function itemOf({ id, lifecycle, severity, verdict, product, address, port, owner, contact, standing }: Finding): Item {
  const due = standing?.due ?? null;
  return { id, change: lifecycle ?? 'found', severity, verdict, product, address, port, owner, contact, due };
}
