/** Downsampling of a run's rate points. */

import type { RatePoint } from '../domain/run.ts';

/** Rate points that a run record holds. */
const MAX_POINTS = 120;

/** Leaves out steady points, evenly, where there are too many; then the oldest of the rest. */
export function thinOut(points: readonly RatePoint[]): RatePoint[] {
  const changes = points.filter(({ cause }) => cause !== 'steady').length;
  const room = Math.max(0, MAX_POINTS - changes);
  const every = Math.ceil((points.length - changes) / Math.max(1, room));
  let steady = 0;
  const kept = points.filter(({ cause }) => cause !== 'steady' || (room > 0 && steady++ % every === 0));
  return kept.slice(-MAX_POINTS);
}
