/** An answer without end. */

import { hasEngineMarks } from '../proxy-marks.ts';
import { CWE_668 } from '../references.ts';
import type { Rule } from '../rule.ts';
import type { RuleTexts } from '../texts/text.ts';

const EN: RuleTexts = {
  '': {
    title: 'Answers without end',
    meaning: 'The port sends bytes slowly or without end, as tarpits and broken servers do.',
    proved: 'What came in answer to GET /version went past a limit, in size or in time.',
    follows: 'Nothing about an engine.',
    notTested: 'What is behind it.',
    summary: 'Confirm that this is a tarpit of your own.',
    remediation: ['Confirm with the owner that a tarpit or decoy is meant to be here.'],
  },
};

export const tarpit: Rule<'tarpit'> = {
  verdict: 'tarpit',
  references: [CWE_668],
  match: (reading) => (reading.attempt?.end === 'unending' && !hasEngineMarks(reading) ? {} : undefined),
  texts: { en: EN },
};
