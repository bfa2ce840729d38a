import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isFinding } from '../../src/domain/finding-shape.ts';
import { isMoment } from '../../src/domain/shape.ts';
import { createDamageLog } from '../../src/history/damage.ts';
import type { SqlRow } from '../../src/history/row-text.ts';
import { readRow } from '../../src/history/stored-row.ts';
import { fuzz, mutatedJson } from '../helpers/fuzz.ts';
import { EARLIER, findingOf } from './samples.ts';

const finding = findingOf('engine-open-tls', { firstSeen: EARLIER, lastSeen: EARLIER });

const ROW: SqlRow = {
  ...{ number: 1, id: 'f1', address: '127.0.0.9', port: 2375, vantage: 'default', owner: 'platform' },
  ...{ range: '127.0.0.0/24', lifecycle: 'new', verdict: 'engine-open-tls', severity: 'critical' },
  ...{ product: 'docker', version: '20.10.5', first_seen: EARLIER, last_seen: EARLIER, since: EARLIER },
  ...{ declared: null, last_order: 3, answers: 1, fingerprint: 'x', look: 2, run: 'r1', seen_run: 'r1' },
  ...{ e_number: null },
};

function read(change: SqlRow, sighting: unknown = finding) {
  const said: string[] = [];
  const damage = createDamageLog('h', (text) => void said.push(text));
  const text = typeof sighting === 'string' ? sighting : JSON.stringify(sighting);
  const row = readRow({ ...ROW, ...change }, { damage, sightingOf: () => text });
  return { row, said };
}

it('reads a row that is as it was written, and says nothing', () => {
  const { row, said } = read({});
  expect(row).toMatchObject({
    ...{ number: 1, run: 'r1', seenRun: 'r1', lifecycle: 'new', order: 3, answers: true, look: 2, exposure: undefined },
  });
  expect(row?.last()).toEqual(finding);
  expect(said).toEqual([]);
});

it('reads a sighting only where it is asked for, with the dates and the run of the columns', () => {
  let asked = 0;
  const damage = createDamageLog('h', () => undefined);
  const row = readRow(
    { ...ROW, last_seen: '2026-03-01T00:00:00.000Z', seen_run: 'r7' },
    {
      damage,
      sightingOf() {
        asked += 1;
        return JSON.stringify(finding);
      },
    },
  );
  expect(asked).toBe(0);
  expect(row?.last()).toMatchObject({ lastSeen: '2026-03-01T00:00:00.000Z', runId: 'r7' });
  expect(asked).toBe(1);
});

it('takes what is damaged from what is not, and says what', () => {
  const rebuilt = read({ product: 'nothing known' }, '{');
  expect(rebuilt.row?.last()).toMatchObject({
    ...{ verdict: 'engine-open-tls', severity: 'critical', transport: 'tls', product: '', address: '127.0.0.9' },
    ...{ firstSeen: EARLIER, explanation: 'engine-open-tls', evidence: expect.stringContaining('not at hand') },
  });
  expect(isFinding(rebuilt.row?.last())).toBe(true);
  expect(rebuilt.said.join()).toContain('row 1: 127.0.0.9 2375: its sighting is no finding: taken from other columns');
  const dates = read({ first_seen: 'x', since: 'y', run: null });
  expect(dates.row).toMatchObject({ firstSeen: EARLIER, since: EARLIER, lastSeen: EARLIER, run: '' });
  expect(dates.said.join()).toContain('first_seen is no date, since is no date');
  expect(dates.said.join()).toContain('its last run is missing');
  const verdict = read({ verdict: 'engine-asleep' });
  expect(verdict.row).toMatchObject({ verdict: 'engine-open-tls' });
  expect(verdict.said.join()).toContain('no verdict or severity');
});

it('takes a sighting of another endpoint or verdict for none', () => {
  for (const change of [{ port: 1 }, { id: 'f2' }, { explanation: 'tarpit' }]) {
    const { row, said } = read({}, { ...finding, ...change });
    row?.last();
    expect(said).toHaveLength(1);
  }
});

it('leaves out what names no endpoint, or neither verdict nor date', () => {
  const changes = [{ address: 'x' }, { port: 0 }, { port: 1e9 }, { severity: 'x' }, { verdict: 'x' }];
  for (const change of [...changes, { first_seen: 'x', since: 'x', last_seen: 'x' }]) {
    const { row, said } = read(change, 'x');
    expect(row).toBeUndefined();
    expect(said.join()).toContain('left out');
  }
});

/** As SQLite gives them: text, numbers and null. */
function asColumns(value: unknown): SqlRow {
  const fields = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return Object.fromEntries(
    fields.map(([name, field]) => [
      name,
      typeof field === 'string' || typeof field === 'number' || field === null ? field : JSON.stringify(field),
    ]),
  );
}

const EXPOSURE: SqlRow = {
  ...{ e_number: 1, e_id: 'e1', e_state: 'closed', e_how: 'guarded', e_opened: EARLIER, e_closed: EARLIER },
  ...{ e_in_scope: 1, e_owner: 'platform', e_verdict: 'engine-open-tls', e_severity: 'critical', e_product: 'docker' },
  ...{ e_version: '20.10.5', e_last_seen: EARLIER, e_seen_run: 'r1', e_seen_number: 1, e_last_order: 1 },
  ...{ e_quiet: '{}', e_tested: 3, e_answered: 2, e_has_sighting: 1, e_is_newest: 1 },
};

it('gives a whole finding and a whole exposure or nothing, whatever stands in the row', async () => {
  const rows = mutatedJson([ROW, { ...ROW, ...EXPOSURE }]).map((row) => [asColumns(row), finding] as const);
  const sightings = mutatedJson([finding]).map((value) => [{ ...ROW, ...EXPOSURE }, value] as const);
  await fuzz(fc.oneof(rows, sightings), ([row, sighting]) => {
    const damage = createDamageLog('h', () => undefined);
    const found = readRow(row, { damage, sightingOf: () => JSON.stringify(sighting) });
    if (found === undefined) return;
    expect(isFinding(found.last())).toBe(true);
    expect([found.firstSeen, found.lastSeen, found.since].every(isMoment)).toBe(true);
    const { exposure } = found;
    if (exposure === undefined) return;
    expect(isFinding(exposure.sighting())).toBe(true);
    expect([exposure.opened, exposure.lastSeen, exposure.closed ?? EARLIER].every(isMoment)).toBe(true);
    expect(exposure.state === 'closed').toBe(exposure.how !== null && exposure.closed !== null);
  });
});
