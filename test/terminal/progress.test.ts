import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { createProgress, type ProgressState } from '../../src/terminal/progress.ts';
import { until } from '../helpers/until.ts';

const STATE: ProgressState = {
  done: 50,
  total: 200,
  rate: 10,
  open: 4,
  exposed: 1,
  notTested: 0,
  probing: 0,
  waiting: 0,
  waitingSeconds: 0,
};
/** To column 1. */
const HOME = '\u001b[1G';
const START = Date.parse('2026-03-01T02:00:00Z');

function setUp(mode: 'bar' | 'lines' | 'none', columns?: number) {
  const stream = new PassThrough();
  if (columns !== undefined) Object.assign(stream, { isTTY: true, columns });
  let now = START;
  const progress = createProgress({ stream, mode, clock: { now: () => now } });
  return {
    progress,
    written: (): string => String(stream.read() ?? ''),
    pass: (milliseconds: number): void => {
      now += milliseconds;
    },
  };
}

describe('lines', () => {
  const lines = (text: string): string[] => text.split('\n').slice(0, -1);

  test('come once a minute, the first after a minute, the last at the end', () => {
    const { progress, written, pass } = setUp('lines');
    for (let second = 0; second < 150; second += 1) {
      progress.update({ ...STATE, done: second });
      pass(1000);
    }
    progress.stop();
    const shown = lines(written());
    expect(shown.map((line) => line.slice(0, 20))).toEqual([
      '2026-03-01T02:01:00.',
      '2026-03-01T02:02:00.',
      '2026-03-01T02:02:30.',
    ]);
    expect(shown[2]).toContain('(149 of 200)');
    expect(shown.join('')).toMatch(/^[ -~]*$/);
  });

  test('do not come in a short run', () => {
    const { progress, written, pass } = setUp('lines');
    progress.update(STATE);
    pass(59_000);
    progress.update(STATE);
    progress.stop();
    expect(written()).toBe('');
  });

  test('end a run of more than a minute, once', () => {
    const { progress, written, pass } = setUp('lines');
    progress.update(STATE);
    pass(61_000);
    progress.stop();
    progress.stop();
    pass(61_000);
    progress.update(STATE);
    expect(lines(written())).toHaveLength(1);
  });

  test('do not stop when somebody sets the clock back', () => {
    const { progress, written, pass } = setUp('lines');
    progress.update(STATE);
    pass(-3_600_000);
    progress.update(STATE);
    pass(60_000);
    progress.update(STATE);
    progress.stop();
    expect(lines(written()).map((line) => line.slice(0, 20))).toEqual(['2026-03-01T01:01:00.', '2026-03-01T01:01:00.']);
  });

  test('come also while nothing moves', async () => {
    const stream = new PassThrough();
    const progress = createProgress({ stream, mode: 'lines', clock: Date, every: 20 });
    progress.update(STATE);
    let shown = '';
    await until(() => {
      shown += stream.read() ?? '';
      return lines(shown).length > 1;
    });
    progress.stop();
  });
});

describe('bar', () => {
  test('is drawn at once, fits, and leaves the terminal as it was', () => {
    for (const columns of [40, 80, 200]) {
      const { progress, written } = setUp('bar', columns);
      progress.update(STATE);
      expect(written()).toContain(' 25%  ');
      progress.update({ ...STATE, exposed: 2 });
      progress.stop();
      progress.stop();
      const shown = written();
      expect(shown).toContain('exposed 2');
      // Each drawing goes to column 1, and none fills the line.
      for (const drawn of shown.split(HOME).map(stripVTControlCharacters)) expect(drawn.length).toBeLessThan(columns);
      expect(shown.lastIndexOf('\u001b[?25h')).toBeGreaterThan(shown.lastIndexOf('\u001b[?25l'));
      expect(shown.endsWith(`${HOME}\u001b[2K`)).toBe(true);
    }
  });

  test('does not jump back over lines that were logged meanwhile, nor change how the terminal wraps', () => {
    const { progress, written } = setUp('bar', 80);
    progress.update(STATE);
    progress.stop();
    const shown = written();
    for (const sequence of ['\u001b7', '\u001b8', '\u001b[?7']) expect(shown).not.toContain(sequence);
  });

  test('is drawn four times a second, with the latest state, and not again while nothing moves', async () => {
    const { progress, written } = setUp('bar', 80);
    progress.update(STATE);
    written();
    for (let done = 51; done <= 90; done += 1) progress.update({ ...STATE, done });
    expect(written()).toBe('');
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(written().match(/\d+%/g)).toEqual(['45%']);
    progress.stop();
  });

  test('follows the width of the terminal', () => {
    const stream = Object.assign(new PassThrough(), { isTTY: true, columns: 120 });
    const progress = createProgress({ stream, mode: 'bar', clock: Date });
    progress.update(STATE);
    stream.columns = 30;
    stream.read();
    progress.update({ ...STATE, done: 51 });
    progress.stop();
    for (const drawn of String(stream.read()).split(HOME).map(stripVTControlCharacters))
      expect(drawn.length).toBeLessThan(30);
  });

  test('is not drawn where there is no terminal', () => {
    const { progress, written } = setUp('bar');
    progress.update(STATE);
    progress.stop();
    expect(written()).toBe('');
  });

  test('needs no update before the end', () => {
    const { progress, written } = setUp('bar', 80);
    progress.stop();
    expect(written()).toBe('');
  });

  test('stays stopped, also when it never began', () => {
    for (const updates of [0, 1]) {
      const { progress, written } = setUp('bar', 80);
      for (let i = 0; i < updates; i += 1) progress.update(STATE);
      progress.stop();
      written();
      progress.update({ ...STATE, done: 60 });
      expect(written()).toBe('');
    }
  });
});

test('none writes nothing', () => {
  const { progress, written, pass } = setUp('none', 80);
  progress.update(STATE);
  pass(120_000);
  progress.stop();
  expect(written()).toBe('');
});

test('updates are cheap', () => {
  for (const mode of ['bar', 'lines'] as const) {
    const { progress } = setUp(mode, 80);
    const start = performance.now();
    for (let i = 0; i < 200_000; i += 1) progress.update({ ...STATE, done: i });
    expect(performance.now() - start).toBeLessThan(2000);
    progress.stop();
  }
});

test.each(['bar', 'lines'] as const)('%s does not keep the process alive', (mode) => {
  const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const before = timers();
  const { progress } = setUp(mode, 80);
  progress.update(STATE);
  progress.update({ ...STATE, done: 51 });
  expect(timers()).toBe(before);
  progress.stop();
});
