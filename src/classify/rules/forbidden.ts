/** A 403 that is not the engine's. */

import { namedPlane } from '../control-planes.ts';
import { hasEngineMarks } from '../proxy-marks.ts';
import { CWE_668 } from '../references.ts';
import type { Rule } from '../rule.ts';
import type { RuleTexts } from '../texts/text.ts';

const EN: RuleTexts = {
  '': {
    title: 'Something that forbids the request',
    meaning: 'A web server or proxy refused the request, and not in the words of an engine.',
    proved: 'GET /version was answered 403.',
    follows: 'Something refuses this path or this client. What stands behind it is not known.',
    notTested: 'Other paths: a socket proxy that forbids /version may allow others.',
    summary: 'Find out what this guards; a filter of paths does not authenticate.',
    remediation: ['Confirm with the owner what stands behind it. If it is an engine, restrict who can reach the port.'],
  },
};

export const forbidden: Rule<'forbidden'> = {
  verdict: 'forbidden',
  references: [CWE_668],
  match(reading) {
    const settled = hasEngineMarks(reading) || namedPlane(reading) !== '';
    return reading.http?.status === 403 && !settled ? {} : undefined;
  },
  texts: { en: EN },
};
