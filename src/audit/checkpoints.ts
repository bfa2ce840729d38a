/** Checkpoints: the counts of a run are written to the journal every second, and before the second look. */

import { isoNow, type Timer } from '../domain/time.ts';
import type { Tally } from '../journal/tally.ts';
import type { RunRecorder } from './run-recorder.ts';
import type { Stop } from './stop.ts';

/** A killed run loses the counts of no more than this. */
const CHECKPOINT_INTERVAL_MS = 1_000;

/** @param onCheckpoint called every second, after the counts were handed to the journal */
export function keepCheckpoints(
  recorder: Pick<RunRecorder, 'append' | 'flush'>,
  tally: Tally,
  clock: Timer,
  stop: Stop,
  onCheckpoint: () => void,
): { write(): Promise<void>; close(): Promise<void> } {
  let failure: unknown;
  const write = async (): Promise<void> => {
    const taken = tally.take();
    if (taken !== undefined) recorder.append({ kind: 'checkpoint', at: isoNow(clock), ...taken });
    try {
      await recorder.flush();
    } catch (error) {
      // A run whose results cannot be written sends no more packets.
      failure ??= error;
      stop.now('interrupted');
    }
  };
  const timer = setInterval(() => {
    void write();
    onCheckpoint();
  }, CHECKPOINT_INTERVAL_MS);
  return {
    write,
    async close() {
      clearInterval(timer);
      await write();
      onCheckpoint();
      if (failure !== undefined) throw failure;
    },
  };
}
