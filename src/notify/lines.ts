/** A message as lines of text. Words of ours and of the scope file alone: nothing that a host sent becomes a link here. */

import type { Item, Message } from './message.ts';

/** `new  critical  10.0.0.5:2375  docker, open in plaintext  (owner platform, due 2026-03-08)` */
export function itemLine({ change, severity, address, port, product, verdict, owner, due }: Item): string {
  const host = address.includes(':') ? `[${address}]` : address;
  const what = product === '' ? verdict : `${product}, ${verdict}`;
  return `${change}: ${severity} ${host}:${port} ${what} (owner ${owner}${due === null ? '' : `, due ${due}`})`;
}

export function factLines({ facts }: Message): string[] {
  return facts.map(([name, value]) => `${name}: ${value}`);
}

/** The whole message. */
export function textOf(message: Message): string {
  const list = message.findings.map((item) => `- ${itemLine(item)}`);
  return [message.title, '', ...factLines(message), ...(list.length > 0 ? ['', ...list] : [])].join('\n');
}
