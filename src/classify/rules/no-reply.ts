/** A port that accepts connections, and hangs up or stays silent. */

import { type Attempt, isMute } from '../../domain/attempt.ts';
import { CWE_668 } from '../references.ts';
import type { Rule } from '../rule.ts';
import type { RuleTexts } from '../texts/text.ts';

const EN: RuleTexts = {
  '': {
    title: 'Accepts and says nothing',
    meaning: 'The port accepts connections and then hangs up or stays silent.',
    proved: 'A connection was accepted, and no try brought an answer to GET /version.',
    follows:
      'Nothing. It may be a broken backend, a firewall that accepts for others, or a service that waits for another protocol.',
    notTested: 'What is behind it.',
    summary: 'Ask the owner what listens here; it accepted a connection and never answered.',
    remediation: ['Confirm with the owner what listens here; on the host: ss -ltnp.'],
  },
};

/** The handshake was finished, and the connection ended without a byte of an answer. */
export function hungUpInTls({ end, tls }: Attempt): boolean {
  return tls?.established === true && (end === 'closed' || end === 'reset');
}

export const noReply: Rule<'no-reply'> = {
  verdict: 'no-reply',
  references: [CWE_668],
  match({ attempt, record }) {
    // A session came about: an engine behind a proxy that fails, or one that wants a certificate and does not say so.
    if (record.attempts.some(hungUpInTls)) return undefined;
    // It speaks plain text and took its time: an engine with a dead plug-in does that.
    const slow = record.attempts.some(({ end, transport }) => end === 'silent' && transport === 'plain');
    if (attempt?.end === 'plain-here' && slow) return undefined;
    return attempt !== undefined && (isMute(attempt) || attempt.end === 'plain-here') ? {} : undefined;
  },
  texts: { en: EN },
};
