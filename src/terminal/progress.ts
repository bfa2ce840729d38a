/** Display of a run's progress: a bar on a terminal, one line a minute elsewhere. */

import { type Clock, isoOf } from '../domain/time.ts';
import { barText, lineText, type ProgressState } from './progress-text.ts';

export type { ProgressState };

/** The part of `process.stderr` that is needed. */
export interface ProgressStream extends NodeJS.WritableStream {
  isTTY?: boolean;
  columns?: number;
}

export interface ProgressOptions {
  stream: ProgressStream;
  mode: 'bar' | 'lines' | 'none';
  clock: Clock;
  /** Milliseconds between lines. */
  every?: number;
  /** Takes a line's state instead of the stream. */
  onLine?: (state: ProgressState, text: string) => void;
}

export interface ProgressDisplay {
  /** Cheap enough to be called for every endpoint. */
  update(state: ProgressState): void;
  /** Takes the bar away, gives the cursor back. More calls do nothing. */
  stop(): void;
}

const MINUTE_MS = 60_000;
const SECOND_MS = 1000;
const FRAMES_PER_SECOND = 4;
const DEFAULT_COLUMNS = 80;

/** Control sequences of ECMA-48, and DEC's for the cursor. */
const TO_COLUMN_1 = '\u001b[1G';
const CLEAR_RIGHT = '\u001b[0K';
const CLEAR_LINE = '\u001b[2K';
const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';

export function createProgress(options: ProgressOptions): ProgressDisplay {
  const { stream, mode } = options;
  if (mode === 'lines') return createLines(options);
  if (mode === 'bar' && stream.isTTY === true) return createBar(stream);
  return { update: () => undefined, stop: () => undefined };
}

/**
 * One line, drawn over itself. It neither saves the cursor's place, which lines logged meanwhile would make wrong, nor changes
 * how the terminal wraps, which would outlive a killed process.
 */
function createBar(stream: ProgressStream): ProgressDisplay {
  let latest: ProgressState | undefined;
  let drawn = '';
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const draw = (): void => {
    // The last column stays free: some terminals wrap when it is filled.
    const text = latest === undefined ? '' : barText(latest, (stream.columns ?? DEFAULT_COLUMNS) - 1);
    if (text === drawn) return;
    stream.write(`${TO_COLUMN_1}${text}${CLEAR_RIGHT}`);
    drawn = text;
  };
  return {
    update(state) {
      if (stopped) return;
      latest = state;
      if (timer !== undefined) return;
      stream.write(HIDE_CURSOR);
      draw();
      timer = setInterval(draw, SECOND_MS / FRAMES_PER_SECOND).unref();
    },
    stop() {
      stopped = true;
      if (timer === undefined) return;
      clearInterval(timer);
      timer = undefined;
      draw();
      stream.write(`${SHOW_CURSOR}${TO_COLUMN_1}${CLEAR_LINE}`);
    },
  };
}

/** Nothing for runs shorter than `every`. */
function createLines({ stream, clock, every = MINUTE_MS, onLine }: ProgressOptions): ProgressDisplay {
  let latest: ProgressState | undefined;
  let last = clock.now();
  let printed = false;
  let stopped = false;
  const print = (now: number): void => {
    if (latest === undefined) return;
    const text = lineText(latest, isoOf(now));
    if (onLine === undefined) stream.write(`${text}\n`);
    else onLine(latest, text);
    printed = true;
    last = now;
  };
  const tick = (): void => {
    const now = clock.now();
    // The clock was set back: count from there.
    if (now < last) last = now;
    if (now - last >= every) print(now);
  };
  // A run that hangs does not update; its lines must come all the same.
  const timer = setInterval(tick, Math.min(SECOND_MS, every));
  timer.unref();
  return {
    update(state) {
      if (stopped) return;
      latest = state;
      tick();
    },
    stop() {
      if (stopped) return;
      stopped = true;
      clearInterval(timer);
      const now = clock.now();
      if (printed || now - last >= every) print(now);
    },
  };
}
