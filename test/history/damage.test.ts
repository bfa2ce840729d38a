import { expect, it } from 'vitest';
import { createDamageLog } from '../../src/history/damage.ts';

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
