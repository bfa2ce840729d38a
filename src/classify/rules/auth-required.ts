import { CWE_319 } from '../references.ts';
import type { Rule } from '../rule.ts';

export const authRequired: Rule = {
  verdict: 'auth-required',
  references: [CWE_319],
  match({ http, transport }) {
    if (http?.status !== 401) return undefined;
    return transport === 'plain' ? { severity: 'medium', variant: 'plaintext' } : {};
  },
};
