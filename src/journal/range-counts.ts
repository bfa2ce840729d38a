/** Counts of each range's endpoints by state. They add up to what was authorised, also for a run that was killed. */

import { sumCounts } from '../domain/counts.ts';
import { type StateCounts, SWEEP_STATES, zeroStates } from '../domain/endpoint.ts';
import { BUDGET_SPENT, type RangeCounts, UNIFORM_PREFIX } from '../domain/run.ts';
import type { JournalLine } from './journal.ts';
import type { RunState } from './state.ts';

/** Of older journals, which tell reasons over all ranges. */
const ALL_RANGES = -1;

type Reasons = Record<string, number>;

export function addReasons(
  notTested: Map<number, Reasons>,
  added: Extract<JournalLine, { kind: 'checkpoint' }>['notTested'],
): void {
  const list = Array.isArray(added)
    ? added
    : Object.entries(added).map(([reason, endpoints]) => [ALL_RANGES, reason, endpoints] as const);
  for (const [range, reason, endpoints] of list) {
    const reasons = notTested.get(range) ?? emptyReasons();
    notTested.set(range, reasons);
    reasons[reason] = (reasons[reason] ?? 0) + endpoints;
  }
}

export function countRanges(state: RunState, otherShards: number): RangeCounts[] {
  const openBeyond = new Map<number, number>();
  for (const { range } of state.uncounted) openBeyond.set(range, (openBeyond.get(range) ?? 0) + 1);
  const counts = state.start.scope.ranges.map((range, index): RangeCounts => {
    const states = { ...(state.ranges[index] ?? zeroStates()) };
    states.open += openBeyond.get(index) ?? 0;
    states['not-tested'] += range.endpoints - SWEEP_STATES.reduce((sum, word) => sum + states[word], 0);
    const { text, owner, authorization, endpoints: authorized } = range;
    const notTested = reasonsOf(state, index, states['not-tested'], otherShards);
    return { range: text, owner, reference: authorization.reference, authorized, states, notTested };
  });
  for (const { range, from, to } of state.corrections.values()) {
    const states = counts[range]?.states;
    if (states === undefined) continue;
    states[from] -= 1;
    states[to] += 1;
  }
  for (const { range } of state.leftOut) leaveOut(counts[range], UNIFORM_PREFIX, 1);
  for (const [range, endpoints] of state.untested) leaveOut(counts[range], BUDGET_SPENT, endpoints);
  return counts;
}

/** An accepted connection is not yet an answer: what was not asked, or not with all tries, was not tested. */
function leaveOut(range: RangeCounts | undefined, reason: string, endpoints: number): void {
  if (range === undefined) return;
  range.states.open -= endpoints;
  range.states['not-tested'] += endpoints;
  range.notTested = { ...range.notTested, [reason]: (range.notTested?.[reason] ?? 0) + endpoints };
}

export function sumStates(ranges: readonly RangeCounts[]): StateCounts {
  return sumCounts(
    SWEEP_STATES,
    ranges.map(({ states }) => states),
  );
}

/** The part of a range that belongs to other shards is known only when this shard is done. */
function reasonsOf(state: RunState, range: number, total: number, otherShards: number): Reasons {
  const reasons = Object.assign(emptyReasons(), state.notTested.get(range));
  // Older journals hold counts without reasons by range.
  const counted = (state.ranges[range] ?? zeroStates())['not-tested'];
  const unexplained = counted - sum(reasons);
  if (unexplained > 0) reasons['not-recorded'] = unexplained;
  const rest = total - Math.max(counted, 0);
  if (rest <= 0) return reasons;
  const through = state.end !== undefined && state.end.reasons.length === 0;
  const reason = otherShards === 0 ? stopReason(state) : through ? 'other-shard' : 'not-reached';
  reasons[reason] = (reasons[reason] ?? 0) + rest;
  return reasons;
}

/** Every endpoint without a test has a reason: what the sweep said, another shard's share, or why the run stopped. */
export function explainNotTested(state: RunState, total: number, otherShards: number): Reasons {
  const reasons = emptyReasons();
  for (const ofRange of state.notTested.values())
    for (const [reason, endpoints] of Object.entries(ofRange)) reasons[reason] = (reasons[reason] ?? 0) + endpoints;
  if (state.leftOut.length > 0) reasons[UNIFORM_PREFIX] = state.leftOut.length;
  const untested = [...state.untested.values()].reduce((total, endpoints) => total + endpoints, 0);
  if (untested > 0) reasons[BUDGET_SPENT] = untested;
  const known = sum(reasons);
  if (otherShards > 0) reasons['other-shard'] = otherShards;
  const rest = total - known - otherShards;
  const stopped = stopReason(state);
  if (rest > 0) reasons[stopped] = (reasons[stopped] ?? 0) + rest;
  return reasons;
}

function stopReason({ end }: RunState): string {
  return end === undefined ? 'killed' : (end.reasons[0] ?? 'interrupted');
}

function emptyReasons(): Reasons {
  return {};
}

function sum(counts: Reasons): number {
  return Object.values(counts).reduce((total, endpoints) => total + endpoints, 0);
}
