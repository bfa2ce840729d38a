/** Progress of a run for three readers: the terminal, the log, and the status file. */

import type { AuditProgress } from '../audit/stages.ts';
import type { Log } from '../terminal/log.ts';
import { createProgress } from '../terminal/progress.ts';
import type { Context } from './context.ts';
import type { StatusCounts } from './status.ts';

export interface RunProgress {
  update(progress: AuditProgress): void;
  stop(): void;
}

/**
 * @param isShown whether the terminal is to show it
 * @param onCounts called with each update, for the status file
 */
export function createRunProgress(
  isShown: boolean,
  log: Log,
  { stderr, clock }: Pick<Context, 'stderr' | 'clock'>,
  onCounts: (counts: StatusCounts) => void,
): RunProgress {
  const hasBar = stderr.isTTY === true && log.format === 'human';
  const progress = createProgress({
    stream: stderr,
    mode: !isShown ? 'none' : hasBar ? 'bar' : 'lines',
    clock,
    ...(log.format === 'json' && { onLine: (state, text) => log.info('progress', text, { ...state }) }),
  });
  const startedAt = clock.ticks();
  /** Settled by earlier processes of a resumed run: no part of this one's rate. */
  let doneBefore: number | undefined;
  return {
    update({ done, total, states, exposed, probing, waiting }) {
      doneBefore ??= done;
      const seconds = Math.max(0.001, (clock.ticks() - startedAt) / 1_000);
      const rate = (done - doneBefore) / seconds;
      const counts = { done, total, rate, open: states.open, exposed, notTested: states['not-tested'], probing };
      progress.update({ ...counts, waiting: waiting.probes, waitingSeconds: Math.ceil(waiting.ms / 1_000) });
      onCounts(counts);
    },
    stop: () => progress.stop(),
  };
}
