/** A pool of concurrent probes. */

import pLimit from 'p-limit';
import type { ProbeRecord } from '../domain/attempt.ts';
import type { OpenRecord } from '../domain/endpoint.ts';
import type { Prober } from './probe.ts';

/** Runs probes, so many at a time, and says when there is room for more. */
export interface ProbePool {
  /** Probes running or waiting. */
  readonly pending: number;
  add(open: OpenRecord): void;
  /** Resolves when fewer wait than run: p-limit's own queue has no end, so its caller must hold back. */
  room(): Promise<void>;
  /** Resolves when every probe has ended. */
  idle(): Promise<void>;
}

/**
 * @param done called once per probe that ended with a record, in any order
 * @param failed called for a probe that rejected: the run was stopped, or `done` threw
 */
export function createProbePool(
  probe: Prober,
  concurrency: number,
  done: (record: ProbeRecord) => void,
  failed: (error: unknown, open: OpenRecord) => void,
): ProbePool {
  const limit = pLimit(concurrency);
  const running = new Set<Promise<void>>();
  return {
    get pending() {
      return running.size;
    },
    add(open) {
      const task = limit(async () => {
        try {
          done(await probe(open));
        } catch (error) {
          failed(error, open);
        }
      });
      running.add(task);
      void task.finally(() => running.delete(task));
    },
    async room() {
      while (limit.pendingCount >= concurrency) await Promise.race(running);
    },
    async idle() {
      while (running.size > 0) await Promise.race(running);
    },
  };
}
