import { expect, it } from 'vitest';
import { isRunId, startOfRun } from '../../src/domain/run-id.ts';

it('tells the folders of runs from others, and when they began', () => {
  expect(isRunId('20260301T020304Z-4f1a2b')).toBe(true);
  for (const name of [
    'latest',
    '',
    '20260301T020304Z-4f1a2',
    '20260301T020304Z-4f1a2b.bak',
    'x20260301T020304Z-4f1a2b',
  ])
    expect([name, isRunId(name), startOfRun(name)]).toEqual([name, false, '']);
  expect(startOfRun('20260301T020304Z-4f1a2b')).toBe('2026-03-01T02:03:04.000Z');
});
