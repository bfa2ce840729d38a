/** Shows how far a run is: a bar on a terminal, one line a minute elsewhere. */

import { SingleBar } from 'cli-progress';
import { type Clock, isoOf } from '../domain/time.ts';
import { barText, lineText, type ProgressState } from './progress-text.ts';

export type { ProgressState };

/** What of `process.stderr` is needed. */
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

export interface Progress {
  /** Cheap enough to be called for every endpoint. */
  update(state: ProgressState): void;
  /** Takes the bar away, gives the cursor back. More calls do nothing. */
  stop(): void;
}

const MINUTE = 60_000;
const SECOND = 1000;
const FRAMES_PER_SECOND = 4;

export function createProgress(options: ProgressOptions): Progress {
  const { stream, mode } = options;
  if (mode === 'lines') return createLines(options);
  // The library draws on terminals only.
  if (mode === 'bar' && stream.isTTY === true) return createBar(stream);
  return { update: () => undefined, stop: () => undefined };
}

/** A bar that never keeps the process alive, and leaves the cursor's place to whatever else is written meanwhile. */
class Bar extends SingleBar {
  declare timer: NodeJS.Timeout | null;
  declare terminal: { cursorSave(): void; cursorRestore(): void };

  override start(total: number, startValue: number, payload?: object): void {
    // Restoring a place saved at the start would jump back over lines that were logged since.
    this.terminal.cursorSave = () => undefined;
    this.terminal.cursorRestore = () => undefined;
    super.start(total, startValue, payload);
  }

  override render(): void {
    super.render();
    this.timer?.unref();
  }
}

function createBar(stream: ProgressStream): Progress {
  let latest: ProgressState | undefined;
  let stopped = false;
  const bar = new Bar({
    stream,
    fps: FRAMES_PER_SECOND,
    // The last column stays free: some terminals wrap when it is filled.
    format: (_options, { maxWidth }) => (latest === undefined ? '' : barText(latest, maxWidth - 1)),
    hideCursor: true,
    clearOnComplete: true,
    gracefulExit: false,
    // The line fits already; turning the terminal's own wrapping off would outlive a killed process.
    linewrap: true,
  });
  return {
    update(state) {
      if (stopped) return;
      const first = latest === undefined;
      latest = state;
      if (first) bar.start(1, 0);
      else bar.update({});
    },
    stop() {
      stopped = true;
      bar.stop();
    },
  };
}

/** Nothing for runs shorter than `every`. */
function createLines({ stream, clock, every = MINUTE, onLine }: ProgressOptions): Progress {
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
    // Somebody set the clock back: count from there.
    if (now < last) last = now;
    if (now - last >= every) print(now);
  };
  // A run that hangs does not update; its lines must come all the same.
  const timer = setInterval(tick, Math.min(SECOND, every));
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
