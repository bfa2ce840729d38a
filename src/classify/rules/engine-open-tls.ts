/** An engine that answers inside TLS without a client certificate. */

import { describeEngine, isOpenEngine } from '../open.ts';
import { OPEN_ENGINE, OPEN_ENGINE_CVSS } from '../references.ts';
import type { Rule } from '../rule.ts';
import { openTexts } from '../texts/en/open-engines.ts';
import { CONTAIN } from '../texts/en/steps.ts';
import type { RuleTexts } from '../texts/text.ts';

const EN: RuleTexts = openTexts({
  words: 'over TLS',
  meaning: (who) => `${who} speaks TLS and asks no client for a certificate: encryption without authentication.`,
  proved:
    "GET /version inside TLS, without password or client certificate, was answered with an engine's version data.",
  contain: CONTAIN,
  fix: [
    'Require client certificates: set tlsverify and tlscacert. Since 20.10, tls alone verifies clients too, so look for an explicit tlsverify=false and delete it. Put the CA file in place first: without it the daemon does not start.',
    'Better still, remove the TCP listener and use SSH contexts.',
  ],
  direct: true,
  summary: 'Close the port at the firewall now; then require client certificates (tlsverify with a CA file).',
});

export const engineOpenTls: Rule<'engine-open-tls'> = {
  verdict: 'engine-open-tls',
  references: OPEN_ENGINE,
  cvss: OPEN_ENGINE_CVSS,
  match: (reading) => (isOpenEngine(reading) && reading.transport === 'tls' ? describeEngine(reading) : undefined),
  texts: { en: EN },
};
