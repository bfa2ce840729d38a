import { expect, it } from 'vitest';
import { createLog, LOG_LEVELS, type LogFormat, type LogLevel } from '../../src/terminal/log.ts';

const NOW = Date.parse('2026-03-01T02:00:00Z');

function logOf(format: LogFormat, level: LogLevel) {
  const written: string[] = [];
  const log = createLog({ stream: { write: (text) => written.push(text) }, format, level, clock: { now: () => NOW } });
  return { log, written };
}

it.each([
  ['error', 1],
  ['warn', 2],
  ['info', 3],
  ['debug', 4],
] as const)('up to %s', (level, lines) => {
  for (const format of ['human', 'json'] as const) {
    const { log, written } = logOf(format, level);
    for (const word of LOG_LEVELS) log[word]('event', 'a message');
    expect(written).toHaveLength(lines);
  }
});

it('is text for people, which begins with what it is', () => {
  const { log, written } = logOf('human', 'debug');
  for (const word of LOG_LEVELS) log[word]('event', 'a message', { field: 1 });
  expect(written).toEqual([
    'seawall: a message\n',
    'seawall: warning: a message\n',
    'a message\n',
    'debug: a message\n',
  ]);
});

it('is one JSON object a line for programs, and no field hides what every line has', () => {
  const { log, written } = logOf('json', 'info');
  log.info('event', 'a message', { field: 1, level: 'x', time: 'y', message: 'z' });
  expect(JSON.parse(written[0] ?? '')).toEqual({
    time: '2026-03-01T02:00:00.000Z',
    level: 'info',
    event: 'event',
    message: 'a message',
    field: 1,
  });
  expect(written[0]).toMatch(/^\{.*\}\n$/);
});

it('lets nothing through that acts on a terminal or ends a line', () => {
  const text = 'a\u001b[31m\nb\u202e';
  for (const format of ['human', 'json'] as const) {
    const { log, written } = logOf(format, 'info');
    log.info('event', text, { text });
    expect(written).toHaveLength(1);
    expect(written[0]?.trimEnd()).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  }
});
