/** The probe of one open endpoint: attempts in sequence, paced, and retried under local trouble. */

import { setTimeout as sleep } from 'node:timers/promises';
import type { Attempt, ProbeRecord } from '../domain/attempt.ts';
import type { OpenRecord, Pace } from '../domain/endpoint.ts';
import type { Permit } from '../domain/scope.ts';
import { isoNow, type Timer } from '../domain/time.ts';
import { attempt } from './attempt.ts';
import { briefLimits, ranOut } from './brief.ts';
import type { ProbeBudget } from './budget.ts';
import { describeError } from './bytes.ts';
import type { Ask, FiniteFieldTries } from './finite-field-tries.ts';
import { isSlow, type NextAttempt, nextAttempt } from './next.ts';
import { firstLimits, type Limits, patientLimits } from './probe-limits.ts';
import { Turns } from './turns.ts';

export interface ProberOptions {
  permit: Permit;
  pace: Pace;
  clock: Timer;
  signal: AbortSignal;
  /** Milliseconds that the sweep allows for a connection. */
  timeout: number;
  /** Sent with every request: says who asks, and whom to call about it. */
  userAgent: (range: number) => string;
  /** Whether the answers so far say what an endpoint is; without it, any whole answer does. */
  isSettled?: (record: ProbeRecord) => boolean;
  /** Whether an address is to be asked once and briefly; asked when its probe begins. */
  isBrief?: (address: string) => boolean;
  /** Makes attempts that cost arithmetic; without it there are none. */
  finiteField?: FiniteFieldTries;
  /** Counts what the far side costs. */
  budget?: ProbeBudget;
  /** Shared with others who work on the same event loop. */
  turns?: Turns;
  /** For tests of the bounds. */
  limits?: TryLimits;
}

/** Bounds of the first try and of the patient one. */
interface TryLimits {
  first: Limits;
  patient: Limits;
}

type ProberContext = ProberOptions & { turns: Turns };

/** The part of a probe's tries that is to be made; all of them without it. */
export interface ProbeStage {
  /**
   * Stops before a patient try, or after a brief one that met silence, and calls this: more is to be asked later.
   * @param ms that it is expected to take
   */
  putOff?: (ms: number) => void;
  /** Goes on after the tries of such a record. */
  earlier?: ProbeRecord;
}

/** Probes one open endpoint. Rejects only when the run is stopped; any other failure is in the record. */
export type Prober = (open: OpenRecord, stage?: ProbeStage) => Promise<ProbeRecord>;

/** Tries under local trouble, and the first of the doubling pauses between them, in milliseconds. */
const MAX_LOCAL_TRIES = 7;
const LOCAL_PAUSE_MS = 100;
/** Pause before an endpoint that hung up is asked again, in milliseconds. */
const CONFIRM_PAUSE_MS = 1_000;

export function createProber(options: ProberOptions): Prober {
  const { clock, signal, isSettled = isAnswered } = options;
  const { turns = new Turns(clock), limits = limitsFor(options.timeout) } = options;
  const context: ProberContext = { ...options, turns, limits };
  return async (open, { putOff, earlier } = {}) => {
    const { address, port, range, position } = open;
    const brief = earlier === undefined && (options.budget?.isHurried === true || options.isBrief?.(address) === true);
    const at = earlier?.at ?? isoNow(clock);
    const attempts = [...(earlier?.attempts ?? [])];
    let isUntested = earlier?.untested === true;
    const record: ProbeRecord = { address, port, range, position, at, attempts, ...(brief && { brief }) };
    if (earlier?.withheld === true) record.withheld = true;
    try {
      for (;;) {
        const next = nextAttempt(record.attempts, port, () => isSettled(record), record.withheld);
        if (next === undefined) break;
        if (next.purpose === 'patient' && putOff !== undefined) {
          putOff(expectedOf(attempts, limits));
          break;
        }
        if (next.purpose === 'confirm') await sleep(CONFIRM_PAUSE_MS, undefined, { signal });
        const made = await makeAttempt(open, { ...next, limits: limitsOf(next, brief, limits) }, context);
        if (made === undefined) {
          record.withheld = true;
          continue;
        }
        record.attempts.push(made);
        if (next.purpose !== 'patient') options.budget?.wait(made.elapsed);
        if (options.budget?.takeCut(address) === true) isUntested = true;
        if (!brief || !ranOut(made)) continue;
        if (made.end === 'silent' || isSlow(made)) putOff?.(expectedOf([], limits));
        break;
      }
    } catch (error) {
      signal.throwIfAborted();
      return { ...record, fault: `bug: ${describeError(error).message}` };
    }
    return withFault(isUntested && !isSettled(record) ? { ...record, untested: true } : record);
  };
}

