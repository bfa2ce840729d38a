/** The run record: what was covered, how the run ended, and what it found, from the state after its last journal line. */

import { countWords } from '../domain/counts.ts';
import type { Finding } from '../domain/finding.ts';
import type { PartialReason, RunRecord } from '../domain/run.ts';
import { SEVERITIES, type Verdict } from '../domain/verdicts.ts';
import { recordSecondLook } from './estimate.ts';
import { thinOut } from './pacing.ts';
import { listUniform } from './prefix-counts.ts';
import { countRanges, explainNotTested, sumStates } from './range-counts.ts';
import type { RunState } from './state.ts';

/** @returns the run record; its counts add up to what was authorised, also for a run that was killed */
export function recordRun(state: RunState, shardSize: number, findings: readonly Finding[]): RunRecord {
  const { start } = state;
  const { scope, options } = start;
  const otherShards = scope.endpoints - shardSize;
  const ranges = countRanges(state, otherShards);
  const states = sumStates(ranges);
  const notTested = explainNotTested(state, states['not-tested'], otherShards);
  const tested = scope.endpoints - states['not-tested'];
  const percent = shardSize === 0 ? 100 : Math.floor((tested / shardSize) * 10_000) / 100;
  const reasons = new Set<PartialReason>(state.end === undefined ? ['killed'] : state.end.reasons);
  if (state.faults.length > 0 || state.probes.faulted > 0) reasons.add('faulted');
  const secondLook = state.secondLook === undefined ? null : recordSecondLook(state.secondLook);
  // Endpoints that the sweep missed were not tested either, though they count as silent.
  if (percent - (secondLook?.rate ?? 0) < options.minCoverage) reasons.add('coverage');

  return {
    schema: 'seawall.run/1',
    id: start.run,
    ...(start.purpose && { purpose: start.purpose }),
    version: start.version,
    vantage: start.vantage,
    startedAt: start.at,
    finishedAt: state.end?.at ?? state.lastAt,
    resumedAt: state.resumedAt,
    outcome: reasons.size === 0 ? 'finished' : 'partial',
    reasons: [...reasons],
    options,
    scope: {
      digest: scope.digest,
      files: scope.files,
      addresses: scope.addresses,
      endpoints: scope.endpoints,
      removals: scope.removals,
    },
    coverage: { endpoints: shardSize, tested, percent },
    states,
    notTested,
    ranges,
    probes: state.probes,
    severities: countWords(SEVERITIES, findings, ({ severity }) => severity),
    verdicts: countVerdicts(findings),
    faults: state.faults,
    pacing: thinOut(state.pacing),
    secondLook,
    ...(secondLook === null && { noSecondLook: options.secondLook === true ? 'unfinished' : 'not-wanted' }),
    uniform: listUniform(state.prefixes),
    spent: state.spent,
  };
}

function countVerdicts(findings: readonly Finding[]): Partial<Record<Verdict, number>> {
  const counts: Partial<Record<Verdict, number>> = {};
  for (const { verdict } of findings) counts[verdict] = (counts[verdict] ?? 0) + 1;
  return counts;
}
