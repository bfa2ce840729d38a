import { expect, it } from 'vitest';
import type { SweepRecord } from '../../src/model.ts';
import type { JournalLine } from '../../src/run/journal.ts';
import { createWatch } from '../../src/run/watch.ts';

it('keeps the word on each watched endpoint that is not open, and on no other', () => {
  const lines: JournalLine[] = [];
  const watch = createWatch(
    [
      { address: '127.0.0.1', port: 2375 },
      { address: '127.0.0.1', port: 2376 },
    ],
    { append: (line) => lines.push(line) },
  );
  const at = (address: string, port: number) => ({ position: 0, address, port, range: 0 });
  const records: SweepRecord[] = [
    { ...at('127.0.0.1', 2375), state: 'closed', reason: 'ECONNREFUSED' },
    { ...at('127.0.0.1', 2376), state: 'open', at: '2026-03-01T00:00:00.000Z' },
    { ...at('127.0.0.1', 4243), state: 'closed', reason: 'ECONNREFUSED' },
    { ...at('127.0.0.2', 2375), state: 'filtered', reason: 'timeout' },
    { ...at('127.0.0.1', 2376), state: 'not-tested', reason: 'EMFILE' },
  ];
  for (const record of records) watch(record);
  expect(lines).toEqual([
    { kind: 'watched', address: '127.0.0.1', port: 2375, state: 'closed', reason: 'ECONNREFUSED' },
    { kind: 'watched', address: '127.0.0.1', port: 2376, state: 'not-tested', reason: 'EMFILE' },
  ]);
});
