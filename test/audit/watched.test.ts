import { describe, expect, it } from 'vitest';
import { listWatched } from '../../src/audit/watched.ts';
import { ENGINE, OLD, shortHistory } from '../helpers/history.ts';
import { scopeOf, temporaryFolder } from '../helpers/scope.ts';

const decoy = { address: '127.0.9.7', port: 2375, is: 'decoy' as const, reason: 'ours', file: 'test.yaml', line: 1 };

describe('the endpoints that a run watches', () => {
  it('are the declared ones, then those of exposures that live', async () => {
    const { out } = await shortHistory();
    const scope = { ...scopeOf(['127.0.9.0/28']), known: [decoy] };
    const addresses = listWatched(out, 'default', scope).map(({ address }) => address);
    expect(addresses[0]).toBe(decoy.address);
    // Not SSH, which is none, nor GONE, which has closed.
    expect(addresses.slice(1).sort()).toEqual([ENGINE, OLD].sort());
  });

  it('are the declared ones alone where there is no history, or none of this vantage', async () => {
    const { out } = await shortHistory();
    const scope = { ...scopeOf(['127.0.9.0/28']), known: [decoy] };
    const declared = [{ address: decoy.address, port: decoy.port }];
    expect(listWatched(await temporaryFolder(), 'default', scope)).toEqual(declared);
    expect(listWatched(out, 'elsewhere', scope)).toEqual(declared);
  });
});
