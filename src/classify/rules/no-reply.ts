import { CWE_668 } from '../references.ts';
import type { Rule } from '../rule.ts';

export const noReply: Rule = {
  verdict: 'no-reply',
  severity: 'info',
  references: [CWE_668],
  match({ attempt }) {
    const mute =
      attempt !== undefined && ['silent', 'closed', 'reset', 'not-connected', 'plain-here'].includes(attempt.end);
    return mute ? {} : undefined;
  },
};
