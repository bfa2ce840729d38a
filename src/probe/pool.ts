/**
 * A pool of concurrent probes. So many have a place, which is for work; those that met silence or slow bytes wait outside.
 * Second tries after silence come last, when every endpoint was asked once, from all prefixes in turn.
 */

import pLimit from 'p-limit';
import type { ProbeRecord } from '../domain/attempt.ts';
import type { OpenRecord } from '../domain/endpoint.ts';
import type { Timer } from '../domain/time.ts';
import type { ProbeBudget } from './budget.ts';
import { Places } from './places.ts';
import type { Prober } from './probe.ts';
import { PutOff } from './put-off.ts';
import type { Turns } from './turns.ts';
import { Waits } from './waits.ts';

/** Runs probes, and says when there is room for more. */
export interface ProbePool {
  /** Probes that are not over, put off ones included. */
  readonly pending: number;
  /** Those that wait for the far side, and the milliseconds until all tries that are known now are over, at most. */
  readonly waiting: { probes: number; ms: number };
  add(open: OpenRecord): void;
  /** Resolves when fewer queue than have a place: p-limit's own queue has no end, so its caller must hold back. */
  room(): Promise<void>;
  /** Has what was put off asked again, and resolves when every probe has ended. */
  idle(): Promise<void>;
}

export interface PoolOptions {
  /** Probes that work at once. */
  places: number;
  /** Probes that wait at once, besides. */
  waiting: number;
  clock: Timer;
  signal: AbortSignal;
  /** Of the probes: while work waits in them, no further probe begins in the place of one that seems to wait. */
  turns?: Pick<Turns, 'isBehind'>;
  /** Has the time for patient tries, or not. */
  budget: ProbeBudget;
  /** Milliseconds, at most, of the tries of each stage. */
  longest: { first: number; patient: number };
}

export interface PoolHandlers {
  /** Called once per probe that ended with a record, in any order. */
  done(record: ProbeRecord): void;
  /** Called for a probe that rejected: the run was stopped, or `done` threw. */
  failed(error: unknown, open: OpenRecord): void;
  /** Called with what is known so far of a probe that is to be asked again later. */
  putOff?(record: ProbeRecord): void;
}

export function createProbePool(probe: Prober, options: PoolOptions, handlers: PoolHandlers): ProbePool {
  return new Pool(probe, options, handlers);
}

interface Later {
  open: OpenRecord;
  earlier: ProbeRecord;
}

class Pool implements ProbePool {
  private readonly probe: Prober;
  private readonly options: PoolOptions;
  private readonly handlers: PoolHandlers;
  private readonly limit: ReturnType<typeof pLimit>;
  private readonly waits: Waits;
  private readonly later = new PutOff<Later>();
  private running = 0;
  private listeners: (() => void)[] = [];

  constructor(probe: Prober, options: PoolOptions, handlers: PoolHandlers) {
    this.probe = probe;
    this.options = options;
    this.handlers = handlers;
    this.limit = pLimit(options.places);
    const places = new Places(options.places, options.clock);
    this.waits = new Waits(options.waiting, options.clock, {
      isBehind: () => options.turns?.isBehind === true,
      isFull: () => options.budget.isFull,
      onTimer: (isLate) => {
        places.note(isLate);
        this.limit.concurrency = places.now;
      },
    });
  }

  get pending(): number {
    return this.running + this.later.size;
  }

  get waiting(): { probes: number; ms: number } {
    const { options, waits, later } = this;
    const rounds = Math.ceil(later.size / (options.places + options.waiting));
    return { probes: waits.size + later.size, ms: waits.longest + rounds * options.longest.patient };
  }

  add(open: OpenRecord): void {
    this.start(open, this.options.longest.first);
  }

  async room(): Promise<void> {
    while (this.limit.pendingCount >= this.limit.concurrency) await this.change();
  }

  async idle(): Promise<void> {
    while (this.pending > 0) {
      if (this.options.signal.aborted) this.later.clear();
      // They get the places that no first try wants.
      while (this.limit.activeCount + this.limit.pendingCount < this.limit.concurrency) {
        const next = this.later.take();
        if (next === undefined) break;
        this.start(next.open, this.options.longest.patient, next.earlier);
      }
      if (this.pending > 0) await this.change();
    }
  }

  private start(open: OpenRecord, atMost: number, earlier?: ProbeRecord): void {
    this.running += 1;
    void this.limit(() => this.waits.hold(this.run(open, earlier), atMost)).then(() => this.changed());
  }

  /** Never rejects. */
  private async run(open: OpenRecord, earlier: ProbeRecord | undefined): Promise<void> {
    let expected: number | undefined;
    const putOff = (ms: number): void => {
      expected = ms;
    };
    try {
      const record = await this.probe(open, earlier === undefined ? { putOff } : { earlier });
      if (expected === undefined) this.handlers.done(record);
      else if (this.options.budget.mayWait(open.address, expected)) {
        this.later.add(open.address, { open, earlier: record });
        this.handlers.putOff?.(record);
      } else this.handlers.done({ ...record, untested: true });
    } catch (error) {
      this.handlers.failed(error, open);
    } finally {
      this.running -= 1;
      this.changed();
    }
  }

  private change(): Promise<void> {
    return new Promise((resolve) => this.listeners.push(resolve));
  }

  /** Told in the next turn: by then p-limit has counted what ended. */
  private changed(): void {
    if (this.listeners.length === 0) return;
    const { listeners } = this;
    this.listeners = [];
    setImmediate(() => {
      for (const listener of listeners) listener();
    });
  }
}
