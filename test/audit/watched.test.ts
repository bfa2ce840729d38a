import { rm } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { listWatched, warnOfLostHistory } from '../../src/audit/watched.ts';
import { openWriting } from '../../src/history/database.ts';
import { historyPath } from '../../src/history/history-file.ts';
import { ENGINE, GONE, OLD, shortHistory } from '../helpers/history.ts';
import { scopeOf, temporaryFolder } from '../helpers/scope.ts';

const decoy = { address: '127.0.9.7', port: 2375, is: 'decoy' as const, reason: 'ours', file: 'test.yaml', line: 1 };

describe('the endpoints that a run watches', () => {
  it('are the declared ones, then those of exposures that live', async () => {
    const { out } = await shortHistory();
    const scope = { ...scopeOf(['127.0.9.0/28']), known: [decoy] };
    const addresses = listWatched(out, 'default', scope).map(({ address }) => address);
    expect(addresses[0]).toBe(decoy.address);
    expect(addresses.slice(1).sort()).toEqual([ENGINE, OLD].sort());
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

describe('before the first packet', () => {
  it('a damaged row is named', async () => {
    const { out } = await shortHistory();
    const db = openWriting(historyPath(out));
    db.prepare(`UPDATE findings SET address = 'nowhere' WHERE address = ?`)(OLD);
    db.close();
    const said: string[] = [];
    listWatched(out, 'default', scopeOf(['127.0.9.0/28']), (text) => void said.push(text));
    expect(said).toEqual([expect.stringMatching(/seawall\.db: table findings, row \d+: no endpoint: left out/)]);
  });

  it('a history that is gone is missed, where runs lie beside it', async () => {
    const { out } = await shortHistory();
    const said: string[] = [];
    const warn = (text: string) => void said.push(text);
    await warnOfLostHistory(out, warn);
    await warnOfLostHistory(await temporaryFolder(), warn);
    expect(said).toEqual([]);
    await rm(historyPath(out));
    await warnOfLostHistory(out, warn);
    expect(said).toEqual([expect.stringContaining(`'seawall history rebuild --out ${out}'`)]);
    expect(said[0]).toContain('missing beside 2 runs');
  });
});
