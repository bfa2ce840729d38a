/**
 * The main thread's side of the thread that makes attempts with finite-field Diffie-Hellman: begun with the first of them,
 * begun anew after it died.
 */

import { Worker } from 'node:worker_threads';
import type { Attempt } from '../domain/attempt.ts';
import type { AttemptRequest } from './attempt.ts';
import type { Limits } from './probe-limits.ts';

export interface FiniteFieldQuestion {
  number: number;
  request: AttemptRequest;
}

/** `failure` is a bug of ours: an attempt has an end, whatever the far side does. */
export type FiniteFieldAnswer = { number: number; made: Attempt } | { number: number; failure: string };

/** The thread ended, or had to be ended, before it had an answer. */
export class ThreadLost extends Error {}

/** Beside this file; from sources, in the build, because a thread cannot begin with TypeScript. */
const ENTRY = new URL(
  import.meta.url.endsWith('.ts') ? '../../dist/probe/finite-field-thread.js' : './finite-field-thread.js',
  import.meta.url,
);
/** Heap of the thread: a few attempts at a time, each of which reads less than a megabyte. */
const HEAP = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 8 };
/** Milliseconds beyond the limits of an attempt after which the thread is thought to be stuck in a computation. */
const STUCK_MS = 10_000;
/** Milliseconds that a thread which died counts as busy, so that a run has few of them. */
const LOST_MS = 10_000;

interface Waiting {
  resolve: (made: Attempt) => void;
  reject: (error: Error) => void;
  timer: NodeJS.Timeout;
}

export class FiniteFieldWorker {
  private worker: Worker | undefined;
  /** Busy time of the threads before this one. */
  private busyBefore = 0;
  private readonly waiting = new Map<number, Waiting>();
  private number = 0;
  private readonly entry: URL;

  constructor(entry = ENTRY) {
    this.entry = entry;
  }

  /**
   * Milliseconds in which the thread was not idle: what it computed, and more where the machine had other work too. No Node before 23.9
   * tells the CPU time of one thread.
   */
  get busy(): number {
    return this.busyBefore + (this.worker?.performance.eventLoopUtilization().active ?? 0);
  }

  /** @throws ThreadLost */
  attempt(request: AttemptRequest): Promise<Attempt> {
    this.worker ??= this.begin();
    const { worker } = this;
    this.number += 1;
    const question: FiniteFieldQuestion = { number: this.number, request };
    return new Promise((resolve, reject) => {
      const ms = longestOf(request.limits) + STUCK_MS;
      const timer = setTimeout(() => this.lose(worker, `no answer within ${ms} ms`), ms);
      this.waiting.set(question.number, { resolve, reject, timer });
      worker.postMessage(question);
    });
  }

  /** Ends the thread at once, or after the computation that it is in. */
  end(): void {
    if (this.worker !== undefined) this.lose(this.worker, 'no longer wanted');
  }

  private begin(): Worker {
    const worker = new Worker(this.entry, { resourceLimits: HEAP });
    // Those who wait for an answer keep the program alive, and their timers do.
    worker.unref();
    worker.on('message', (answer: FiniteFieldAnswer) => this.hear(answer));
    worker.on('error', (error) => this.lose(worker, error.message));
    worker.on('exit', (status) => this.lose(worker, `it ended with ${status}`));
    return worker;
  }

  private hear(answer: FiniteFieldAnswer): void {
    const waiting = this.waiting.get(answer.number);
    if (waiting === undefined) return;
    this.waiting.delete(answer.number);
    clearTimeout(waiting.timer);
    if ('made' in answer) waiting.resolve(answer.made);
    else waiting.reject(new Error(answer.failure));
  }

  private lose(worker: Worker, why: string): void {
    if (this.worker !== worker) return;
    this.busyBefore = this.busy + LOST_MS;
    this.worker = undefined;
    for (const { reject, timer } of this.waiting.values()) {
      clearTimeout(timer);
      reject(new ThreadLost(`the thread of finite-field handshakes: ${why}`));
    }
    this.waiting.clear();
    void worker.terminate();
  }
}

function longestOf({ connect, handshake, total }: Limits): number {
  return connect + handshake + total;
}
