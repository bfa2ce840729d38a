import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/domain/finding.ts';
import { type Database, openWriting } from '../../src/history/database.ts';
import { fingerprintOf } from '../../src/history/fingerprint.ts';
import type { RunView, WatchedState } from '../../src/history/observe.ts';
import { type FindingFilter, listFindings } from '../../src/history/query.ts';
import { recordRun } from '../../src/history/store.ts';
import { temporaryFolder } from '../helpers/scope.ts';
import { CLOSED, engineOf, findingOf, SILENT, viewOf } from './samples.ts';

const NOW = '2026-06-01T00:00:00.000Z';

interface History {
  db: Database;
  /** One run a day, from 1 March 2026. */
  run(answers: readonly Finding[], watched?: Readonly<Record<string, WatchedState>>, change?: Partial<RunView>): void;
}

async function history(): Promise<History> {
  const db = openWriting(join(await temporaryFolder(), 'seawall.db'));
  let day = 0;
  return {
    db,
    run(answers, watched, change) {
      day += 1;
      const at = `2026-03-${String(day).padStart(2, '0')}T02:00:00.000Z`;
      const severities = { critical: 0, high: 0, medium: 0, low: 0, info: 0 };
      const findings = answers.map((finding) => ({ ...finding, firstSeen: at, lastSeen: at, runId: `r${day}` }));
      recordRun(db, {
        run: {
          ...{
            id: `r${day}`,
            purpose: 'audit',
            vantage: 'default',
            startedAt: at,
            finishedAt: at,
            outcome: 'finished',
          },
          ...{ shard: '1/1', digest: 'sha256:0', endpoints: 4, tested: 4, severities, whole: true },
        },
        ...{ endedAt: [at], scope: { key: 'office', files: [], vantages: [] }, reviews: [], known: [], deadlines: {} },
        ...{ view: viewOf(findings, watched, change), keep: () => undefined },
      });
    },
  };
}

const ENGINE = findingOf('engine-open-plaintext');
const NEWER = findingOf('engine-open-plaintext', { engine: engineOf('27.3.1') });
const SSH = findingOf('other-service');
const silent = { '127.0.0.9': SILENT };
const refused = { '127.0.0.9': CLOSED };

/** The last sighting of each exposure, as the list tells of it. */
function exposures({ db }: History): [state: string, product: string, version: string | undefined, run: string][] {
  return listFindings(db, { now: NOW })
    .filter(({ finding }) => finding.standing.exposure !== undefined)
    .map(({ state, finding: { product, engine, runId } }) => [state, product, engine?.version, runId]);
}

describe('an endpoint that is as it was', () => {
  it('is touched, and its answer is not written again', async () => {
    const of = await history();
    const { db, run } = of;
    run([ENGINE]);
    db.prepare(`UPDATE answers SET answer = json_set(answer, '$.evidence', 'kept')`)();
    run([ENGINE]);
    expect(db.get(`SELECT answer ->> '$.evidence' AS kept FROM answers`)).toEqual({ kept: 'kept' });
    expect(db.get('SELECT last_seen, last_run, seen_run, last_order, fingerprint, lifecycle FROM findings')).toEqual({
      ...{ last_seen: '2026-03-02T02:00:00.000Z', last_run: 2, seen_run: 2, last_order: 2, lifecycle: 'persisting' },
      fingerprint: fingerprintOf(ENGINE),
    });
    expect(db.get('SELECT last_seen, seen_run, last_order FROM exposures')).toEqual({
      ...{ last_seen: '2026-03-02T02:00:00.000Z', seen_run: 2, last_order: 2 },
    });
    expect(db.get('SELECT count(*) AS n FROM changes')).toEqual({ n: 1 });
    expect(exposures(of)).toEqual([['open', 'docker', '20.10.5', 'r2']]);
    db.close();
  });

  it('is written again where it says something else', async () => {
    const of = await history();
    of.run([ENGINE]);
    of.run([NEWER]);
    expect(of.db.get('SELECT version FROM findings')).toEqual({ version: '27.3.1' });
    expect(of.db.get('SELECT version, sighting FROM exposures')).toEqual({ version: '27.3.1', sighting: null });
    expect(exposures(of)).toEqual([['open', 'docker', '27.3.1', 'r2']]);
    of.db.close();
  });

  it('keeps its first day and its answer through silence', async () => {
    const of = await history();
    of.run([ENGINE]);
    of.run([], silent);
    expect(of.db.get('SELECT first_seen, last_seen, seen_run, last_run, answers FROM findings')).toEqual({
      ...{ first_seen: '2026-03-01T02:00:00.000Z', last_seen: '2026-03-01T02:00:00.000Z' },
      ...{ seen_run: 1, last_run: 2, answers: 0 },
    });
    expect(exposures(of)).toEqual([['unverified', 'docker', '20.10.5', 'r1']]);
    of.db.close();
  });
});

