/** Real runs under a moved clock, one a day: what history said at the end of each day is what it says of that day later. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audit } from '../../src/audit/audit.ts';
import { createSweep } from '../../src/audit/sweep-engines.ts';
import { listWatched } from '../../src/audit/watched.ts';
import { findingId } from '../../src/domain/finding.ts';
import type { StoredFinding } from '../../src/domain/history.ts';
import { defaultOptions } from '../../src/domain/run.ts';
import { DAY_MS, isoOf } from '../../src/domain/time.ts';
import { type AsOfQuery, listAsOf } from '../../src/history/as-of.ts';
import { openWriting } from '../../src/history/database.ts';
import { acceptFinding } from '../../src/history/decide.ts';
import { historyPath, readHistory } from '../../src/history/history-file.ts';
import { listFindings } from '../../src/history/query.ts';
import { answer, listen, response } from '../../src/lab/serve.ts';
import { parseScope } from '../../src/scope/scope.ts';
import { answerAsEngine } from '../helpers/engine-answer.ts';
import { findOne } from '../helpers/history.ts';
import { recordRunFolder } from '../helpers/record-run.ts';
import { scopeText, temporaryFolder } from '../helpers/scope.ts';
import { listenSilently } from '../helpers/silent.ts';

const T0 = Date.parse('2026-12-01T02:00:00Z');
/** A minute later each day: no look is 72 hours after another by a hair. */
const timeOf = (day: number): number => T0 + day * (DAY_MS + 60_000);
const DEADLINES = { critical: 7 };

/** P an engine, Q a newer one, S a registry, _ silence, . a closed port. No run takes place where all have a dash. */
const TABLE: readonly [what: string, there: string][] = [
  ['stays open', 'PPPPP-PPPPP'],
  ['is closed, and back', '.PPP.-..PPP'],
  ['is replaced', 'PPSSS-SSSSS'],
  ['falls silent', 'PPPP_-_____'],
  ['gets newer', 'PPPPP-PQQQQ'],
  ['is accepted from day 3 to day 8', 'PPPPP-PPPPP'],
  ['was never there', '...........'],
];
const DAYS = 11;
const addressOf = (row: number): string => `127.0.110.${row + 1}`;
const standing: { close(): Promise<void> }[] = [];
const said: unknown[][] = [];
let out: string;

const dayOf = (day: number): string => isoOf(timeOf(day)).slice(0, 10);
const endOf = (day: number): string => `${dayOf(day)}T23:59:59.999Z`;

async function stand(letter: string | undefined, address: string, now: number): Promise<void> {
  if (letter === '_') standing.push(await listenSilently(address, 2375));
  const registry = answer(() =>
    response('200 OK', ['Docker-Distribution-Api-Version: registry/2.0', `Date: ${new Date(now).toUTCString()}`], ''),
  );
  const version = { P: '20.10.24', Q: '27.0.3' }[letter ?? ''];
  if (version !== undefined) standing.push(await listen(address, 2375, answerAsEngine(version, now)));
  if (letter === 'S') standing.push(await listen(address, 2375, registry));
}

async function runDay(day: number): Promise<void> {
  for (const [row, [, there]] of TABLE.entries()) await stand(there[day], addressOf(row), timeOf(day));
  const started = performance.now();
  const clock = {
    now: () => timeOf(day) + Math.round(performance.now() - started),
    ticks: () => performance.now(),
  };
  const scope = parseScope(
    [{ file: 'test.yaml', text: scopeText([`${addressOf(0)}-${addressOf(TABLE.length - 1)}`], 'ports: [2375]\n') }],
    { now: T0, maxAddresses: 100 },
  );
  const options = defaultOptions({ concurrency: 20, probes: 8, seed: day, timeout: 300 });
  const { folder } = await audit({
    ...{ scope, out, options, version: 'test', vantage: 'default', clock },
    sweep: createSweep('connect', options),
    watched: listWatched(out, 'default', scope),
    signal: new AbortController().signal,
  });
  await recordRunFolder(folder, { out, deadlines: DEADLINES });
  for (const one of standing.splice(0)) await one.close();
}

