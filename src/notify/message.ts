/** A message to a receiver: what happened, in facts and findings, and where to look. */

import type { WorkCounts } from '../domain/exposure.ts';
import type { Report } from '../domain/report.ts';
import { SEVERITIES } from '../domain/verdicts.ts';
import { shellWord } from '../text/shell.ts';
import { compareItems, type Item } from './item.ts';

export const NOTIFY_WHEN = ['changes', 'findings', 'always', 'digest'] as const;
export type NotifyWhen = (typeof NOTIFY_WHEN)[number];

export const NOTIFY_EVENTS = ['changes', 'findings', 'clean', 'partial', 'overview', 'digest', 'refused'] as const;
export type NotifyEvent = (typeof NOTIFY_EVENTS)[number];

/** The body of a plain notification. Free of text that a host sent. */
export interface Message {
  schema: 'seawall.notification/1';
  event: NotifyEvent;
  /** One line. */
  title: string;
  /** `id` is empty for a run that did not begin; `folder` is that of its reports, on `host`. */
  run: {
    id: string;
    vantage: string;
    version: string;
    startedAt: string;
    finishedAt: string;
    folder?: string;
    host?: string;
  };
  facts: [name: string, value: string][];
  /** New before changed before others, worst first; `MAX_ITEMS` at most. */
  findings: Item[];
  /** The number of findings beyond those that `findings` lists. */
  omitted: number;
  /** The audit log as it was when this was sent: whoever keeps it can prove later that nothing was cut off. */
  auditLog?: { entries: number; hash: string };
}

/** Chats cut long messages; the reports have everything. */
export const MAX_ITEMS = 20;

/** Where the reports of a run are. */
export interface Whereabouts {
  /** The output folder: an absolute path. */
  out: string;
  host: string;
}

export type MessageHead = Pick<Message, 'schema' | 'event' | 'title' | 'run'>;

export function headOf({ run }: Report, event: NotifyEvent, title: string, at?: Whereabouts): MessageHead {
  const { id, vantage, version, startedAt, finishedAt } = run;
  const place = at && { folder: `${at.out}/${id}`, host: at.host };
  return {
    schema: 'seawall.notification/1',
    event,
    title,
    run: { id, vantage, version, startedAt, finishedAt, ...place },
  };
}

export function runFacts({ run }: Report): Message['facts'] {
  const { tested, endpoints, percent } = run.coverage;
  const facts: Message['facts'] = [
    ['Run', run.id],
    ['Vantage', run.vantage],
    ['Tested', `${tested} of ${endpoints} endpoints (${percent} %)`],
  ];
  if (run.outcome === 'partial') facts.push(['Partial', run.reasons.join(', ')]);
  return facts;
}

/** Facts on open work, told in this message or not. */
export function workFacts({ severities, states, overdue }: WorkCounts): Message['facts'] {
  const words = SEVERITIES.filter((word) => severities[word] > 0).map((word) => `${severities[word]} ${word}`);
  const facts: Message['facts'] = [['Open', words.join(', ') || 'nothing']];
  if (states.unverified > 0) facts.push(['Of them not seen in this run', String(states.unverified)]);
  facts.push(['Overdue', String(overdue)]);
  return facts;
}

/** The first of them, where the rest is counted, and the command that shows more. */
export function listed(items: readonly Item[], at?: Whereabouts): Pick<Message, 'facts' | 'findings' | 'omitted'> {
  const sorted = [...items].sort(compareItems);
  const findings = sorted.slice(0, MAX_ITEMS);
  const omitted = sorted.length - findings.length;
  const facts: Message['facts'] = [];
  if (omitted > 0) facts.push(['Not listed here', `${omitted} more; see the report`]);
  const [first] = findings;
  if (at !== undefined && first !== undefined)
    facts.push(['To look', `seawall show ${first.id} --out ${shellWord(at.out)}`]);
  return { facts, findings, omitted };
}
