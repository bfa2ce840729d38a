/** Coverage of a run in lines: what was tested, and what was not and why. A quiet run is not a clean one. */

import { SWEEP_STATES } from '../../domain/endpoint.ts';
import { BUDGET_SPENT, type RunRecord, UNIFORM_PREFIX } from '../../domain/run.ts';
import { flow, separate, wrap } from '../../text/columns.ts';
import { terminalText } from '../../text/escape.ts';
import { count, percentText, plural } from '../../text/numbers.ts';
import type { Paint } from '../../text/paint.ts';
import { missedSentences, unaskedSentences } from './miss-rate.ts';
import { spentSentences } from './spent.ts';

const MAX_REASONS = 6;
const MAX_FAULTS = 3;
const INDENT = '  ';

/** Reasons of ours, as a person would say them; others are system error codes. */
export const NOT_TESTED_WORDS: ReadonlyMap<string, string> = new Map([
  ['other-shard', 'left to other shards'],
  ['no-route', 'no route from here'],
  ['out-of-time', 'out of time'],
  ['not-reached', 'left to other shards or to a stopped run'],
  ['not-recorded', 'for reasons that were not recorded'],
  [UNIFORM_PREFIX, 'in prefixes that accept everything'],
  [BUDGET_SPENT, 'not asked with all tries, or not read to the end, as the budget for that was spent'],
  ['whole-run', 'recorded for the whole run, not for each owner'],
]);

/** Lines on endpoints, states, what was left out, probes and faults. Missing coverage is painted as a warning. */
export function coverageLines(run: RunRecord, width: number, paint: Paint): string[] {
  const { states } = run;
  const words = SWEEP_STATES.map((state) => `${state.replace('-', ' ')} ${count(states[state])}`);
  return [
    ...wrap(testedText(run), width),
    ...flow(separate(words, ' ·'), width, INDENT),
    ...notTestedLines(run, width, paint),
    ...missedLines(run, width, paint),
    ...removalLines(run, width),
    ...probeLines(run, width, paint),
    ...[...unaskedSentences(run), ...spentSentences(run)].flatMap((text) =>
      wrap(terminalText(text, 300), width, INDENT, INDENT + INDENT),
    ),
    ...faultLines(run, width, paint),
  ];
}

function testedText({ coverage, scope, options: { shard } }: RunRecord): string {
  const share =
    shard.count > 1
      ? `, ${percentText(coverage.percent)} of shard ${shard.index}/${shard.count}`
      : ` (${percentText(coverage.percent)})`;
  return `Tested ${count(coverage.tested)} of ${count(scope.endpoints)} authorised endpoints${share} on ${count(scope.addresses)} addresses`;
}

function notTestedLines(run: RunRecord, width: number, paint: Paint): string[] {
  const reasons = Object.entries(run.notTested)
    .filter(([, endpoints]) => endpoints > 0)
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  if (reasons.length === 0) return [];
  const parts = reasons
    .slice(0, MAX_REASONS)
    .map(([reason, endpoints]) => `${count(endpoints)} ${NOT_TESTED_WORDS.get(reason) ?? terminalText(reason, 40)}`);
  const rest = reasons.slice(MAX_REASONS).reduce((sum, [, endpoints]) => sum + endpoints, 0);
  if (rest > 0) parts.push(`${count(rest)} for other reasons`);
  return wrap(`Not tested: ${parts.join(', ')}`, width, INDENT, INDENT + INDENT).map(paint.warning);
}

function missedLines(run: RunRecord, width: number, paint: Paint): string[] {
  return missedSentences(run).flatMap(({ text, warning }) => {
    const lines = wrap(text, width, INDENT, INDENT + INDENT);
    return warning ? lines.map(paint.warning) : lines;
  });
}

function removalLines({ scope }: RunRecord, width: number): string[] {
  const removed = new Map<string, number>();
  for (const { reason, addresses } of scope.removals) removed.set(reason, (removed.get(reason) ?? 0) + addresses);
  if (removed.size === 0) return [];
  const parts = [...removed].map(([reason, addresses]) => `${count(addresses)} ${terminalText(reason, 60)}`);
  return wrap(`Addresses left out of the ranges: ${parts.join(', ')}`, width, INDENT, INDENT + INDENT);
}

function probeLines(run: RunRecord, width: number, paint: Paint): string[] {
  const { states, probes } = run;
  const text = `Asked ${count(probes.done)} of ${count(states.open)} open endpoints`;
  const failed = probes.faulted === 0 ? '' : `; ${plural(probes.faulted, 'probe')} failed on our side`;
  const complete = probes.done >= states.open && probes.faulted === 0;
  const lines = wrap(text + failed, width, INDENT, INDENT + INDENT);
  return complete ? lines : lines.map(paint.warning);
}

function faultLines({ faults }: RunRecord, width: number, paint: Paint): string[] {
  const lines = faults
    .slice(0, MAX_FAULTS)
    .flatMap((fault) => wrap(`Fault: ${terminalText(fault, 200)}`, width, INDENT, INDENT + INDENT));
  if (faults.length > MAX_FAULTS)
    lines.push(`${INDENT}and ${count(faults.length - MAX_FAULTS)} more faults: see run.json`);
  return lines.map(paint.warning);
}
