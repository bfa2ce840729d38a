/** Keeps what was counted: in the journal every second, and before whatever builds on it. */

import { isoNow, type Timer } from '../domain/time.ts';
import type { JournalWriter } from '../journal/journal.ts';
import type { Tally } from '../journal/tally.ts';
import type { Stop } from './stop.ts';

/** Milliseconds between checkpoints: a killed run loses no more than this. */
const CHECKPOINT = 1_000;

/** Writes what was counted every second, and tells how far the run is. */
export function keepCheckpoints(
  journal: JournalWriter,
  tally: Tally,
  clock: Timer,
  stop: Stop,
  report: () => void,
): { write(): Promise<void>; close(): Promise<void> } {
  let failure: unknown;
  const write = async (): Promise<void> => {
    const taken = tally.take();
    if (taken !== undefined) journal.append({ kind: 'checkpoint', at: isoNow(clock), ...taken });
    try {
      await journal.flush();
    } catch (error) {
      // Facts that cannot be kept are not worth gathering.
      failure ??= error;
      stop.now('interrupted');
    }
  };
  const beat = setInterval(() => {
    void write();
    report();
  }, CHECKPOINT);
  return {
    write,
    async close() {
      clearInterval(beat);
      await write();
      report();
      if (failure !== undefined) throw failure;
    },
  };
}
