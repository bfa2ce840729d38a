/** The message on a run that did not start, or failed: an audit that stands still looks like one that finds nothing. */

import type { Message } from './message.ts';

export interface Refusal {
  command: string;
  /** Stable code of the error. */
  code: string;
  reason: string;
  vantage: string;
  version: string;
  host: string;
  /** Empty where none began. */
  run: string;
}

/** Chats cut long facts. */
const MAX_REASON_CHARACTERS = 600;

/** @param now ISO time */
export function refusalMessage({ command, code, reason, vantage, version, host, run }: Refusal, now: string): Message {
  const what = run === '' ? 'did not start' : 'failed';
  return {
    schema: 'seawall.notification/1',
    event: 'refused',
    title: `Seawall: ${command} ${what} (${code}); nothing new is looked at until this is mended`,
    run: { id: run, vantage, version, startedAt: now, finishedAt: now, host },
    facts: [
      ['Command', `seawall ${command}`],
      ['Vantage', vantage],
      ['On', host],
      ['Why', reason.replaceAll(/\s+/g, ' ').slice(0, MAX_REASON_CHARACTERS)],
      ['Told', 'once; the next run that ends says that runs go on'],
    ],
    findings: [],
    omitted: 0,
  };
}
