import { expect, it } from 'vitest';
import { readHistory } from '../../src/history/history-file.ts';
import { listNamed } from '../../src/history/named.ts';
import { ENGINE, GONE, idOf, OLD, shortHistory } from '../helpers/history.ts';

const { out } = await shortHistory();
const query = { now: new Date().toISOString(), deadlines: {} };
const named = (words: string[], ranges = false): string[] =>
  readHistory(out, (db) => listNamed(db, words, query, { ranges }).map(({ finding }) => finding.address));

it('finds what ids, places and ranges name, alone or together', () => {
  expect(named([idOf(OLD)])).toEqual([OLD]);
  expect(named([idOf(GONE).slice(0, 8)])).toEqual([GONE]);
  expect(named([`${ENGINE}:2375`])).toEqual([ENGINE]);
  expect(named([ENGINE, idOf(OLD), ENGINE])).toEqual([ENGINE, OLD]);
  expect(named(['127.0.9.0/31', OLD], true)).toEqual([ENGINE, OLD]);
  for (const word of ['', 'f', 'x', '127.0.9.9', `${OLD}:1`])
    expect(() => named([word])).toThrow(/NOT_FOUND|AMBIGUOUS/);
  expect(named([])).toEqual([]);
});
