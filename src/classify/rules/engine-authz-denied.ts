import { textAt } from '../engine.ts';
import { CIS_AUTHORIZATION, CIS_TLS, CWE_306, T1133 } from '../references.ts';
import type { Rule } from '../rule.ts';

export const engineAuthzDenied: Rule = {
  verdict: 'engine-authz-denied',
  references: [CIS_TLS, CIS_AUTHORIZATION, CWE_306, T1133],
  // Go joins the plug-in's own text behind these words (moby, daemon/pkg/authorization).
  match: ({ http, json }) =>
    http?.status === 403 && /^authorization denied by plugin /.test(textAt(json, 'message'))
      ? { product: 'docker' }
      : undefined,
};
