/** An engine that refuses the request, known by its headers. */

import { textAt } from '../json-value.ts';
import { isSuccess } from '../open.ts';
import { hasEngineHeaders } from '../proxy-marks.ts';
import { CIS_TLS, CWE_306, T1133 } from '../references.ts';
import type { Rule } from '../rule.ts';
import { CONTAIN, EVIDENCE, MISUSE, MTLS, REPLACE, VERIFY } from '../texts/en/steps.ts';
import type { RuleTexts } from '../texts/text.ts';

/** Sentences of engines that refuse an API version, through all generations. */
const VERSION_REFUSED =
  /client version \S+ is too (?:old|new)\.|client is newer than server|client and server don't have same version/;

const EN: RuleTexts = {
  '': {
    title: 'Engine on the network, known by its own refusal',
    meaning: 'An engine is reachable without transport authentication and refused this one request in its own words.',
    proved:
      "GET /version was answered with an error in an engine's own form. No password or certificate had been asked for.",
    follows: 'Other requests may be answered: treat it as open until shown otherwise.',
    notTested: 'Every other path.',
    summary: 'Treat it as open: close the port, then remove the TCP listener or require client certificates.',
    remediation: [CONTAIN, EVIDENCE, REPLACE, MTLS, VERIFY, MISUSE],
  },
};

export const engineRefused: Rule<'engine-refused'> = {
  verdict: 'engine-refused',
  references: [CIS_TLS, CWE_306, T1133],
  match(reading) {
    const { http, json, body, engine, headers } = reading;
    if (http === undefined || isSuccess(http)) return undefined;
    const message = textAt(json, 'message');
    const podman = /^Libpod\//.test(headers.get('server') ?? '') || headers.has('libpod-api-version');
    const known =
      engine !== undefined ||
      VERSION_REFUSED.test(message || body) ||
      (http.status === 404 && body.trim() === '{"message":"page not found"}') ||
      (message !== '' && hasEngineHeaders(reading));
    return known ? { product: engine?.product ?? (podman ? 'podman' : 'docker') } : undefined;
  },
  texts: { en: EN },
};
