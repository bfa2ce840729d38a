import { describe, expect, it } from 'vitest';
import { isFinding } from '../../src/domain/finding-shape.ts';
import { createDamageLog } from '../../src/history/damage.ts';
import type { SqlRow } from '../../src/history/row-text.ts';
import { briefExposure, readExposure } from '../../src/history/stored-exposure.ts';
import { EARLIER, engineOf, findingOf } from './samples.ts';

const AT = '2026-03-01T00:00:00.000Z';
const engine = findingOf('engine-open-plaintext', { lastSeen: EARLIER });
const ssh = findingOf('other-service', { lastSeen: AT });

const ROW: SqlRow = {
  ...{ e_number: 4, e_id: 'e4', e_state: 'open', e_how: null, e_opened: EARLIER, e_closed: null, e_in_scope: 1 },
  ...{ e_owner: 'platform', e_verdict: 'engine-open-plaintext', e_severity: 'critical', e_product: 'docker' },
  ...{ e_version: '20.10.5', e_last_seen: EARLIER, e_seen_run: 'r1', e_seen_number: 1, e_last_order: 3 },
  ...{ e_quiet: null, e_tested: 10, e_answered: 4, e_has_sighting: 0, e_is_newest: 1 },
};

/** @param own its own sighting; the endpoint's is an engine unless another is given */
function read(change: SqlRow, { last = engine, own }: { last?: typeof engine; own?: unknown } = {}) {
  const said: string[] = [];
  const damage = createDamageLog('h', (text) => void said.push(text));
  const source = { damage, sightingOf: () => (own === undefined ? undefined : JSON.stringify(own)) };
  const exposure = readExposure({ ...ROW, ...change }, { ...last, number: 1, last: () => last }, source);
  if (exposure === undefined) throw new Error('no exposure');
  return { exposure, said, sighting: exposure.sighting() };
}

describe('a stored exposure', () => {
  it('is read as it was written, without a word', () => {
    const quiet = { met: 'silent', since: AT, reached: { looks: 1, first: AT, last: AT }, among: null };
    const { exposure, said } = read({ e_state: 'unverified', e_quiet: JSON.stringify(quiet) });
    expect(exposure).toMatchObject({
      ...{ number: 4, id: 'e4', state: 'unverified', how: null, opened: EARLIER, closed: null, inScope: true },
      ...{ owner: 'platform', verdict: 'engine-open-plaintext', severity: 'critical', product: 'docker' },
      ...{ version: '20.10.5', lastSeen: EARLIER, seenRun: 'r1', seenRunNumber: 1, order: 3, quiet },
      ...{ neighbours: { tested: 10, answered: 4 }, hasSighting: false },
    });
    expect(said).toEqual([]);
  });

  it('is none where the row has none', () => {
    const damage = createDamageLog('h', () => undefined);
    const source = { damage, sightingOf: () => undefined };
    expect(
      readExposure({ ...ROW, e_number: null }, { ...engine, number: 1, last: () => engine }, source),
    ).toBeUndefined();
  });

  it.each<[what: string, change: SqlRow]>([
    ['closed without a how', { e_state: 'closed', e_closed: AT }],
    ['closed without a date', { e_state: 'closed', e_how: 'refused' }],
    ['closed by a word that is none', { e_state: 'closed', e_how: 'forgotten', e_closed: AT }],
    ['in a state that is none', { e_state: 'asleep', e_how: 'refused', e_closed: AT }],
  ])('stays open work where it is %s, and is said to be damaged', (_, change) => {
    const { exposure, said } = read(change);
    expect(exposure).toMatchObject({ state: 'open', how: null, closed: null });
    expect(said).toEqual([
      expect.stringMatching(/table exposures, row 4: 127\.0\.0\.9 2375: .*taken from other columns/),
    ]);
  });

  it('takes what is damaged from its endpoint', () => {
    const { exposure, said } = read({
      e_opened: 'x',
      e_last_seen: null,
      e_verdict: 'x',
      e_severity: 1,
      e_quiet: '{"met":1}',
    });
    expect(exposure).toMatchObject({
      ...{
        opened: engine.firstSeen,
        lastSeen: engine.lastSeen,
        verdict: 'engine-open-plaintext',
        severity: 'critical',
      },
      ...{ quiet: null },
    });
    expect(said.join()).toContain('opened is none, verdict is none, severity is none, last_seen is none');
  });
});

describe('the last sighting of an exposure', () => {
  it('is the one of its endpoint while that is an engine', () => {
    expect(read({}).sighting).toEqual(engine);
    expect(read({ e_owner: 'another' }).sighting).toEqual({ ...engine, owner: 'another' });
  });

  it('is its own where something else answers since, with its own dates', () => {
    const own = { ...engine, engine: engineOf('19.3.1') };
    const { sighting, said } = read({ e_has_sighting: 1, e_last_seen: AT, e_seen_run: 'r7' }, { last: ssh, own });
    expect(sighting).toEqual({ ...own, lastSeen: AT, runId: 'r7' });
    expect(said).toEqual([]);
  });

  it('is made of the columns where it is damaged or was never kept', () => {
    const damaged = read({ e_has_sighting: 1 }, { last: ssh, own: 'x' });
    expect(damaged.said.join()).toContain('its sighting is no finding');
    const missing = read({}, { last: ssh });
    expect(missing.said).toEqual([]);
    // The endpoint's is one of a newer exposure.
    const older = read({ e_is_newest: 0 }, { last: { ...engine, engine: engineOf('27.3.1') } });
    expect(older.sighting).not.toHaveProperty('engine');
    for (const { sighting, exposure } of [damaged, missing]) {
      expect(isFinding(sighting)).toBe(true);
      expect(sighting).toMatchObject({ verdict: 'engine-open-plaintext', severity: 'critical', runId: 'r1' });
      expect(briefExposure(exposure, { ...ssh, number: 1, last: () => ssh })).toEqual(sighting);
    }
  });
});
