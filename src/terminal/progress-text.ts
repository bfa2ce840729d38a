/** Progress of a run in one line: for a bar that fits the terminal, and for a log. */

import { DAY_MS } from '../domain/time.ts';
import { count } from '../text/numbers.ts';

/** Counts of endpoints since the run began, and the endpoints settled per second now. */
export interface ProgressState {
  done: number;
  total: number;
  rate: number;
  open: number;
  /** Findings of severity `high` or worse. */
  exposed: number;
  notTested: number;
  /** Probes under way. */
  probing: number;
  /** Of those, the ones that wait for the far side, and for how long at most. */
  waiting: number;
  waitingSeconds: number;
}

const MIN_BAR_COLUMNS = 8;
const MAX_BAR_COLUMNS = 40;

/** At most `columns` wide. What matters least goes first when there is not enough room. */
export function barText(state: ProgressState, columns: number): string {
  // In the order of the line; a higher number is dropped earlier.
  const parts: [text: string, dropped: number][] = [
    [percent(state), 0],
    [`${short(state.done)}/${short(state.total)}`, 6],
    [`${short(state.rate)}/s`, 5],
    [`open ${short(state.open)}`, 2],
    [`exposed ${short(state.exposed)}`, 1],
    [`not tested ${short(state.notTested)}`, state.notTested > 0 ? 3 : 7],
    [`probing ${short(state.probing)}`, 8],
    [rest(state), 4],
  ];
  let kept = parts;
  for (let limit = parts.length; join(kept).length > columns && limit > 0; limit -= 1) {
    kept = kept.filter(([, dropped]) => dropped < limit);
  }
  const text = join(kept);
  const room = Math.min(MAX_BAR_COLUMNS, columns - text.length - 3);
  return (room < MIN_BAR_COLUMNS ? text : `[${drawBar(state, room)}] ${text}`).slice(0, columns);
}

/** One line for a log, without its line break. `at` is the ISO time. */
export function lineText(state: ProgressState, at: string): string {
  const { done, total, rate, open, exposed, notTested, probing } = state;
  const parts = [
    `${percent(state).trim()} (${count(done)} of ${count(total)})`,
    `${count(Math.round(rate))}/s`,
    `open ${count(open)}`,
    `exposed ${count(exposed)}`,
    `not tested ${count(notTested)}`,
    `probing ${count(probing)}`,
    rest(state),
  ];
  return `${at} ${parts.join(', ')}`;
}

function join(parts: readonly [text: string, dropped: number][]): string {
  return parts.map(([text]) => text).join('  ');
}

function shareOf({ done, total }: ProgressState): number {
  return total <= 0 ? 1 : Math.min(1, Math.max(0, done / total));
}

/** Rounded down, so that 100 % is the end. */
function percent(state: ProgressState): string {
  return `${Math.floor(shareOf(state) * 100)}%`.padStart(4);
}

function drawBar(state: ProgressState, columns: number): string {
  const full = Math.floor(shareOf(state) * columns);
  return '='.repeat(full) + '-'.repeat(columns - full);
}

/** At most five characters: `999`, `12.3k`, `1.05M`. */
function short(n: number): string {
  if (n < 1000) return String(Math.round(n));
  const [value, unit] = n < 999_500 ? [n / 1e3, 'k'] : n < 999_500_000 ? [n / 1e6, 'M'] : [n / 1e9, 'G'];
  return `${value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0)}${unit}`;
}

/** What is still to come: when everything was asked, what is waited for. */
function rest(state: ProgressState): string {
  const { done, total, waiting, waitingSeconds } = state;
  if (done < total || waiting === 0) return `ETA ${eta(state)}`;
  const endpoints = waiting === 1 ? 'endpoint' : 'endpoints';
  return `waiting for ${count(waiting)} silent ${endpoints}, at most ${count(waitingSeconds)} s`;
}

/** Time left at the present rate, in two units; `?` while nothing moves. */
const DAY_SECONDS = DAY_MS / 1_000;

function eta({ done, total, rate }: ProgressState): string {
  const seconds = Math.ceil(Math.max(0, total - done) / rate);
  if (done >= total) return '0s';
  if (!Number.isFinite(seconds) || rate <= 0) return '?';
  if (seconds < 60) return `${seconds}s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m${two(seconds % 60)}s`;
  if (seconds < DAY_SECONDS) return `${Math.floor(seconds / 3600)}h${two(Math.floor((seconds % 3600) / 60))}m`;
  const days = Math.floor(seconds / DAY_SECONDS);
  return days > 999 ? '>999d' : `${days}d${two(Math.floor((seconds % DAY_SECONDS) / 3600))}h`;
}

function two(n: number): string {
  return String(n).padStart(2, '0');
}
