import { textAt } from '../engine.ts';
import { CIS_AUTHORIZATION, CIS_TLS, CWE_306, T1133 } from '../references.ts';
import type { Rule } from '../rule.ts';

export const engineAuthzBroken: Rule = {
  verdict: 'engine-authz-broken',
  references: [CIS_TLS, CIS_AUTHORIZATION, CWE_306, T1133],
  match: ({ http, json }) =>
    http !== undefined && http.status >= 500 && /^plugin \S+ failed with error: /.test(textAt(json, 'message'))
      ? { product: 'docker' }
      : undefined,
};
