import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { historyPath, listWatched, readHistory, withHistoryOf, writeHistory } from '../../src/audit/history-file.ts';
import { ENGINE, GONE, OLD, SSH, shortHistory } from '../helpers/history.ts';
import { scopeOf, temporaryFolder } from '../helpers/scope.ts';

const decoy = { address: '127.0.9.7', port: 2375, is: 'decoy' as const, reason: 'ours', file: 'test.yaml', line: 1 };

describe('the endpoints that a run watches', () => {
  it('are the declared ones, then those open in history, exposed ones first', async () => {
    const { out } = await shortHistory();
    const scope = { ...scopeOf(['127.0.9.0/28']), known: [decoy] };
    const addresses = listWatched(out, 'default', scope).map(({ address }) => address);
    expect(addresses[0]).toBe(decoy.address);
    expect(addresses.slice(1).sort()).toEqual([ENGINE, OLD, SSH].sort());
    expect(addresses.at(-1)).toBe(SSH);
    expect(addresses).not.toContain(GONE);
  });

  it('are the declared ones alone where there is no history, or none of this vantage', async () => {
    const { out } = await shortHistory();
    const scope = { ...scopeOf(['127.0.9.0/28']), known: [decoy] };
    const declared = [{ address: decoy.address, port: decoy.port }];
    expect(listWatched(await temporaryFolder(), 'default', scope)).toEqual(declared);
    expect(listWatched(out, 'elsewhere', scope)).toEqual(declared);
  });
});

it('reads nothing, and writes nothing, where there is no history yet', async () => {
  const out = await temporaryFolder();
  expect(withHistoryOf(out, () => 1, 0)).toBe(0);
  expect(() => readHistory(out, () => 1)).toThrow('there is no history');
  expect(() => writeHistory(out, () => undefined)).toThrow('there is no history');
});

it('refuses a file that is no history', async () => {
  const out = await temporaryFolder();
  await writeFile(historyPath(out), 'not a database, but long enough to be looked at as one '.repeat(20));
  expect(() => withHistoryOf(out, () => 1, 0)).toThrow();
});
