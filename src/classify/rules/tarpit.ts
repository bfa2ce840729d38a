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
    reading.attempt?.end === 'unending' && !hasEngineMarks(reading) && !isUnheard(reading) ? {} : undefined,
  texts: { en: EN },
};

/**
 * Nothing that tells of an engine or of none: no TLS session came about, JSON that we cut short as the bytes for it were spent, or
 * blanks alone, after which an engine's JSON may come, which its own client waits for.
 */
function isUnheard({ http, body, tls, record }: Reading): boolean {
  if (http === undefined) return tls?.established === false;
  return (record.untested === true && body.startsWith('{')) || (http.body.total > 0 && body.trim() === '');
}
