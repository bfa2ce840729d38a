/** Loaded into a program by `--import`: writes the longest time that its event loop stood still to the file of LOOP_DELAY. */

import { writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';

if (isMainThread) {
  const RESOLUTION_MS = 10;
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delays.enable();
  const started = performance.now();
  // Starting a program and making its reports are not what is measured: only the time between two marks of the run.
  const seen = [];
  const timer = setInterval(() => {
    seen.push([Math.round(performance.now() - started), Math.round(delays.max / 1e6)]);
    delays.reset();
  }, 500);
  timer.unref();
  process.on('exit', () => writeFileSync(process.env.LOOP_DELAY ?? '/dev/null', JSON.stringify(seen)));
}
