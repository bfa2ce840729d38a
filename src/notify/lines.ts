/** A message as lines of text. Words of ours and of the scope file alone: nothing that a host sent becomes a link here. */

import { formatHostPort } from '../domain/address.ts';
import { nameOf } from './change.ts';
import type { Item } from './item.ts';
import type { Message } from './message.ts';

/** `new: critical 10.0.0.5:2375 docker, engine-open-plaintext (owner platform, due 2026-03-08, f0123)` */
export function itemLine(item: Item): string {
  const { change, severity, address, port, product, verdict, what = [] } = item;
  const subject = product === '' ? verdict : `${product}, ${verdict}`;
  const news = what.length > 0 ? `: ${what.join('; ')}` : '';
  const head = `${nameOf(change)}: ${severity} ${formatHostPort(address, port)} ${subject}${news}`;
  return `${head} (${circumstancesOf(item).join(', ')})`;
}

function circumstancesOf({ id, owner, due, overdue, daysOpen, change, acceptedUntil }: Item): string[] {
  const isClosed = change === 'resolved';
  const parts = [`owner ${owner}`];
  if (daysOpen !== undefined && daysOpen > 0) {
    const days = daysOpen === 1 ? '1 day' : `${daysOpen} days`;
    parts.push(isClosed ? `was open ${days}` : `open ${days}`);
  }
  if (due !== null && !isClosed) parts.push(overdue === true ? `OVERDUE since ${due}` : `due ${due}`);
  if (acceptedUntil !== undefined && acceptedUntil !== null && change !== 'accepted' && !isClosed)
    parts.push(`accepted until ${acceptedUntil}`);
  return [...parts, id];
}

/** What happened, then the facts: whoever is woken reads the first line. */
export function linesOf({ findings, facts }: Message): { items: string[]; facts: string[] } {
  return { items: findings.map(itemLine), facts: facts.map(([name, value]) => `${name}: ${value}`) };
}

/** The whole message. */
export function textOf(message: Message): string {
  const { items, facts } = linesOf(message);
  const list = items.map((line) => `- ${line}`);
  return [message.title, '', ...(list.length > 0 ? [...list, ''] : []), ...facts].join('\n');
}
