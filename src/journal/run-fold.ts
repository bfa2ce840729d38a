/**
 * Left fold of a journal: applies its lines one by one to the state of the run. The process that runs an audit applies each
 * line as it writes it, and a reader applies those of the file: both end with the same state.
 */

import type { ProbeRecord } from '../domain/attempt.ts';
import type { OpenRecord } from '../domain/endpoint.ts';
import { zeroStates } from '../domain/endpoint.ts';
import { SeawallError } from '../domain/errors.ts';
import { type JournalLine, readJournal, type StartLine } from './journal.ts';
import { addNeighbours } from './neighbours.ts';
import { countAccepted, countProbed, isLeftOut, markUniform } from './prefix-counts.ts';
import { addReasons } from './range-counts.ts';
import { addPositions } from './sample.ts';
import type { RunState } from './state.ts';

/** Every line but the first. */
export type LaterLine = Exclude<JournalLine, StartLine>;

export class RunFold {
  private readonly folded: RunState;
  /** Open endpoints without a probe, by position. */
  private readonly pending = new Map<number, OpenRecord>();
  private readonly probed = new Set<number>();

  constructor(start: StartLine) {
    this.folded = firstState(start);
  }

  /** Of the run so far. */
  get resumptions(): number {
    return this.folded.resumedAt.length;
  }

  get start(): StartLine {
    return this.folded.start;
  }

  /** @returns whether the line is the first probe of an endpoint: later ones do not count */
  apply(line: LaterLine): boolean {
    const state = this.folded;
    if (line.kind === 'resume') state.stoppedAt.push(state.lastAt);
    if ('at' in line) state.lastAt = line.at;
    switch (line.kind) {
      case 'resume':
        state.resumedAt.push(line.at);
        state.end = undefined;
        state.history = undefined;
        return false;
      case 'open':
        this.applyOpen(line);
        return false;
      case 'probe':
        return this.applyProbe(line.probe);
      case 'checkpoint':
        applyCheckpoint(state, line);
        return false;
      case 'rate': {
        const { kind: _, ...point } = line;
        state.pacing.push(point);
        return false;
      }
      case 'uniform':
        markUniform(state.prefixes, line);
        return false;
      case 'spent': {
        const { what, prefix } = line;
        const isKnown = state.spent.some((one) => one.what === what && one.prefix === prefix);
        if (!isKnown) state.spent.push({ what, ...(prefix !== undefined && { prefix }) });
        return false;
      }
      case 'second-look':
        state.secondLook = line;
        for (const [position, range, from, to] of line.corrected) state.corrections.set(position, { range, from, to });
        return false;
      case 'fault':
        state.faults.push(line.message);
        return false;
      case 'end':
        state.end = { at: line.at, reasons: line.reasons };
        return false;
      case 'watched':
        state.watched.push({ ...line, resumptions: this.resumptions });
        return false;
      case 'neighbours':
        addNeighbours(state.neighbours, line.prefixes);
        return false;
      case 'history':
        state.history = line;
        return false;
    }
  }

  /** The state after the last line that was applied. Its lists are the fold's own: they grow with further lines. */
  state(): RunState {
    const state = this.folded;
    const pending = [...this.pending.values()];
    const uncounted = state.uncounted.filter(({ position }) => position >= state.position);
    return {
      ...state,
      // An endpoint that two processes found open is one endpoint.
      uncounted: [...new Map(uncounted.map((open) => [open.position, open])).values()],
      pendingProbes: pending.filter(({ address }) => !isLeftOut(state.prefixes, address)),
      leftOut: pending.filter(({ address }) => isLeftOut(state.prefixes, address)),
    };
  }

  private applyOpen({ open, was }: Extract<JournalLine, { kind: 'open' }>): void {
    const state = this.folded;
    const { position } = open;
    const isNew = !this.probed.has(position) && !this.pending.has(position);
    if (was === undefined) state.uncounted.push(open);
    else state.corrections.set(position, { range: open.range, from: was, to: 'open' });
    if (isNew) countAccepted(state.prefixes, open.address);
    if (!this.probed.has(position)) this.pending.set(position, open);
  }

  private applyProbe(probe: ProbeRecord): boolean {
    const { position, fault, range, withheld } = probe;
    const { probes, prefixes, untested } = this.folded;
    this.pending.delete(position);
    if (this.probed.has(position)) return false;
    this.probed.add(position);
    if (probe.untested === true) untested.set(range, (untested.get(range) ?? 0) + 1);
    else probes.done += 1;
    if (fault !== undefined) probes.faulted += 1;
    if (withheld === true) probes.withheld = (probes.withheld ?? 0) + 1;
    countProbed(prefixes, probe);
    return true;
  }
}

function firstState(start: StartLine): RunState {
  return {
    start,
    resumedAt: [],
    stoppedAt: [],
    position: 0,
    ranges: start.scope.ranges.map(zeroStates),
    notTested: new Map(),
    sampled: {},
    corrections: new Map(),
    secondLook: undefined,
    prefixes: new Map(),
    uncounted: [],
    pendingProbes: [],
    leftOut: [],
    untested: new Map(),
    probes: { done: 0, faulted: 0 },
    spent: [],
    faults: [],
    pacing: [],
    end: undefined,
    watched: [],
    neighbours: new Map(),
    history: undefined,
    lastAt: start.at,
  };
}

function applyCheckpoint(state: RunState, line: Extract<JournalLine, { kind: 'checkpoint' }>): void {
  state.position = line.position;
  for (const [range, word, endpoints] of line.counts) {
    const states = state.ranges[range];
    if (states !== undefined) states[word] += endpoints;
  }
  addReasons(state.notTested, line.notTested);
  addPositions(state.sampled, line.sampled ?? {});
  // Those below the position are in the counts now.
  state.uncounted = state.uncounted.filter((open) => open.position >= line.position);
}

/**
 * Reads a whole journal.
 * @param processes folds the lines of the run's first processes alone: as it was before it was resumed again
 * @param onStart called with its first line
 * @param onProbe called once for each endpoint that was probed, in the order of the journal, with the number of
 *   resumptions before it
 * @throws SeawallError JOURNAL_CORRUPT, JOURNAL_VERSION
 */
export async function foldJournal(
  folder: string,
  {
    processes = Number.POSITIVE_INFINITY,
    onStart,
    onProbe,
  }: {
    processes?: number;
    onStart?: (start: StartLine) => void;
    onProbe?: (probe: ProbeRecord, resumptions: number) => void;
  } = {},
): Promise<RunFold> {
  let fold: RunFold | undefined;
  for await (const line of readJournal(folder)) {
    if (line.kind === 'resume' && fold !== undefined && fold.resumptions + 1 >= processes) break;
    if (line.kind === 'start') {
      fold = new RunFold(line);
      onStart?.(line);
    } else if (fold?.apply(line) === true && line.kind === 'probe') onProbe?.(line.probe, fold.resumptions);
  }
  if (fold === undefined)
    throw new SeawallError({ code: 'JOURNAL_CORRUPT', file: folder, message: 'the journal has no start line' });
  return fold;
}
