/** The estimated miss rate of a run, and what it did not ask wholly, in sentences. */

import type { RunRecord, SecondLook, UniformPrefix } from '../../domain/run.ts';
import { count, plural } from '../../text/numbers.ts';

/** Share of the control sample that may be lost without a warning. */
const MAX_CONTROL_LOSS_SHARE = 0.1;
const MAX_PREFIXES = 3;

export interface Sentence {
  text: string;
  /** Whether something is missing or wrong. */
  warning: boolean;
}

/** Two sentences on the miss rate; none for an older run, which did not measure it. */
export function missedSentences({ secondLook, noSecondLook }: RunRecord): Sentence[] {
  if (secondLook === undefined) return [];
  if (secondLook === null) {
    const why = noSecondLook === 'unfinished' ? 'the run did not come to its end' : 'no second look was wanted';
    return [{ text: `How many answers the sweep missed was not measured: ${why}.`, warning: false }];
  }
  const { silent, control } = secondLook;
  if (silent.endpoints === 0)
    return [{ text: 'The sweep met no silent endpoint, so it missed no answer.', warning: false }];
  const found = silent.answered === 0 ? 'none answered' : `${count(silent.answered)} answered after all`;
  const sentences = [
    {
      text: `A second, gentle look at ${count(silent.sampled)} of ${count(silent.endpoints)} silent endpoints: ${found}. ${estimateText(secondLook)}`,
      warning: false,
    },
  ];
  if (control.answered < control.sampled * (1 - MAX_CONTROL_LOSS_SHARE))
    sentences.push({
      text: `The second look itself lost ${count(control.sampled - control.answered)} of ${count(control.sampled)} endpoints that had answered: this network loses much, whatever the rate.`,
      warning: true,
    });
  return sentences;
}

function estimateText({ rate, low, high }: SecondLook): string {
  if (rate === null || low === null || high === null)
    return 'Nothing answered in either look, so what was missed cannot be told.';
  return `So the sweep missed about ${percent(rate)} of all that answer (95 % sure: between ${percent(low)} and ${percent(high, Math.ceil)}).`;
}

/** Two digits after the point where they matter. */
function percent(value: number, round: (value: number) => number = Math.round): string {
  return `${value < 1 ? round(value * 100) / 100 : round(value * 10) / 10} %`;
}

/** What was not asked as fully as the rest: prefixes that accept everything, and handshakes that were withheld. */
export function unaskedSentences(run: RunRecord): string[] {
  return [...uniformSentences(run), ...withheldSentences(run)];
}

function withheldSentences({ probes: { withheld = 0 } }: RunRecord): string[] {
  if (withheld === 0) return [];
  return [
    `${plural(withheld, 'open endpoint')} may speak TLS with finite-field Diffie-Hellman alone, and that handshake was not made: the budget for such handshakes was spent, or their thread ended in one. An engine there is not seen; look by hand.`,
  ];
}

/** One sentence for each prefix that accepts everything, the largest first. */
function uniformSentences({ uniform = [] }: RunRecord): string[] {
  const largest = [...uniform].sort((a, b) => b.accepted - a.accepted).slice(0, MAX_PREFIXES);
  const sentences = largest.map(uniformSentence);
  const more = uniform.slice(MAX_PREFIXES).length;
  if (more > 0) sentences.push(`And ${count(more)} more such ${more === 1 ? 'prefix' : 'prefixes'}: see run.json.`);
  return sentences;
}

function uniformSentence({ prefix, accepted, probed, verdict, briefly }: UniformPrefix): string {
  const open = `${prefix} accepts everything (${count(accepted)} open)`;
  return briefly === undefined
    ? `${open}: ${count(probed)} were asked, each ${verdict}, and the others were not: not tested, look by hand.`
    : `${open} and answers nothing: ${count(briefly)} of ${count(probed)} were asked once and briefly, where a slow engine is not seen.`;
}
