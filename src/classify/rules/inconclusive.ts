/** An answer that fits no other rule. */

import { CWE_668 } from '../references.ts';
import type { Rule } from '../rule.ts';
import { type RuleTexts, type Text, vary } from '../texts/text.ts';

const BASE: Text = {
  title: 'An answer that nobody could read',
  meaning: 'The port answered, and the answer fits nothing that is known.',
  proved: 'The bytes in the record came from this port.',
  follows: 'Nothing. It may be an engine.',
  notTested: 'What it is.',
  summary: 'Look at this host: the answer fits nothing known, and the first bytes are in findings.json.',
  remediation: [
    'Ask the owner what listens here; on the host: ss -ltnp.',
    'Read the kept bytes in the journal of the run.',
  ],
};

const EN: RuleTexts = {
  '': BASE,
  tls: vary(BASE, {
    title: 'A TLS service that lets us have no session',
    meaning: 'The port speaks TLS, and no session came about. What is inside could not be asked: it may be an engine.',
    proved: 'It answered in TLS, and the handshake failed for the reason in the evidence.',
    notTested: 'What answers inside TLS: no request could be made.',
    summary: 'Ask the owner what it is: it speaks TLS, and nothing inside could be asked.',
    remediation: ['Ask the owner what listens here; on the host: ss -ltnp.'],
  }),
  'not-probed': vary(BASE, {
    title: 'Open, and not probed',
    meaning: 'The port accepted a connection, and then no probe could be made from here.',
    proved: 'The port was open at the time of the sweep.',
    follows: 'Nothing. It may be an engine.',
    notTested: 'What answers here.',
    summary: 'Run the audit again: this open port was not probed, for the reason in the evidence.',
    remediation: [
      'Resume the run or repeat it, with a lower concurrency or a higher descriptor limit if the evidence names one.',
    ],
  }),
};

/** The default: answers that match no other rule. The bytes are kept. */
export const inconclusive: Rule<'inconclusive'> = {
  verdict: 'inconclusive',
  references: [CWE_668],
  match({ record, attempt, tls }) {
    if (record.fault !== undefined) return { variant: 'not-probed' };
    return attempt?.end === 'tls-refused' && tls?.established !== true ? { variant: 'tls' } : {};
  },
  texts: { en: EN },
};
