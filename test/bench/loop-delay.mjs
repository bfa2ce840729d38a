/**
 * Loaded into a program by `--import`: writes how long its event loop stood still to the file of LOOP_DELAY, by the clock and by
 * the processor's time that the program spent meanwhile. On a machine that others use, only the latter is its own doing.
 */

import { writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

const BEAT_MS = 10;
const WINDOW_MS = 500;

if (isMainThread) {
  const windows = [];
  let [wall, cpu] = [performance.now(), cpuMs()];
  const started = wall;
  setInterval(() => {
    const [nowWall, nowCpu] = [performance.now(), cpuMs()];
    const late = nowWall - wall - BEAT_MS;
    const own = Math.min(late, nowCpu - cpu);
    const index = Math.floor((nowWall - started) / WINDOW_MS);
    const [longest = 0, longestOwn = 0] = windows[index] ?? [];
    windows[index] = [Math.round(Math.max(longest, late)), Math.round(Math.max(longestOwn, own))];
    [wall, cpu] = [nowWall, nowCpu];
  }, BEAT_MS).unref();
  const write = () => JSON.stringify(Array.from(windows, (window) => window ?? [0, 0]));
  process.on('exit', () => writeFileSync(process.env.LOOP_DELAY ?? '/dev/null', write()));
}

function cpuMs() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}
