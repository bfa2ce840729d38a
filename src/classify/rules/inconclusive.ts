/** An answer that fits no other rule. */

import { hasEngineMarks } from '../proxy-marks.ts';
import { CWE_668 } from '../references.ts';
import type { Rule } from '../rule.ts';
import { type RuleTexts, type Text, vary } from '../texts/text.ts';
import { hungUpInTls } from './no-reply.ts';

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
  engine: vary(BASE, {
    title: "An answer with an engine's marks",
    meaning: 'The answer has headers or keys that only engines have, and is not whole enough to name one.',
    proved: 'GET /version was answered with headers or keys of an engine.',
    follows: 'An engine, or something that passes one on, is probably here. Treat it as open until shown otherwise.',
    summary: 'Look at this host now: the answer has the marks of an engine.',
  }),
  'hung-up': vary(BASE, {
    title: 'A TLS service that hangs up on us',
    meaning: 'A TLS session came about, and the connection ended without a byte of an answer.',
    proved: 'The TLS handshake was finished, and GET /version was not answered.',
    follows:
      'Nothing. A demand for a client certificate may end so, and so may a proxy whose engine was away for a moment.',
    notTested: 'Why it hung up, and what is behind it.',
    summary: 'Ask the owner what it is: it speaks TLS, and hung up without an answer.',
    remediation: ['Ask the owner what listens here; on the host: ss -ltnp.'],
  }),
  tls: vary(BASE, {
    title: 'A TLS service that lets us have no session',
    meaning: 'The port speaks TLS, and no session came about, so nothing could be asked.',
    proved: 'It answered in TLS, and the handshake failed for the reason in the evidence.',
    follows:
      'Nothing. An engine behind a proxy that wants a host name, or that has only TLS that was not offered, looks like this.',
    notTested: 'What answers inside TLS: no request could be made.',
    summary: 'Ask the owner what it is: it speaks TLS, and nothing inside could be asked.',
    remediation: ['Ask the owner what listens here; on the host: ss -ltnp.'],
  }),
};

/** The default: answers that match no other rule. The bytes are kept. */
export const inconclusive: Rule<'inconclusive'> = {
  verdict: 'inconclusive',
  references: [CWE_668],
  match(reading) {
    const { record, attempt, tls } = reading;
    if (record.fault !== undefined) return { variant: 'not-probed' };
    if (hasEngineMarks(reading))
      return { variant: 'engine', notes: ['the answer has headers or keys that only engines have'] };
    if (attempt !== undefined && hungUpInTls(attempt)) return { variant: 'hung-up' };
    return attempt?.end === 'tls-refused' && tls?.established !== true ? { variant: 'tls' } : {};
  },
  texts: { en: EN },
};
