/** What a run was not given any more, as a budget was spent, in sentences. */

import { type RunRecord, SPENT_KINDS, type Spent } from '../../domain/run.ts';
import { count } from '../../text/numbers.ts';

const MAX_PREFIXES = 3;

const OF_PREFIX: Readonly<Record<Spent['what'], string>> = {
  bytes:
    'sent more than is read of one prefix: 128 kB at most were read of each later connection, and what that cut off is not tested.',
  time: 'took the time that one prefix has for slow answers: what was silent after that is not tested.',
  disk: 'sent more than is kept of one prefix: later answers are kept in part, where the part is judged alike.',
};
const OF_RUN: Readonly<Record<Spent['what'], string>> = {
  bytes:
    'The bytes that one run reads were spent: 128 kB at most were read of each later connection, and what that cut off is not tested.',
  time: 'The time for slow answers of one run was spent: every later endpoint was asked briefly, and what was silent is not tested.',
  disk: 'The bytes that one run keeps were spent: later answers are kept in part, where the part is judged alike.',
};

/** One sentence for each kind of budget that prefixes spent, and one for each that the run did; none where none was. */
export function spentSentences({ spent = [] }: Pick<RunRecord, 'spent'>): string[] {
  return SPENT_KINDS.flatMap((what) => {
    const ofKind = spent.filter((one) => one.what === what);
    const prefixes = ofKind.flatMap(({ prefix }) => (prefix === undefined ? [] : [prefix]));
    const named = prefixes.slice(0, MAX_PREFIXES).join(', ');
    const more = prefixes.length > MAX_PREFIXES ? ` and ${count(prefixes.length - MAX_PREFIXES)} more` : '';
    return [
      ...(ofKind.length > prefixes.length ? [OF_RUN[what]] : []),
      ...(prefixes.length > 0 ? [`${named}${more} ${OF_PREFIX[what]}`] : []),
    ];
  });
}
