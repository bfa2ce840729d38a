import { expect, it } from 'vitest';
import { listAgain, listTargets } from '../../src/supervise/verify-targets.ts';
import { ENGINE, GONE, idOf, OLD, shortHistory } from '../helpers/history.ts';
import { temporaryFolder } from '../helpers/scope.ts';

const now = new Date().toISOString();

it('looks again at what is open here and more than information', async () => {
  const { out } = await shortHistory();
  const query = { out, vantage: 'default', only: [], deadlines: {}, now };
  expect(
    listTargets(query)
      .map(({ finding }) => finding.address)
      .sort(),
  ).toEqual([ENGINE, OLD].sort());
  expect(listTargets({ ...query, vantage: 'elsewhere' })).toEqual([]);
  const empty = await temporaryFolder();
  expect(() => listTargets({ ...query, out: empty })).toThrow('HISTORY_MISSING');
});

it('looks again at what was named, also where it is closed, but not from another place', async () => {
  const { out } = await shortHistory();
  const query = { out, vantage: 'default', only: [idOf(GONE).slice(0, 10)], deadlines: {}, now };
  const targets = listTargets(query);
  expect(targets.map(({ finding }) => finding.address)).toEqual([GONE]);
  expect(listAgain(targets, query).map(({ state }) => state)).toEqual(['resolved']);
  expect(() => listTargets({ ...query, vantage: 'elsewhere' })).toThrow('was seen from default');
});

it('looks at places by address and port, each finding once, and refuses one that history does not know from here', async () => {
  const { out } = await shortHistory();
  const query = { out, vantage: 'default', only: [`${OLD}:2375`], deadlines: {}, now };
  const places = [{ address: GONE }, { address: OLD, port: 2375 }];
  expect(listTargets({ ...query, places }).map(({ finding }) => finding.address)).toEqual([OLD, GONE]);
  const nowhere = [{ address: OLD, port: 2376 }];
  expect(() => listTargets({ ...query, places: nowhere })).toThrow(`no finding at ${OLD}:2376`);
  expect(() => listTargets({ ...query, places, only: [], vantage: 'elsewhere' })).toThrow('was seen from default');
  const empty = { ...query, out: await temporaryFolder(), only: [], places };
  expect(() => listTargets(empty)).toThrow('HISTORY_MISSING');
});
