/** A 401 with a challenge: credentials are asked for; medium in plain text. */

import { hasEngineMarks } from '../proxy-marks.ts';
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
  engine: vary(BASE, {
    severity: 'medium',
    title: 'Probably an engine behind a password',
    meaning: 'Something with the headers or keys that only engines have asks for credentials.',
    follows: 'An engine is probably behind it, held back by a password or token alone.',
    summary: 'Put client certificates in front: an engine is probably behind this password.',
    remediation: [
      'Find out which engine stands behind it, and require client certificates there.',
      'Restrict who can reach the port.',
    ],
  }),
};

export const authRequired: Rule<'auth-required'> = {
  verdict: 'auth-required',
  references: [CWE_319],
  match(reading) {
    if (reading.http?.status !== 401) return undefined;
    const mcp = /\brealm="MCP Gateway"/.test(reading.headers.get('www-authenticate') ?? '');
    const named = mcp ? { product: 'mcp-gateway' as const } : {};
    if (reading.transport === 'plain') return { ...named, severity: 'medium', variant: 'plaintext' };
    return hasEngineMarks(reading) ? { severity: 'medium', variant: 'engine' } : named;
  },
  texts: { en: EN },
};
