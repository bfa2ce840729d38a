/** An engine whose authorisation plug-in refuses the request, without transport authentication before it. */

import { textAt } from '../json-value.ts';
import { CIS_AUTHORIZATION, CIS_TLS, CWE_306, T1133 } from '../references.ts';
import type { Rule } from '../rule.ts';
import { CONTAIN, EVIDENCE, MISUSE, MTLS, VERIFY } from '../texts/en/steps.ts';
import type { RuleTexts } from '../texts/text.ts';

const EN: RuleTexts = {
  '': {
    title: 'Engine on the network, held back by an authorisation plug-in alone',
    meaning: 'An engine is reachable without transport authentication, and a plug-in refused the request.',
    proved:
      "GET /version was answered 403 in an engine's words for a plug-in that refuses. No password or certificate had been asked for.",
    follows:
      'What is open rests on the plug-in alone. Engines have let requests past such plug-ins: CVE-2024-41110 and CVE-2026-34040.',
    notTested: 'What the plug-in lets through, and whether this release has those faults.',
    summary: 'Close the port, then put client certificates in front: a plug-in authorises, it does not authenticate.',
    remediation: [
      CONTAIN,
      EVIDENCE,
      MTLS,
      'Update the engine past CVE-2024-41110 and CVE-2026-34040, or check the changelog of your distribution for them.',
      VERIFY,
      MISUSE,
    ],
  },
};

export const engineAuthzDenied: Rule<'engine-authz-denied'> = {
  verdict: 'engine-authz-denied',
  references: [CIS_TLS, CIS_AUTHORIZATION, CWE_306, T1133],
  // Go joins the plug-in's own text behind these words (moby, daemon/pkg/authorization).
  match: ({ http, json }) =>
    http?.status === 403 && /^authorization denied by plugin /.test(textAt(json, 'message'))
      ? { product: 'docker' }
      : undefined,
  texts: { en: EN },
};
