/** A demand for a client certificate without hints of an engine. */

import { readDemand } from '../certificate.ts';
import { hasEngineMarks } from '../proxy-marks.ts';
import { CIS_TLS } from '../references.ts';
import type { Rule } from '../rule.ts';
import { type RuleTexts, type Text, vary } from '../texts/text.ts';

const BASE: Text = {
  title: 'A service that demands a client certificate',
  meaning: 'A TLS service refuses a client without a certificate. Nothing says which product it is.',
  proved: 'A client without a certificate was refused, so GET /version was not answered.',
  follows: 'Clients without a certificate get no further than this.',
  notTested: 'Which product it is, and which CA it trusts.',
  summary: 'No exposure seen. Confirm with the owner what it is.',
  remediation: ['Confirm with the owner what it is.'],
};

const EN: RuleTexts = {
  '': BASE,
  likely: vary(BASE, {
    title: 'A service that probably demands a client certificate',
    meaning: 'A TLS service asks for a client certificate and hangs up on a client without one, without saying why.',
    proved: 'A client certificate was asked for, and the connection ended without a byte of an answer to GET /version.',
    follows: 'The missing certificate is the likely reason: some servers refuse without an alert.',
    notTested: 'Why it hung up, which product it is, and which CA it trusts.',
    summary: 'No exposure seen, and no refusal proved. Confirm with the owner what it is.',
  }),
};

export const mtlsRequired: Rule<'mtls-required'> = {
  verdict: 'mtls-required',
  references: [CIS_TLS],
  match(reading) {
    // Nothing with an engine's own headers is waved through for what it says of a certificate.
    const demand = hasEngineMarks(reading) ? undefined : readDemand(reading);
    return demand && { notes: demand.notes, ...(demand.likely && { variant: 'likely' }) };
  },
  texts: { en: EN },
};
