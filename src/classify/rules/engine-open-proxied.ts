/** An engine that answers through an HTTP proxy without credentials. */

import { factText } from '../fact-text.ts';
import { describeEngine, isOpenEngine } from '../open.ts';
import { lowersHeaders, proxyName } from '../proxy-marks.ts';
import { OPEN_ENGINE, OPEN_ENGINE_CVSS } from '../references.ts';
import type { Rule } from '../rule.ts';
import { openTexts } from '../texts/en/open-engines.ts';
import type { RuleTexts } from '../texts/text.ts';

const EN: RuleTexts = openTexts({
  words: 'through a proxy',
  meaning: (who) => `${who} answers through a web proxy that asks nobody who they are.`,
  proved:
    "GET /version, without password or client certificate, was answered with an engine's version data and the headers of a proxy.",
  contain: 'Contain now: deny all in the proxy, or close its port at the network edge.',
  fix: [
    'Remove the proxy, or make it enforce client certificates: in nginx ssl_verify_client on; "optional" enforces nothing. Let it reach the engine over a Unix socket.',
  ],
  direct: false,
  summary: 'Close the proxy to strangers now; then make it require client certificates, or remove it.',
});

export const engineOpenProxied: Rule<'engine-open-proxied'> = {
  verdict: 'engine-open-proxied',
  references: OPEN_ENGINE,
  cvss: OPEN_ENGINE_CVSS,
  match(reading) {
    if (!isOpenEngine(reading) || reading.http === undefined) return undefined;
    const proxy = factText(proxyName(reading));
    // HAProxy in plain is what the path-filtering socket proxies look like: that is another rule.
    if (proxy === '' && !(lowersHeaders(reading) && reading.transport === 'tls')) return undefined;
    const notes = [
      proxy === ''
        ? 'the header names are in lower case, as HAProxy writes them'
        : `the answer passed through a proxy: ${proxy}`,
    ];
    return { ...describeEngine(reading), notes };
  },
  texts: { en: EN },
};
