/** Types of the native engines, which run in threads of their own, without an event loop and without objects per endpoint. */

import type { Walk } from '../domain/endpoint.ts';
import type { PackedPermit } from '../domain/scope.ts';
import type { Timer } from '../domain/time.ts';
import type { PackedBatch, Results } from './batch.ts';
import type { Libc } from './libc.ts';
import type { SharedPace } from './pace.ts';
import type { Positions } from './positions.ts';
import { type SweepCounters, type WalkPlan, zeroCounters } from './sweep.ts';

export interface NativeJob {
  libc: Libc;
  walk: Walk;
  permit: PackedPermit;
  pace: SharedPace;
  positions: Positions;
  /** Which of the threads this is, from 0. */
  thread: number;
  /** Whether the scope has IPv6 ranges. */
  hasV6: boolean;
  results: Results;
  control: ControlBlock;
  counters: SweepCounters;
  clock: Timer;
  /** Connections in flight, at most: this thread's share. */
  concurrency: number;
  timeout: number;
  retries: number;
}

/** Sweeps its positions until they are done or it is told to stop. */
export type NativeEngine = (job: NativeJob) => void;

export const NATIVE_ENGINES = ['epoll', 'syn'] as const;
export type NativeEngineName = (typeof NATIVE_ENGINES)[number];

/** Plain data that a thread starts with. */
export interface ThreadStart {
  engine: NativeEngineName;
  plan: WalkPlan;
  positions: Positions;
  pace: { memory: SharedArrayBuffer; prefixRate: number | null };
  control: SharedArrayBuffer;
  thread: number;
  concurrency: number;
  timeout: number;
  retries: number;
}

/** Messages of a thread to the main thread. */
export type ThreadMessage =
  | { kind: 'batch'; batch: PackedBatch }
  | { kind: 'done' }
  | { kind: 'failed'; message: string };

/** Shared-memory control block between the main thread and one sweeping thread. */
export interface ControlBlock {
  readonly memory: SharedArrayBuffer;
  stopped: boolean;
  held: boolean;
  /** See `SweepJob.limit`. */
  limit: number;
  readonly counters: SweepCounters;
  /** Sleeps for `ms` at most, or until it is stopped or no longer held. Never in the main thread. */
  sleep(ms: number): void;
}

/** Int32 words, then Float64 words. */
const STOPPED_WORD = 0;
const HELD_WORD = 1;
const INT_BYTES = 8;
const LIMIT_WORD = 0;
const SENT_WORD = 1;
const STARTED_WORD = 2;
const LATE_WORD = 3;
const TROUBLE_WORD = 4;
const FLOAT_WORDS = 5;

export function createControl(memory = new SharedArrayBuffer(INT_BYTES + FLOAT_WORDS * 8)): ControlBlock {
  const words = new Int32Array(memory, 0, 2);
  const numbers = new Float64Array(memory, INT_BYTES, FLOAT_WORDS);
  const word = (index: number): boolean => Atomics.load(words, index) !== 0;
  const set = (index: number, value: boolean): void => {
    Atomics.store(words, index, value ? 1 : 0);
    Atomics.notify(words, HELD_WORD);
  };
  const count = (index: number): PropertyDescriptor => ({
    enumerable: true,
    get: () => numbers[index],
    set: (value: number) => {
      numbers[index] = value;
    },
  });
  const counters = zeroCounters();
  Object.defineProperties(counters, {
    sent: count(SENT_WORD),
    started: count(STARTED_WORD),
    late: count(LATE_WORD),
    trouble: count(TROUBLE_WORD),
  });
  return {
    memory,
    counters,
    get stopped() {
      return word(STOPPED_WORD);
    },
    set stopped(value) {
      set(STOPPED_WORD, value);
    },
    get held() {
      return word(HELD_WORD);
    },
    set held(value) {
      set(HELD_WORD, value);
    },
    get limit() {
      return numbers[LIMIT_WORD] ?? 0;
    },
    set limit(value) {
      numbers[LIMIT_WORD] = value;
    },
    sleep(ms) {
      Atomics.wait(words, HELD_WORD, Atomics.load(words, HELD_WORD), ms);
    },
  };
}
