import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Waits until something holds: as short as it can be on a fast machine, and as long as it must be on a busy one.
 * Rejects after `seconds`.
 */
export async function until(holds: () => boolean | Promise<boolean>, seconds = 20): Promise<void> {
  const end = performance.now() + seconds * 1_000;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`not within ${seconds} s: ${holds}`);
    await sleep(5);
  }
}
