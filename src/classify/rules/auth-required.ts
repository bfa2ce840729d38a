/** A 401 with a challenge: credentials are asked for; medium in plain text. */

import { CWE_319 } from '../references.ts';
import type { Rule } from '../rule.ts';
import { type RuleTexts, type Text, vary } from '../texts/text.ts';

const BASE: Text = {
  title: 'Something that asks for credentials',
  meaning: 'A web server or proxy asks for credentials before it answers.',
  proved: 'GET /version was answered 401 Unauthorized.',
  follows: 'What stands behind it is not known.',
  notTested: 'Any credentials, and what they would open.',
  summary: 'Find out what stands behind the credentials; restrict who can reach it.',
  remediation: [
    'Find out what stands behind it. If it is an engine, prefer client certificates.',
    'Restrict who can reach the port.',
  ],
};

const EN: RuleTexts = {
  '': BASE,
  plaintext: vary(BASE, {
    severity: 'medium',
    title: 'Something that asks for credentials in plain text',
    follows: 'A password or token sent here can be read on the way. What stands behind it is not known.',
    summary: 'Put TLS in front and change the credentials: they cross the network in plain text.',
    remediation: [
      'Put TLS in front.',
      'Change the credentials, which may have been read.',
      'Find out what stands behind it, and restrict who can reach the port.',
    ],
  }),
};

export const authRequired: Rule<'auth-required'> = {
  verdict: 'auth-required',
  references: [CWE_319],
  match({ http, transport }) {
    if (http?.status !== 401) return undefined;
    return transport === 'plain' ? { severity: 'medium', variant: 'plaintext' } : {};
  },
  texts: { en: EN },
};
