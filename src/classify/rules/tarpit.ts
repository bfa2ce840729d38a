/** An answer without end. */

import { hasEngineMarks } from '../proxy-marks.ts';
import type { Reading } from '../reading.ts';
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
  match: (reading) =>
    reading.attempt?.end === 'unending' && !hasEngineMarks(reading) && !isBlank(reading) ? {} : undefined,
  texts: { en: EN },
};

/** Blanks alone were read of the body: what comes after them may be an engine's JSON, which its own client waits for. */
function isBlank({ http, body }: Reading): boolean {
  return http !== undefined && http.body.total > 0 && body.trim() === '';
}
