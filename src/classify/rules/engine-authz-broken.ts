/** An engine whose authorisation plug-in fails: reachable, and known by its error. */

import { textAt } from '../json-value.ts';
import { CIS_AUTHORIZATION, CIS_TLS, CWE_306, T1133 } from '../references.ts';
import type { Rule } from '../rule.ts';
import { CONTAIN, EVIDENCE, MISUSE, MTLS, VERIFY } from '../texts/en/steps.ts';
import type { RuleTexts } from '../texts/text.ts';

const EN: RuleTexts = {
  '': {
    title: 'Engine on the network, closed by the failure of its plug-in',
    meaning:
      'An engine is reachable without transport authentication and refuses because its authorisation plug-in does not work.',
    proved:
      "GET /version was answered with a server error in an engine's words for a plug-in that fails. No password or certificate had been asked for.",
    follows: 'It is closed by accident: without the plug-in nothing that was seen here would ask for credentials.',
    notTested: 'Every other path, and what the plug-in would allow if it worked.',
    summary: 'Close the port first; repair or remove the plug-in only afterwards.',
    remediation: [
      CONTAIN,
      EVIDENCE,
      'Repair the plug-in only once the port is closed: an engine started without it refuses nobody.',
      MTLS,
      VERIFY,
      MISUSE,
    ],
  },
};

export const engineAuthzBroken: Rule<'engine-authz-broken'> = {
  verdict: 'engine-authz-broken',
  references: [CIS_TLS, CIS_AUTHORIZATION, CWE_306, T1133],
  match: ({ http, json }) =>
    http !== undefined && http.status >= 500 && /^plugin \S+ failed with error: /.test(textAt(json, 'message'))
      ? { product: 'docker' }
      : undefined,
  texts: { en: EN },
};
