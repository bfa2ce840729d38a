import { expect, it } from 'vitest';
import { createDamageLog, sayOnce } from '../../src/history/damage.ts';

it('says what is damaged once, names twenty and counts the others', () => {
  const said: string[] = [];
  const log = createDamageLog('out/seawall.db', (text) => void said.push(text));
  for (let i = 0; i < 25; i += 1) for (const _ of [1, 2]) log.add('runs', i, 'no date', 'left out');
  expect(said).toHaveLength(20);
  expect(said[0]).toBe(
    'out/seawall.db: table runs, row 0: no date: left out; restore the file from a backup to have it back',
  );
  log.close();
  expect(said.at(-1)).toBe('out/seawall.db: 5 more rows are damaged');
});

it('names as many as it is told to', () => {
  const said: string[] = [];
  const log = createDamageLog('h.db', (text) => void said.push(text), 2);
  for (let i = 0; i < 3; i += 1) log.add('runs', i, 'no date', 'left out');
  log.close();
  expect(said).toHaveLength(3);
  expect(said.at(-1)).toBe('h.db: 1 more rows are damaged');
});

it('says nothing twice, whoever asks again', () => {
  const said: string[] = [];
  const warn = sayOnce((text) => void said.push(text));
  for (const text of ['a', 'b', 'a']) warn(text);
  expect(said).toEqual(['a', 'b']);
});
