/** The second look: sweeps a sample of the endpoints again at a low rate, to estimate what the sweep missed. */

import type { OpenRecord, SweepRecord, SweepState } from '../domain/endpoint.ts';
import { zeroStates } from '../domain/endpoint.ts';
import type { Sample, SampledState, SecondLookLine } from '../journal/sample.ts';
import { type Sweep, type SweepJob, zeroCounters } from '../sweep/sweep.ts';
import { controlRate } from './rate-control.ts';
import { EXTRA_RETRIES, secondLookRate } from './second-look-rate.ts';

export type SecondLookOutcome = Pick<SecondLookLine, 'perSecond' | 'silent' | 'control' | 'corrected'>;

export interface SecondLookRequest {
  sweep: Sweep;
  /** The job of the sweep itself. */
  job: SweepJob;
  /** The rate of the sweep; null for no limit. */
  rate: number | null;
  sample: Sample;
  /** Endpoints of the walk that had answered, and that had been silent. */
  answered: number;
  silent: number;
  folder: string;
  rangeOf: (position: number) => number;
  /** Called for each endpoint that is open only now. */
  onOpen: (open: OpenRecord, was: SampledState) => void;
  onStop: () => void;
}

/** @returns undefined if it was stopped */
export async function lookAgain(request: SecondLookRequest): Promise<SecondLookOutcome | undefined> {
  const { sweep, job, sample } = request;
  const perSecond = secondLookRate(request.rate);
  const outcome: SecondLookOutcome = {
    perSecond,
    silent: { endpoints: request.silent, sampled: 0, answered: 0 },
    control: { endpoints: request.answered, sampled: 0, answered: 0 },
    corrected: [],
  };
  // Without silent endpoints nothing can have been missed: no packet is sent.
  if (request.silent === 0) return outcome;
  const sampled = [...sample.listAnswered(request.answered), ...sample.listSilent(request.silent)];
  const before = new Map(sampled.map(({ position, state }) => [position, state]));
  const list = [...before.keys()].sort((a, b) => a - b);
  const again: SweepJob = {
    ...job,
    positions: { from: 0, to: 0, step: 1, skip: [], list },
    limit: () => Number.MAX_SAFE_INTEGER,
    retries: job.retries + EXTRA_RETRIES,
    counters: zeroCounters(),
  };
  const seen = zeroStates();
  const { folder, onStop } = request;
  const { pace, counters, clock } = again;
  const stopControl = controlRate({
    folder,
    ceiling: perSecond,
    pace,
    counters,
    seen,
    clock,
    onPoint: () => undefined,
    onStop,
  });
  try {
    for await (const batch of sweep.run(again)) {
      for (const record of batch) {
        seen[record.state] += 1;
        const was = before.get(record.position);
        if (was !== undefined) compare(record, was, outcome, request);
      }
    }
  } finally {
    stopControl();
  }
  return job.signal.aborted ? undefined : outcome;
}

/** Counts an answer to the second look, and notes a state that is different now: an open port, or an answer after silence. */
function compare(
  record: SweepRecord,
  was: SampledState,
  { silent, control, corrected }: SecondLookOutcome,
  { rangeOf, onOpen }: SecondLookRequest,
): void {
  const now: SweepState = record.state;
  if (now === 'not-tested') return;
  const result = was === 'filtered' ? silent : control;
  result.sampled += 1;
  if (now !== 'filtered') result.answered += 1;
  const isCorrection = now !== was && (now === 'open' || (was === 'filtered' && now !== 'filtered'));
  if (!isCorrection) return;
  corrected.push([record.position, rangeOf(record.position), was, now]);
  if (record.state === 'open') onOpen(record, was);
}
