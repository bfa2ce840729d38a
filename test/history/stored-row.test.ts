import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isFinding } from '../../src/domain/finding-shape.ts';
import { isMoment } from '../../src/domain/shape.ts';
import { createDamageLog } from '../../src/history/damage.ts';
import type { SqlRow } from '../../src/history/row-text.ts';
import { readBefore, readRow } from '../../src/history/stored-row.ts';
import { fuzz, mutatedJson } from '../helpers/fuzz.ts';
import { EARLIER, findingOf, pastOf } from './samples.ts';

const finding = findingOf('engine-open-tls');

const ROW: SqlRow = {
  ...{ number: 1, id: 'f1', address: '127.0.0.9', port: 2375, vantage: 'default', owner: 'platform' },
  ...{
    range: '127.0.0.0/24',
    file: 'a.yaml',
    state: 'open',
    in_scope: 1,
    lifecycle: 'new',
    verdict: 'engine-open-tls',
  },
  ...{ severity: 'critical', product: 'docker', version: '20.10.5', exposed: 1, ever_exposed: 1, silent_runs: 0 },
  ...{ first_seen: EARLIER, last_seen: EARLIER, open_since: EARLIER, resolved_at: null, declared: null },
  ...{ last_run: 1, run: 'r1', sighting: JSON.stringify(finding), before: null },
};

function read(change: SqlRow): { row: ReturnType<typeof readRow>; said: string[] } {
  const said: string[] = [];
  const row = readRow(
    { ...ROW, ...change },
    createDamageLog('h', (text) => void said.push(text)),
  );
  return { row, said };
}

it('reads a row that is as it was written, and says nothing', () => {
  const { row, said } = read({});
  expect(said).toEqual([]);
  expect(row).toMatchObject({ number: 1, run: 'r1', lifecycle: 'new', past: { state: 'open', last: finding } });
});

it('takes what is damaged from what is not, and says what', () => {
  const rebuilt = read({ sighting: '{', product: 'nothing known' });
  expect(rebuilt.row?.past.last).toMatchObject({
    ...{ verdict: 'engine-open-tls', severity: 'critical', transport: 'tls', product: '', address: '127.0.0.9' },
    ...{ firstSeen: EARLIER, explanation: 'engine-open-tls', evidence: expect.stringContaining('damaged') },
  });
  expect(isFinding(rebuilt.row?.past.last)).toBe(true);
  expect(rebuilt.said.join()).toContain('row 1: 127.0.0.9 2375: its sighting is no finding: taken from other columns');
  const dates = read({ first_seen: 'x', open_since: 'y', state: 'resolved', resolved_at: 'z', run: null });
  expect(dates.row?.past).toMatchObject({
    ...{ firstSeen: finding.firstSeen, openSince: finding.firstSeen, resolvedAt: finding.lastSeen, state: 'resolved' },
  });
  expect(dates.said.join()).toContain('first_seen is no date, open_since is no date, resolved_at is no date');
});

it('takes a sighting of another endpoint or verdict for none', () => {
  for (const change of [{ port: 1 }, { id: 'f2' }, { explanation: 'tarpit' }])
    expect(read({ sighting: JSON.stringify({ ...finding, ...change }) }).said).toHaveLength(1);
});

it('leaves out what names no endpoint, or neither verdict nor date', () => {
  const lost = { sighting: 'x' };
  const changes = [{ address: 'x' }, { port: 0 }, { port: 1e9 }, { ...lost, severity: 'x' }, { ...lost, verdict: 'x' }];
  const dates = { ...lost, first_seen: 'x', open_since: 'x', last_seen: 'x' };
  for (const change of [...changes, dates]) {
    const { row, said } = read(change);
    expect(row).toBeUndefined();
    expect(said.join()).toContain('left out');
  }
});

it('knows a row that its run made from one that was damaged', () => {
  const before = { past: pastOf('open', 'tarpit'), declared: null };
  expect(readBefore({ before: null })).toBeNull();
  expect(readBefore({ before: JSON.stringify(before) })).toEqual(before);
  for (const text of ['x', 'null', '{}', '{"past":{},"declared":null}'])
    expect(readBefore({ before: text })).toBeUndefined();
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

it('gives a whole finding or nothing, whatever stands in the row', async () => {
  const rows = mutatedJson([ROW, { ...ROW, sighting: 'x' }, { ...ROW, state: 'resolved', resolved_at: EARLIER }]);
  const sightings = mutatedJson([finding]).map((value) => ({ ...ROW, sighting: JSON.stringify(value) }));
  await fuzz(fc.oneof(rows, sightings), (row) => {
    const found = readRow(
      asColumns(row),
      createDamageLog('h', () => undefined),
    );
    if (found === undefined) return;
    const { past } = found;
    expect(isFinding(past.last)).toBe(true);
    expect([past.firstSeen, past.openSince, past.resolvedAt ?? EARLIER].every(isMoment)).toBe(true);
    expect(isFinding(JSON.parse(found.sighting))).toBe(true);
  });
});
