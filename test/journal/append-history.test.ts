import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { appendHistory } from '../../src/journal/append-history.ts';
import type { HistoryLine } from '../../src/journal/journal.ts';
import { foldJournal } from '../../src/journal/run-fold.ts';
import { journalOf, startLine } from '../helpers/journal.ts';

function lineOf(entries: number): HistoryLine {
  const word = { lifecycle: 'new' as const, firstSeen: '2026-01-01T00:00:00.000Z' };
  return {
    kind: 'history',
    entries: Object.fromEntries(Array.from({ length: entries }, (_, i) => [`f"${i}`, word])),
    history: {
      previous: null,
      absent: [],
      counts: { new: entries, persisting: 0, changed: 0, reopened: 0, resolved: 0, unverified: 0, accepted: 0 },
      overdue: 0,
      acceptances: { expired: [], unmatched: [], expiring: [] },
      trend: [],
    },
  };
}

it.each([0, 1, 20_000])('is one line of JSON, for %i findings', async (entries) => {
  const folder = await journalOf([startLine()]);
  const before = await readFile(join(folder, 'journal.jsonl'), 'utf8');
  appendHistory(folder, lineOf(entries));
  const text = await readFile(join(folder, 'journal.jsonl'), 'utf8');
  expect(text).toBe(`${before}${JSON.stringify(lineOf(entries))}\n`);
  expect((await foldJournal(folder)).state().history).toEqual(lineOf(entries));
});

it('says which file cannot be written', async () => {
  const folder = await journalOf([startLine()]);
  expect(() => appendHistory(join(folder, 'missing'), lineOf(1))).toThrow('OUTPUT_UNWRITABLE');
});
