/** The message of a run from what a receiver is to be told: for a person on call, the worst news first. */

import type { Report } from '../domain/report.ts';
import { worstOf } from '../domain/verdicts.ts';
import { CHANGES, isFresh, nameOf } from './change.ts';
import type { Tidings } from './differences.ts';
import { digestFacts } from './digest.ts';
import { type Item, itemOf, itemOfFact } from './item.ts';
import {
  headOf,
  listed,
  type Message,
  type NotifyEvent,
  type NotifyWhen,
  runFacts,
  type Whereabouts,
  workFacts,
} from './message.ts';

/** @returns undefined where there is nothing to tell */
export function messageOf(report: Report, tidings: Tidings, when: NotifyWhen, at: Whereabouts): Message | undefined {
  if (!tidings.isWorthTelling) return undefined;
  const news = tidings.differences.map(itemOf);
  const isRepeating = when === 'findings' || when === 'always';
  const told = new Set(tidings.differences.map(({ fact }) => fact.subject));
  const again = isRepeating ? tidings.open.filter(({ subject }) => !told.has(subject)) : [];
  const list = listed([...news, ...again.map((fact) => itemOfFact(fact, 'persisting'))], at);
  const event = eventOf(report, tidings, when, list.findings.length);
  const facts = [
    ...runFacts(report),
    ...workFacts(tidings.counts),
    ...besideFacts(tidings),
    ...(when === 'digest' ? digestFacts(tidings) : []),
    ['Reports', `${at.host}: ${at.out}/${report.run.id}`] as [string, string],
    ...list.facts,
  ];
  return { ...headOf(report, event, titleOf(report, tidings, event, news), at), ...list, facts };
}

function eventOf({ run }: Report, tidings: Tidings, when: NotifyWhen, items: number): NotifyEvent {
  if (run.outcome === 'partial') return 'partial';
  if (when === 'digest') return 'digest';
  if (tidings.isOverview && tidings.differences.some(({ words }) => words.includes('persisting'))) return 'overview';
  if (items > 0 && when !== 'changes') return 'findings';
  return tidings.differences.length > 0 || tidings.approvals.length > 0 || tidings.runsBefore !== undefined
    ? 'changes'
    : 'clean';
}

/** What is counted beside open work, and what is said of the scope and its runs. */
function besideFacts({ counts, outOfScope, approvals, runsBefore, allClear }: Tidings): Message['facts'] {
  const facts: Message['facts'] = [];
  const { accepted, declared } = counts.states;
  if (accepted > 0) facts.push(['Accepted', String(accepted)]);
  if (declared > 0) facts.push(['As declared', String(declared)]);
  if (outOfScope > 0) facts.push(['Open, and out of every scope', String(outOfScope)]);
  for (const { reference, until } of approvals) facts.push([`Approval ${reference} ends`, until]);
  if (runsBefore?.state === 'refused') facts.push(['Runs again', `after it was refused (${runsBefore.why})`]);
  if (runsBefore?.state === 'partial') facts.push(['The run before', `partial (${runsBefore.why})`]);
  if (allClear !== undefined) {
    const { proof, silence, person } = allClear;
    facts.push(['Closed', `${proof} by proof, ${silence} by silence, ${person} by a person`]);
  }
  return facts;
}

function titleOf({ run }: Report, tidings: Tidings, event: NotifyEvent, news: readonly Item[]): string {
  const { counts, allClear, approvals, runsBefore } = tidings;
  const parts = event === 'overview' ? [`first message to you; ${counts.open} open`] : countsOf(news);
  if (run.outcome === 'partial') parts.push(`partial run (${run.reasons.join(', ')})`);
  else if (runsBefore?.state === 'refused') parts.push('runs again');
  else if (runsBefore?.state === 'partial') parts.push('a whole run again');
  if (counts.overdue > 0 && event !== 'digest' && !news.some(({ change }) => change === 'overdue'))
    parts.push(`${counts.overdue} overdue`);
  if (approvals.length > 0) parts.push('approval ends soon');
  if (allClear !== undefined) parts.unshift('all clear');
  if (event === 'digest') parts.unshift(`week: ${counts.open} open, ${counts.overdue} overdue`);
  if (parts.length === 0) parts.push('finished, nothing new');
  if ((event === 'clean' || event === 'findings') && news.length === 0 && counts.open > 0)
    parts.push(`${counts.open} still open`);
  return `Seawall: ${parts.join(', ')}`;
}

/** `1 new critical, 2 changed (high)`: with the worst severity of what is open. */
function countsOf(news: readonly Item[]): string[] {
  return CHANGES.flatMap((word) => {
    const items = news.filter(({ change }) => change === word);
    if (items.length === 0) return [];
    const worst = worstOf(items.map(({ severity }) => severity));
    const name = nameOf(word);
    if (!isFresh(word) && word !== 'changed') return [`${items.length} ${name}`];
    return [items.length === 1 ? `1 ${name} (${worst})` : `${items.length} ${name} (worst: ${worst})`];
  });
}