describe('the last sighting of an exposure', () => {
  it.each<[what: string, then: (of: History) => void, state: string]>([
    ['an unclear answer', ({ run }) => run([findingOf('forbidden')]), 'unverified'],
    ['two unclear answers', ({ run }) => [run([findingOf('forbidden')]), run([findingOf('no-reply')])], 'unverified'],
    ['an unclear answer and silence', ({ run }) => [run([findingOf('forbidden')]), run([], silent)], 'unverified'],
    ['silence and an unclear answer', ({ run }) => [run([], silent), run([findingOf('forbidden')])], 'unverified'],
    ['a named service', ({ run }) => run([SSH]), 'resolved'],
    ['an unclear answer and a named service', ({ run }) => [run([findingOf('forbidden')]), run([SSH])], 'resolved'],
    ['a refusal', ({ run }) => run([], refused), 'resolved'],
    ['a refusal and a service', ({ run }) => [run([], refused), run([SSH])], 'resolved'],
    ['an unclear answer and a refusal', ({ run }) => [run([findingOf('forbidden')]), run([], refused)], 'resolved'],
  ])('outlives %s', async (_, then, state) => {
    const of = await history();
    of.run([ENGINE]);
    then(of);
    expect(exposures(of)).toEqual([[state, 'docker', '20.10.5', 'r1']]);
    of.db.close();
  });

  it('gives way to a newer one', async () => {
    const of = await history();
    of.run([ENGINE]);
    of.run([findingOf('forbidden')]);
    of.run([NEWER]);
    expect(exposures(of)).toEqual([['open', 'docker', '27.3.1', 'r3']]);
    expect(of.db.get('SELECT sighting FROM exposures')).toEqual({ sighting: null });
    of.db.close();
  });

  it('is its own where another exposure follows', async () => {
    const of = await history();
    of.run([ENGINE]);
    of.run([], refused);
    of.db.prepare(`UPDATE exposures SET opened = '2025-01-01', closed = '2025-02-01T00:00:00.000Z'`)();
    of.run([NEWER]);
    expect(exposures(of)).toEqual([
      ['resolved', 'docker', '20.10.5', 'r1'],
      ['open', 'docker', '27.3.1', 'r3'],
    ]);
    of.db.close();
  });
});

describe('an exposure that moves to another port', () => {
  const moved = { ...ENGINE, id: 'f2', port: 2376 };
  it.each<[what: string, answers: Finding[]]>([
    ['a service at the old one', [{ ...SSH }, moved]],
    ['another version at the new one', [{ ...moved, engine: engineOf('27.3.1') }]],
  ])('has its sighting at the new port, with %s', async (_, answers) => {
    const of = await history();
    of.run([ENGINE, { ...SSH, id: 'f2', port: 2376 }]);
    of.run(answers, refused);
    expect(exposures(of)).toEqual([['open', 'docker', answers.at(-1)?.engine?.version, 'r2']]);
    of.db.close();
  });

  const rows = ({ db }: History) =>
    db.all('SELECT f.port, e.state, e.opened FROM exposures e JOIN findings f ON f.number = e.finding');

  it('is one exposure, at the new port alone', async () => {
    const of = await history();
    of.run([ENGINE]);
    of.run([moved], refused);
    expect(rows(of)).toEqual([{ port: 2376, state: 'open', opened: '2026-03-01T02:00:00.000Z' }]);
    const listed = () =>
      listFindings(of.db, { now: NOW, filter: { withoutGone: true } }).map(({ state, finding }) => [
        finding.port,
        state,
        finding.standing.openSince,
      ]);
    expect(listed()).toEqual([[2376, 'open', '2026-03-01T02:00:00.000Z']]);
    // The old port is refused again: that closes nothing.
    of.run([moved], refused);
    expect(rows(of)).toEqual([{ port: 2376, state: 'open', opened: '2026-03-01T02:00:00.000Z' }]);
    expect(listed()).toEqual([[2376, 'open', '2026-03-01T02:00:00.000Z']]);
    of.db.close();
  });
});

describe('an endpoint that is no exposure', () => {
  it('has none, and resolves nothing when it answers no longer', async () => {
    const of = await history();
    of.run([SSH]);
    expect(of.db.get('SELECT count(*) AS n FROM exposures')).toEqual({ n: 0 });
    const listed = (filter: FindingFilter = {}) =>
      listFindings(of.db, { now: NOW, filter }).map(({ state, finding }) => [finding.verdict, state]);
    expect(listed()).toEqual([['other-service', 'open']]);
    of.run([], silent);
    expect(of.db.get('SELECT answers FROM findings')).toEqual({ answers: 0 });
    expect(listed()).toEqual([['other-service', 'resolved']]);
    expect(listed({ withoutGone: true })).toEqual([]);
    of.run([SSH]);
    expect(listed()).toEqual([['other-service', 'open']]);
    of.db.close();
  });
});
