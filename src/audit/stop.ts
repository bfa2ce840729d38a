/** Early end of a run: by a signal, by its longest duration, or by the stop file. */

import { setMaxListeners } from 'node:events';

export interface Stop {
  readonly signal: AbortSignal;
  /** Why; undefined as long as nothing stopped it. */
  readonly reason: 'interrupted' | 'out-of-time' | undefined;
  now(reason: 'interrupted' | 'out-of-time'): void;
  /** Listens no longer. */
  release(): void;
}

/** @param maxDuration in milliseconds; null for no limit */
export function createStop(outer: AbortSignal, maxDuration: number | null): Stop {
  const controller = new AbortController();
  // Every connection in flight listens.
  setMaxListeners(0, controller.signal);
  let reason: Stop['reason'];
  const now = (why: NonNullable<Stop['reason']>): void => {
    reason ??= why;
    controller.abort(why);
  };
  const interrupt = (): void => now('interrupted');
  if (outer.aborted) interrupt();
  outer.addEventListener('abort', interrupt, { once: true });
  const timer = maxDuration === null ? undefined : setTimeout(() => now('out-of-time'), maxDuration);
  return {
    signal: controller.signal,
    get reason() {
      return reason;
    },
    now,
    release() {
      clearTimeout(timer);
      outer.removeEventListener('abort', interrupt);
    },
  };
}