function isAnswered({ attempts }: ProbeRecord): boolean {
  return attempts.some(({ end }) => end === 'answered' || end === 'unparsable');
}

/** An endpoint whose every attempt failed on this machine was not probed, although the sweep saw it open. */
function withFault(record: ProbeRecord): ProbeRecord {
  const last = record.attempts.at(-1);
  if (last?.end === 'local-trouble')
    return { ...record, fault: `local: ${last.error?.code ?? ''} ${last.error?.message ?? ''}` };
  if (last?.end === 'not-permitted') return { ...record, fault: 'scope: no longer permitted' };
  return record;
}

/** @param timeout milliseconds that the sweep allows for a connection */
function limitsFor(timeout: number): TryLimits {
  return { first: firstLimits(timeout), patient: patientLimits(timeout) };
}

function limitsOf({ purpose }: NextAttempt, brief: boolean, { first, patient }: TryLimits): Limits {
  if (brief) return briefLimits(first);
  // The one attempt of its kind has a patient one's time for the answer.
  if (purpose === 'finite-field') return { ...patient, handshake: first.handshake };
  return purpose === 'patient' ? patient : first;
}

/** What a patient try takes where the far side goes on as it did: a stalled handshake is given up sooner than a request. */
function expectedOf(attempts: readonly Attempt[], { patient: { connect, handshake, total } }: TryLimits): number {
  const isStalled = attempts.every(({ end, tls }) => end !== 'silent' || tls?.established === false);
  return connect + (isStalled && attempts.length > 0 ? handshake : total);
}

/** @returns undefined for a finite-field handshake that was not made */
async function makeAttempt(
  open: OpenRecord,
  next: NextAttempt & { limits: Limits },
  options: ProberContext,
): Promise<Attempt | undefined> {
  const here: Ask = (request) => attempt(request, options);
  if (next.purpose !== 'finite-field') return await attemptInTurn(open, next, options, here);
  // The thread does not know the scope. What is not permitted gets its attempt here, where nothing is dialled for it.
  const ask =
    (inThread: Ask): Ask =>
    (request) =>
      options.permit(open.address, open.port) ? inThread(request) : here(request);
  return await options.finiteField?.make(open.address, (inThread) => attemptInTurn(open, next, options, ask(inThread)));
}

async function attemptInTurn(
  open: OpenRecord,
  next: NextAttempt & { limits: Limits },
  options: ProberContext,
  ask: Ask,
): Promise<Attempt> {
  const request = { ...next, address: open.address, port: open.port, userAgent: options.userAgent(open.range) };
  for (let tries = 1; ; tries += 1) {
    const made = await inTurn(open.address, options, () => ask(request));
    if (made.end !== 'local-trouble' || tries === MAX_LOCAL_TRIES) return made;
    await sleep(LOCAL_PAUSE_MS * 2 ** (tries - 1), undefined, { signal: options.signal });
  }
}

/** Waits for the rates and for the address to be free, and gives the address back afterwards. */
async function inTurn(address: string, { pace, signal }: ProberOptions, act: () => Promise<Attempt>): Promise<Attempt> {
  for (let wait = pace.take(address); wait > 0; wait = pace.take(address)) await sleep(wait, undefined, { signal });
  try {
    return await act();
  } finally {
    pace.release(address);
  }
}
