/** A run as its journal tells it: the run record, and what a resumed run still owes. */

import type { ProbeRecord } from '../domain/attempt.ts';
import { countWords } from '../domain/counts.ts';
import type { OpenRecord } from '../domain/endpoint.ts';
import { zeroStates } from '../domain/endpoint.ts';
import { SeawallError } from '../domain/errors.ts';
import type { Finding } from '../domain/finding.ts';
import type { PartialReason, RunRecord } from '../domain/run.ts';
import { SEVERITIES, type Verdict } from '../domain/verdicts.ts';
import { recordSecondLook } from './estimate.ts';
import { type JournalLine, readJournal, type StartLine } from './journal.ts';
import { thinOut } from './pacing.ts';
import { countAccepted, countProbed, isUniform, listUniform, markUniform } from './prefix-counts.ts';
import { addReasons, countRanges, explainNotTested, sumStates } from './range-counts.ts';
import { addPlaces } from './sample.ts';
import type { RunState } from './state.ts';

/** Reads a whole journal. `onProbe` is called once for each endpoint that was probed, in the order of the journal. */
export async function readRun(
  folder: string,
  onProbe: (probe: ProbeRecord, start: StartLine) => void,
): Promise<RunState> {
  let state: RunState | undefined;
  const owed = new Map<number, OpenRecord>();
  const probed = new Set<number>();
  for await (const line of readJournal(folder)) {
    if (line.kind === 'start') state = begin(line);
    else if (state !== undefined) apply(state, line, { owed, probed, onProbe });
  }
  if (state === undefined)
    throw new SeawallError({ code: 'JOURNAL_CORRUPT', file: folder, message: 'the journal has no start line' });
  const { position } = state;
  const uncounted = state.uncounted.filter((open) => open.position >= position);
  // An endpoint that two processes found open is one endpoint.
  state.uncounted = [...new Map(uncounted.map((open) => [open.position, open])).values()];
  state.owed = [...owed.values()].filter(({ address }) => !isUniform(state.prefixes, address));
  return state;
}

function begin(start: StartLine): RunState {
  return {
    start,
    resumedAt: [],
    position: 0,
    ranges: start.scope.ranges.map(zeroStates),
    notTested: new Map(),
    sampled: {},
    corrections: new Map(),
    secondLook: undefined,
    prefixes: new Map(),
    uncounted: [],
    owed: [],
    probes: { done: 0, faulted: 0 },
    faults: [],
    pacing: [],
    end: undefined,
    watched: [],
    history: undefined,
    lastAt: start.at,
  };
}

interface Reading {
  owed: Map<number, OpenRecord>;
  probed: Set<number>;
  onProbe: (probe: ProbeRecord, start: StartLine) => void;
}

function apply(state: RunState, line: Exclude<JournalLine, StartLine>, { owed, probed, onProbe }: Reading): void {
  switch (line.kind) {
    case 'resume':
      state.resumedAt.push(line.at);
      state.end = undefined;
      state.history = undefined;
      break;
    case 'open':
      noteOpen(state, line, probed.has(line.open.position) || owed.has(line.open.position));
      if (!probed.has(line.open.position)) owed.set(line.open.position, line.open);
      break;
    case 'probe':
      owed.delete(line.probe.position);
      if (probed.has(line.probe.position)) break;
      probed.add(line.probe.position);
      state.probes.done += 1;
      countProbed(state.prefixes, line.probe.address);
      if (line.probe.fault !== undefined) state.probes.faulted += 1;
      onProbe(line.probe, state.start);
      break;
    case 'checkpoint':
      count(state, line);
      break;
    case 'rate': {
      const { kind: _, ...point } = line;
      state.pacing.push(point);
      break;
    }
    case 'uniform':
      markUniform(state.prefixes, line);
      break;
    case 'second-look':
      state.secondLook = line;
      for (const [position, range, from, to] of line.corrected) state.corrections.set(position, { range, from, to });
      break;
    case 'fault':
      state.faults.push(line.message);
      break;
    case 'end':
      state.end = { at: line.at, reasons: line.reasons };
      break;
    case 'watched':
      state.watched.push(line);
      break;
    case 'history':
      state.history = line;
      break;
  }
  if ('at' in line) state.lastAt = line.at;
}

/** @param known whether it was seen to be open before */
function noteOpen(state: RunState, { open, was }: Extract<JournalLine, { kind: 'open' }>, known: boolean): void {
  if (was === undefined) state.uncounted.push(open);
  else state.corrections.set(open.position, { range: open.range, from: was, to: 'open' });
  if (!known) countAccepted(state.prefixes, open.address);
}

function count(state: RunState, line: Extract<JournalLine, { kind: 'checkpoint' }>): void {
  state.position = line.position;
  for (const [range, word, endpoints] of line.counts) {
    const states = state.ranges[range];
    if (states !== undefined) states[word] += endpoints;
  }
  addReasons(state.notTested, line.notTested);
  addPlaces(state.sampled, line.sampled ?? {});
  // Those below the position are in the counts now.
  state.uncounted = state.uncounted.filter((open) => open.position >= line.position);
}

/** The run record. Counts add up to what was authorised, whatever happened to the run. */
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
  // What the sweep missed was not tested either, whatever it counts as.
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
  };
}

function countVerdicts(findings: readonly Finding[]): Partial<Record<Verdict, number>> {
  const counts: Partial<Record<Verdict, number>> = {};
  for (const { verdict } of findings) counts[verdict] = (counts[verdict] ?? 0) + 1;
  return counts;
}
