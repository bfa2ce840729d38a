/**
 * Attempts with finite-field Diffie-Hellman, in which the server sets the price of the handshake. They are made on a thread of
 * their own, a few at a time, by all prefixes in turn, and within a budget for each prefix and for the process: whoever serves
 * many of them costs a run no more.
 */

import type { Attempt } from '../domain/attempt.ts';
import { prefixOf } from '../domain/prefix.ts';
import type { AttemptRequest } from './attempt.ts';
import { FiniteFieldWorker, ThreadLost } from './finite-field-worker.ts';

export interface FiniteFieldLimits {
  /** Attempts in one prefix in which a handshake was computed. */
  prefix: number;
  /** Milliseconds in which the thread may be busy; one that runs into it is finished. */
  busy: number;
  /** Milliseconds that all attempts may take together, side by side or not: a server may also be slow. */
  elapsed: number;
}

const LIMITS: FiniteFieldLimits = { prefix: 8, busy: 30_000, elapsed: 1_800_000 };
/** Attempts at a time: while one waits for the far side, another one computes. */
const AT_A_TIME = 8;

/** Makes an attempt on the thread. @throws ThreadLost */
export type Ask = (request: AttemptRequest) => Promise<Attempt>;

/** Makes one attempt, whatever waits that takes, by the function that it is given. */
export type FiniteFieldAct = (ask: Ask) => Promise<Attempt>;

interface Queued {
  start: () => void;
  /** Ends the wait without an attempt. */
  refuse: () => void;
  stop: (reason: unknown) => void;
}

interface Prefix {
  /** Attempts that cost a computation. */
  made: number;
  running: number;
  queue: Queued[];
}

export class FiniteFieldTries {
  private readonly limits: FiniteFieldLimits;
  private readonly signal: AbortSignal;
  private readonly worker: FiniteFieldWorker;
  private readonly prefixes = new Map<string, Prefix>();
  private running = 0;
  private elapsed = 0;

  constructor(signal: AbortSignal, limits = LIMITS, worker = new FiniteFieldWorker()) {
    this.limits = limits;
    this.worker = worker;
    this.signal = signal;
    signal.addEventListener('abort', () => this.stop(), { once: true });
  }

  /** Waits for a turn. @returns undefined where the budget was spent by then. Rejects when the run is stopped, or as `act` does. */
  async make(address: string, act: FiniteFieldAct): Promise<Attempt | undefined> {
    this.signal.throwIfAborted();
    const prefix = this.prefixAt(prefixOf(address));
    const isMyTurn = await new Promise<boolean>((resolve, stop) => {
      prefix.queue.push({ start: () => resolve(true), refuse: () => resolve(false), stop });
      this.serve();
    });
    if (!isMyTurn) return undefined;
    let made: Attempt | undefined;
    try {
      made = await act((request) => this.worker.attempt(request));
      return made;
    } catch (error) {
      this.signal.throwIfAborted();
      if (!(error instanceof ThreadLost)) throw error;
      return undefined;
    } finally {
      this.running -= 1;
      prefix.running -= 1;
      if (made === undefined || isComputed(made)) prefix.made += 1;
      this.elapsed += made?.elapsed ?? 0;
      this.serve();
    }
  }

  /** Ends the thread; nothing is to be asked any more. */
  close(): void {
    this.worker.end();
  }

  private prefixAt(name: string): Prefix {
    const found = this.prefixes.get(name);
    if (found !== undefined) return found;
    const prefix = { made: 0, running: 0, queue: [] };
    this.prefixes.set(name, prefix);
    return prefix;
  }

  private get isSpent(): boolean {
    const { busy, elapsed } = this.limits;
    return this.worker.busy >= busy || this.elapsed >= elapsed;
  }

  /** Gives turns, to one of each prefix after the other. */
  private serve(): void {
    const { prefixes, limits, isSpent } = this;
    for (const [name, prefix] of prefixes) {
      if (isSpent || prefix.made >= limits.prefix) for (const one of prefix.queue.splice(0)) one.refuse();
      // Those that are under way may cost nothing: the others of the prefix wait for that.
      const isFull = prefix.made + prefix.running >= limits.prefix;
      const next = this.running < AT_A_TIME && !isFull ? prefix.queue.shift() : undefined;
      if (next === undefined) continue;
      this.running += 1;
      prefix.running += 1;
      // To the end of the order, where this loop comes to it again.
      prefixes.delete(name);
      prefixes.set(name, prefix);
      next.start();
    }
  }

  private stop(): void {
    for (const { queue } of this.prefixes.values()) for (const one of queue.splice(0)) one.stop(this.signal.reason);
    this.close();
  }
}

/** A server that refused this offer too, before there were keys, had nothing computed. */
function isComputed({ end, tls }: Attempt): boolean {
  return tls !== undefined && (end !== 'tls-refused' || tls.alert === undefined || tls.keyed);
}
