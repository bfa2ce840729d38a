/** Histories that release 0.1 wrote, brought up to date: every kind of row that it knew. */

import { readFile, writeFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import Libsql from 'libsql';
import { describe, expect, it } from 'vitest';
import { closedBy } from '../../src/domain/closing.ts';
import { openWorkOf, workOfStored } from '../../src/domain/exposure.ts';
import type { StoredFinding } from '../../src/domain/history.ts';
import { type Database, openWriting } from '../../src/history/database.ts';
import { historyPath } from '../../src/history/history-file.ts';
import { listFindings } from '../../src/history/query.ts';
import { timelineOf } from '../../src/history/timeline.ts';
import { writeRun } from '../helpers/ended-run.ts';
import { recordRunFolder } from '../helpers/record-run.ts';
import { scopeOf, temporaryFolder } from '../helpers/scope.ts';

/** Six nights from 1 March 2026, the last of them a shard; the deadline of a critical one was 7 days. */
const KINDS = gunzipSync(await readFile('test/fixtures/history/v1-kinds.db.gz'));
const NOW = '2026-03-20T00:00:00.000Z';

/** A folder with the history, changed by these statements while it has the first schema. */
async function history(...statements: string[]): Promise<string> {
  const out = await temporaryFolder();
  await writeFile(historyPath(out), KINDS);
  const handle = new Libsql(historyPath(out));
  for (const sql of statements) handle.prepare(sql).run();
  handle.close();
  return out;
}

function day(moment: unknown): string {
  return moment === null ? '-' : String(moment).slice(5, 10);
}

/** `open 03-01` or `refused 03-01 03-04`, with the last day on which it was seen, by the last number of the address. */
function exposures(db: Database): Record<string, string> {
  const rows = db.all(
    `SELECT f.address, e.* FROM exposures e JOIN findings f ON f.number = e.finding AND f.exposure = e.number`,
  );
  return Object.fromEntries(
    rows.map(({ address, state, how, opened, closed, last_seen }) => [
      String(address).split('.').at(-1) ?? '',
      `${how ?? state} ${[opened, closed, last_seen].map(day).join(' ')}`,
    ]),
  );
}

/** One row by the last number of its address. */
const ofHost = (host: number) => `(SELECT number FROM findings WHERE address = '127.0.9.${host}')`;

describe('a history of 0.1', () => {
  it('has one exposure for each endpoint that ever was one, with its opening, its end and how it ended', async () => {
    const db = openWriting(historyPath(await history()));
    expect(exposures(db)).toEqual({
      1: 'open 03-01 - 03-06',
      // Two silent runs were the end of one in 0.1.
      2: 'silent 03-01 03-06 03-04',
      3: 'refused 03-01 03-04 03-03',
      4: 'silent 03-01 03-05 03-03',
      5: 'guarded 03-01 03-04 03-03',
      6: 'guarded 03-01 03-04 03-03',
      7: 'replaced 03-01 03-04 03-03',
      8: 'unverified 03-01 - 03-03',
      // Back after a refusal: 0.1 began anew.
      9: 'open 03-04 - 03-06',
      10: 'open 03-01 - 03-04',
      11: 'open 03-01 - 03-06',
      12: 'open 03-01 - 03-06',
      // Refused, then another service: what closed it was the refusal.
      16: 'refused 03-01 03-04 03-03',
      // A certificate, then refused: what closed it was the certificate.
      17: 'guarded 03-01 03-04 03-03',
      // A service, then an engine, then a service.
      18: 'replaced 03-02 03-05 03-04',
      19: 'unverified 03-01 - 03-04',
    });
    const { id, verdict, severity, version } =
      db.get('SELECT id, verdict, severity, version FROM exposures WHERE how = ?', 'guarded') ?? {};
    expect([verdict, severity, version]).toEqual(['engine-open-plaintext', 'critical', '20.10.24']);
    expect(id).toMatch(/^e[0-9a-f]{15}$/);
    expect(db.all('PRAGMA foreign_key_check')).toEqual([]);
    expect(db.all('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
    db.close();
  });

  it('tells of each as it did, and of what is no exposure beside it', async () => {
    const db = openWriting(historyPath(await history()));
    const told = (host: number) =>
      listFindings(db, { now: NOW, deadlines: { critical: 7 } })
        .filter(({ finding }) => finding.address === `127.0.9.${host}`)
        .map(({ state, finding: { verdict, standing } }) => [state, verdict, standing.due, standing.overdue]);
    expect(told(1)).toEqual([['open', 'engine-open-plaintext', '2026-03-08', true]]);
    expect(told(7)).toEqual([
      ['resolved', 'engine-open-plaintext', null, false],
      ['open', 'other-service', null, false],
    ]);
    expect(told(8)).toEqual([['unverified', 'engine-open-plaintext', '2026-03-08', true]]);
    expect(told(10)).toEqual([['out-of-scope', 'engine-open-plaintext', null, false]]);
    expect(told(14)).toEqual([['open', 'other-service', null, false]]);
    const works = (host: number) =>
      listFindings(db, { now: NOW })
        .filter(({ finding }) => finding.address === `127.0.9.${host}`)
        .map(workOfStored);
    expect([11, 12, 13].flatMap(works)).toEqual(['accepted', 'declared', 'declared']);
    db.close();
  });

  it('keeps the acceptance of an exposure, and ends that of one that has closed', async () => {
    const db = openWriting(historyPath(await history()));
    const rows = db.all(
      `SELECT f.address, e.finding = a.finding AS own, a.ended, a.ended_why, a.product FROM acceptances a
       JOIN findings f ON f.number = a.finding JOIN exposures e ON e.number = a.exposure ORDER BY f.number`,
    );
    expect(rows).toEqual([
      { address: '127.0.9.3', own: 1, ended: '2026-03-04T02:00:00.000Z', ended_why: 'closed', product: '' },
      { address: '127.0.9.11', own: 1, ended: null, ended_why: null, product: '' },
    ]);
    expect(db.all('SELECT reference FROM change_records')).toEqual([{ reference: 'CHG-7' }]);
    db.close();
  });

  it('keeps every look, those in a row that learnt the same as one span', async () => {
    const out = await history();
    const before = new Libsql(historyPath(out));
    const [sightings] = before.prepare('SELECT count(*) AS n FROM sightings').all();
    before.close();
    const db = openWriting(historyPath(out));
    expect(db.get('SELECT sum(looks) AS n FROM looks')).toEqual(sightings);
    const spans = (host: number) =>
      db
        .all(`SELECT * FROM looks WHERE finding = ${ofHost(host)} ORDER BY first_run`)
        .map(({ first_run, last_run, looks, seen, verdict }) => [first_run, last_run, looks, seen, verdict]);
    expect(spans(1)).toEqual([[1, 6, 6, 'answered', 'engine-open-plaintext']]);
    expect(spans(2)).toEqual([
      [1, 4, 4, 'answered', 'engine-open-plaintext'],
      [5, 6, 2, 'silent', null],
    ]);
    // The same answer before and after something else is two spans.
    expect(spans(9)).toEqual([
      [1, 2, 2, 'answered', 'engine-open-plaintext'],
      [3, 3, 1, 'closed', null],
      [4, 6, 3, 'answered', 'engine-open-plaintext'],
    ]);
    expect(db.all('SELECT look FROM findings WHERE look IS NULL')).toEqual([]);
    db.close();
  });

  it('names exposures by the files of their scopes, and knows which runs were whole', async () => {
    const db = openWriting(historyPath(await history()));
    expect(db.all('SELECT key, deadlines FROM scopes')).toEqual([{ key: 'file:test.yaml', deadlines: '{}' }]);
    const unnamed = db.all(
      'SELECT f.address, e.in_scope FROM namings n JOIN exposures e ON e.number = n.exposure JOIN findings f ON f.number = e.finding WHERE named = 0',
    );
    expect(unnamed).toEqual([{ address: '127.0.9.10', in_scope: 0 }]);
    expect(db.get('SELECT count(*) AS n FROM namings')).toEqual(db.get('SELECT count(*) AS n FROM exposures'));
    expect(db.all('SELECT whole FROM runs ORDER BY number').map(({ whole }) => whole)).toEqual([1, 1, 1, 1, 1, 0]);
    expect(db.all('SELECT s.number, s.run FROM starts s')).toEqual(db.all('SELECT number, id AS run FROM runs'));
    db.close();
  });

  it('keeps the timeline, and says of each change what became of the exposure', async () => {
    const db = openWriting(historyPath(await history()));
    const of = (host: number) =>
      db
        .all(`SELECT lifecycle, state, how, exposure IS NOT NULL AS own FROM changes WHERE finding = ${ofHost(host)}`)
        .map((row) => Object.values(row));
    expect(of(4)).toEqual([
      ['new', 'open', null, 1],
      ['unverified', 'unverified', null, 1],
      ['resolved', 'closed', 'silent', 1],
    ]);
    // What closed afterwards was no exposure.
    expect(of(17)).toEqual([
      ['new', 'open', null, 1],
      ['resolved', 'closed', 'guarded', 1],
      ['resolved', null, null, 0],
    ]);
    const id = String(db.get(`SELECT id FROM findings WHERE number = ${ofHost(4)}`)?.id);
    expect(timelineOf(db, id).map(({ what }) => what)).toEqual([
      ...['new', 'seen', 'change record', 'unverified', 'seen', 'resolved'],
    ]);
    db.close();
  });
});

describe('what 0.1 took for the end of an exposure', () => {
  const nameless = [
    `UPDATE findings SET product = '' WHERE address = '127.0.9.7'`,
    `UPDATE changes SET what = replace(what, 'product: docker → ssh', 'product: docker → unknown')
     WHERE finding = ${ofHost(7)}`,
  ];

  it('is none where a service without a name answers: the exposure is open work again', async () => {
    const db = openWriting(historyPath(await history(...nameless)));
    expect(exposures(db)[7]).toBe('unverified 03-01 - 03-03');
    const [found] = listFindings(db, { now: NOW }).filter(({ finding }) => finding.address === '127.0.9.7');
    expect(found && workOfStored(found)).toBe('unverified');
    db.close();
  });

  it('is one where proof came later', async () => {
    const later = `INSERT INTO changes (finding, run, at, lifecycle, what)
      SELECT ${ofHost(7)}, 5, '2026-03-05T02:00:00.000Z', 'resolved', 'closed: the connection was refused (ECONNREFUSED)'`;
    const db = openWriting(historyPath(await history(...nameless, later)));
    expect(exposures(db)[7]).toBe('refused 03-01 03-05 03-03');
    db.close();
  });

  it('follows from the answer of today where the change is not at hand', async () => {
    const db = openWriting(historyPath(await history('DELETE FROM changes', 'DELETE FROM sightings')));
    const found = exposures(db);
    expect([found[3], found[5], found[7], found[8]]).toEqual([
      ...['refused 03-01 03-04 03-03', 'guarded 03-01 03-04 03-01', 'replaced 03-01 03-04 03-01'],
      'unverified 03-01 - 03-03',
    ]);
    db.close();
  });

  it('is by proof or by silence, each by its own word', async () => {
    const db = openWriting(historyPath(await history()));
    const hows = db.all('SELECT DISTINCT how, proved FROM closed_exposures ORDER BY how');
    expect(hows).toEqual([
      { how: 'guarded', proved: 1 },
      { how: 'refused', proved: 1 },
      { how: 'replaced', proved: 1 },
      { how: 'silent', proved: 0 },
    ]);
    expect(closedBy('silent')).toBe('silence');
    db.close();
  });
});

describe('a run after the upgrade', () => {
  const host = (n: number) => `127.0.9.${n}`;
  const engines = [1, 2, 5, 9, 11].map((n) => [host(n), n === 11 ? '27.3.1' : '20.10.24']);
  const run = async (out: string, id: string) => {
    const folder = await writeRun(out, {
      ...{ id, scope: scopeOf(['127.0.9.0/27']) },
      answers: { ...Object.fromEntries(engines), [host(7)]: 'ssh', [host(14)]: 'ssh' },
      watched: [
        { address: host(8), state: 'filtered', reason: 'timeout' },
        { address: host(19), state: 'closed', reason: 'ECONNREFUSED' },
      ],
    });
    return await recordRunFolder(folder, { out, deadlines: { critical: 7 } });
  };

  it('goes on with every exposure: its age, its acceptance, its end', async () => {
    const out = await history();
    const report = await run(out, '20260310T020000Z-000007');
    const word = (n: number) =>
      [...report.findings, ...(report.history?.absent ?? [])].find(({ address }) => address === host(n))?.lifecycle;
    const words = [1, 2, 5, 7, 8, 9, 10, 11, 14, 19].map((n) => `${n} ${word(n)}`);
    expect(words).toEqual([
      ...['1 persisting', '2 reopened', '5 reopened', '7 persisting', '8 unverified', '9 persisting'],
      // Named again, and not looked at.
      '10 unverified',
      ...['11 accepted', '14 persisting', '19 resolved'],
    ]);
    expect(openWorkOf(report).map(({ finding }) => finding.address)).toContain(host(2));
    const db = openWriting(historyPath(out));
    expect(exposures(db)).toMatchObject({
      ...{ 1: 'open 03-01 - 03-10', 2: 'open 03-01 - 03-10', 5: 'open 03-01 - 03-10', 19: 'refused 03-01 03-10 03-04' },
      7: 'replaced 03-01 03-04 03-03',
    });
    expect(db.all('SELECT key FROM scopes').map(({ key }) => String(key).startsWith('file:'))).toEqual([false]);
    db.close();
  });

  it('leaves what an engine said of itself to it, and no answer of another service', async () => {
    const out = await history();
    await run(out, '20260310T020000Z-000007');
    const db = openWriting(historyPath(out));
    const of = (n: number): StoredFinding[] =>
      listFindings(db, { now: NOW }).filter(({ finding }) => finding.address === host(n));
    expect(of(7).map(({ finding: { verdict, product } }) => [verdict, product])).toEqual([
      ['engine-open-plaintext', ''],
      ['other-service', 'ssh'],
    ]);
    expect(of(1)[0]?.finding.engine?.version).toBe('20.10.24');
    db.close();
  });
});
