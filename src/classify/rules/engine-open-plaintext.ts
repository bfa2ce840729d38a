/** An engine that answers over plain HTTP without credentials. */

import { describeEngine, isOpenEngine } from '../open.ts';
import { CWE_319, OPEN_ENGINE, OPEN_ENGINE_CVSS } from '../references.ts';
import type { Rule } from '../rule.ts';
import { openTexts } from '../texts/en/open-engines.ts';
import { CONTAIN, MTLS, REPLACE } from '../texts/en/steps.ts';
import type { RuleTexts } from '../texts/text.ts';

const EN: RuleTexts = openTexts({
  words: 'in plain text',
  meaning: (who) => `${who} answers on the network without authentication and without encryption.`,
  proved: "GET /version over plain HTTP, without password or certificate, was answered with an engine's version data.",
  contain: CONTAIN,
  fix: [REPLACE, MTLS],
  direct: true,
  summary:
    'Close the port at the firewall now; then remove the TCP listener (use SSH contexts) or require client certificates.',
});

export const engineOpenPlaintext: Rule<'engine-open-plaintext'> = {
  verdict: 'engine-open-plaintext',
  references: [...OPEN_ENGINE, CWE_319],
  cvss: OPEN_ENGINE_CVSS,
  match: (reading) => (isOpenEngine(reading) && reading.transport === 'plain' ? describeEngine(reading) : undefined),
  texts: { en: EN },
};