function acceptOne(day: number): void {
  const db = openWriting(historyPath(out));
  const { finding } = findOne(db, findingId(addressOf(5), 2375, 'default'), { now: endOf(day) });
  const decision = { reason: 'replaced soon', owner: 'team', until: dayOf(8), by: 'ciso' };
  acceptFinding(db, finding, { ...decision, at: isoOf(timeOf(day) + 3_600_000) });
  db.close();
}

/** What a day says of each exposure, by address. */
function facts(known: readonly StoredFinding[]): unknown[] {
  return known
    .filter(({ finding }) => finding.standing.exposure !== undefined)
    .sort((a, b) => (a.finding.address < b.finding.address ? -1 : 1))
    .map(({ state, finding: { address, verdict, severity, standing: now } }) => {
      const { exposure, openSince, daysOpen, due, overdue, acceptance } = now;
      return { address, state, verdict, severity, exposure, openSince, daysOpen, due, overdue, acceptance };
    });
}

function asOf(day: number, change: Partial<AsOfQuery> = {}): StoredFinding[] {
  return readHistory(out, (db) => listAsOf(db, { at: endOf(day), ...change }));
}

beforeAll(async () => {
  out = await temporaryFolder();
  for (let day = 0; day < DAYS; day += 1) {
    if (TABLE[0]?.[1][day] !== '-') await runDay(day);
    if (day === 3) acceptOne(day);
    said.push(facts(readHistory(out, (db) => listFindings(db, { now: endOf(day) }))));
  }
}, 120_000);
afterAll(async () => {
  for (const one of standing) await one.close();
});

describe('exposures as of a day', () => {
  it.each(Array.from({ length: DAYS }, (_, day) => day))('are what history said at the end of day %i', (day) => {
    expect(facts(asOf(day))).toEqual(said[day]);
    expect(facts(asOf(day, { brief: true }))).toEqual(said[day]);
  });

  it('had every state, and deadlines and an acceptance that ended', () => {
    const all = JSON.stringify(said);
    for (const word of ['open', 'unverified', 'closed', 'refused', 'replaced', 'silent', 'ciso', '27.0.3'])
      expect(all).toContain(`"${word}"`);
    const overdue = said.map((day) => day.filter((one) => JSON.stringify(one).includes('"overdue":true')).length);
    expect([overdue[7], overdue[8], overdue[9]]).toEqual([0, 2, 4]);
  });

  it('are none before the first run', () => {
    expect(asOf(-1)).toEqual([]);
  });

  it('tell what they were on the day of a change, and keep the details of a sighting that is as it was', () => {
    const wordsOn = (day: number) => asOf(day).map(({ finding }) => [finding.address, finding.lifecycle]);
    expect(wordsOn(1)).toContainEqual([addressOf(1), 'new']);
    expect(wordsOn(2)).toContainEqual([addressOf(1), 'persisting']);
    expect(wordsOn(4)).toContainEqual([addressOf(1), 'resolved']);
    expect(wordsOn(8)).toContainEqual([addressOf(1), 'reopened']);
    const at = (day: number, row: number) => asOf(day).find(({ finding }) => finding.address === addressOf(row));
    expect(at(10, 4)?.finding).toMatchObject({ engine: { version: '27.0.3' } });
    expect(at(6, 4)?.finding.engine).toBeUndefined();
    expect(at(6, 4)?.finding.lastSeen.slice(0, 10)).toBe(dayOf(6));
  });

  it('tell what changed between two days, and how', () => {
    const moved = asOf(9, { since: dayOf(4) }).map(({ state, finding }) => [
      finding.address,
      state,
      finding.standing.changes.map((text) => text.slice(0, 20)),
    ]);
    expect(moved.sort()).toEqual([
      [addressOf(1), 'open', ['2026-12-05 resolved:', '2026-12-09 reopened:']],
      [addressOf(3), 'resolved', ['2026-12-05 unverifie', '2026-12-08 resolved:']],
      [addressOf(4), 'open', ['2026-12-08 changed: ']],
    ]);
    expect(asOf(3, { since: dayOf(3) })).toEqual([]);
  });
});

it('counts due days by other deadlines where they are given', () => {
  const due = (days: number) =>
    new Set(asOf(2, { deadlines: { critical: days } }).flatMap(({ finding }) => finding.standing.due ?? []));
  expect(due(3).size).toBeGreaterThan(0);
  expect(due(3)).not.toEqual(due(9));
});
