import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { chmod, copyFile, mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openReading, openWriting } from '../../src/history/database.ts';
import { listFindings } from '../../src/history/query.ts';
import { insertInto } from '../../src/history/rows.ts';
import { recordStart } from '../../src/history/store.ts';
import { MIGRATIONS } from '../../src/history/tables.ts';
import { timelineOf } from '../../src/history/timeline.ts';
import { writeRun } from '../helpers/ended-run.ts';
import { recordRunFolder } from '../helpers/record-run.ts';
import { scopeOf, temporaryFolder } from '../helpers/scope.ts';
import { runRow } from './samples.ts';

const NOW = '2026-04-01T00:00:00.000Z';

const NOBODY = ['--reuid', '65534', '--clear-groups'];
const canDropRights = spawnSync('setpriv', [...NOBODY, process.execPath, '-e', '']).status === 0;

/** A process of its own that uses the built program. */
function program(code: string): (path: string) => [string, string[]] {
  const whole = `import fs from 'node:fs';${code}`;
  return (path) => [process.execPath, ['--input-type=module', '-e', whole, path]];
}

async function pathOf(): Promise<string> {
  return join(await temporaryFolder(), 'seawall.db');
}

describe('the history file', () => {
  it('is made for its owner alone, and is not there before', async () => {
    const path = await pathOf();
    expect(openReading(path)).toBeUndefined();
    openWriting(path).close();
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const db = openReading(path);
    expect(db?.get('PRAGMA user_version')?.user_version).toBe(MIGRATIONS.length);
    expect(db?.get('PRAGMA synchronous')?.synchronous).toBe(2);
    db?.close();
  });

  it('reads without being able to write', async () => {
    const path = await pathOf();
    openWriting(path).close();
    const db = openReading(path);
    expect(() => db?.prepare('DELETE FROM runs')()).toThrow(/HISTORY_UNUSABLE/);
    db?.close();
  });

  it('refuses a newer one by name, for reading and for writing', async () => {
    const path = await pathOf();
    const db = openWriting(path);
    db.prepare(`PRAGMA user_version = ${MIGRATIONS.length + 1}`)();
    db.close();
    for (const open of [openReading, openWriting])
      expect(() => open(path)).toThrow(
        `this history has schema ${MIGRATIONS.length + 1}, and this Seawall knows ${MIGRATIONS.length}`,
      );
    expect(() => openReading(path)).toThrow('HISTORY_VERSION');
  });

  it('says what to do with a damaged one, and with a folder in its place', async () => {
    const path = await pathOf();
    await writeFile(path, 'this is no database, whatever its name says: '.repeat(100));
    expect(() => openReading(path)).toThrow(/HISTORY_UNUSABLE/);
    expect(() => openWriting(path)).toThrow(/restore it from a backup/);
    const folder = await pathOf();
    await mkdir(folder);
    expect(() => openWriting(folder)).toThrow(/HISTORY_UNUSABLE/);
  });

  it('is written while somebody reads, however long', async () => {
    const path = await pathOf();
    openWriting(path).close();
    const reader = openReading(path);
    reader?.prepare('BEGIN')();
    expect(reader?.all('SELECT * FROM starts')).toEqual([]);
    const writer = openWriting(path);
    const begun = performance.now();
    writer.transaction(() => recordStart(writer, 'r', NOW));
    writer.close();
    expect(performance.now() - begun).toBeLessThan(2_000);
    expect(reader?.all('SELECT * FROM starts')).toEqual([]);
    reader?.prepare('COMMIT')();
    expect(reader?.all('SELECT run FROM starts')).toEqual([{ run: 'r' }]);
    reader?.close();
  });

  it('is one file when the last process that had it open has ended, written or read', async () => {
    const path = await pathOf();
    const use = (name: string) =>
      program(`import { ${name} } from './dist/history/database.js';
        const db = ${name}(process.argv[1]);
        if (db.get('SELECT count(*) AS n FROM starts').n !== 0) throw new Error('rows');
        process.stdout.write(String(fs.statSync(process.argv[1] + '-wal').mode & 0o777));
        db.close();`);
    for (const name of ['openWriting', 'openReading']) {
      const { stdout, stderr } = spawnSync(...use(name)(path));
      expect(stderr.toString()).toBe('');
      expect(stdout.toString()).toBe(String(0o600));
      expect(await readdir(dirname(path))).toEqual(['seawall.db']);
    }
  });

  it.runIf(canDropRights)('is read by one who can write nothing there, with and without a log beside it', async () => {
    const path = await pathOf();
    const db = openWriting(path);
    recordStart(db, 'r', NOW);
    const asNobody = program(`import { openReading } from './dist/history/database.js';
      const db = openReading(process.argv[1]);
      process.stdout.write(JSON.stringify(db.all('SELECT run FROM starts')));
      db.close();`);
    const read = async (copy: string) => {
      for (const name of await readdir(dirname(copy))) await chmod(join(dirname(copy), name), 0o644);
      await chmod(dirname(copy), 0o755);
      const [, args] = asNobody(copy);
      const { stdout, stderr } = spawnSync('setpriv', [...NOBODY, process.execPath, ...args]);
      return stdout.toString() || stderr.toString();
    };
    const withLog = await pathOf();
    for (const tail of ['', '-wal', '-shm']) await copyFile(`${path}${tail}`, `${withLog}${tail}`);
    expect(await read(withLog)).toBe('[{"run":"r"}]');
    // Without the file that says what of the log counts, it cannot be read there.
    const without = await pathOf();
    for (const tail of ['', '-wal']) await copyFile(`${path}${tail}`, `${without}${tail}`);
    expect(await read(without)).toContain('copy it, with its -wal if there is one');
    db.close();
    const alone = await pathOf();
    await copyFile(path, alone);
    expect(await read(alone)).toBe('[{"run":"r"}]');
    expect(await readdir(dirname(alone))).toEqual(['seawall.db']);
  });

  it('takes over one with a rollback journal, also while somebody reads it', async () => {
    const path = await pathOf();
    openWriting(path).close();
    const old = `${path}.old`;
    const db = openWriting(path);
    db.prepare('VACUUM INTO ?')(old);
    db.close();
    const reader = openReading(old);
    reader?.prepare('BEGIN')();
    reader?.all('SELECT * FROM starts');
    openWriting(old).close();
    reader?.prepare('COMMIT')();
    const writer = openWriting(old);
    expect(writer.get('PRAGMA journal_mode')?.journal_mode).toBe('wal');
    writer.close();
    reader?.close();
  }, 30_000);

  it('asks the same statement again with other values', async () => {
    const db = openWriting(await pathOf());
    for (const run of ['a', 'b']) recordStart(db, run, NOW);
    const ask = (run: string) => db.get('SELECT number FROM starts WHERE run = ?', run)?.number;
    expect(['b', 'a', 'c', 'b'].map(ask)).toEqual([2, 1, undefined, 2]);
    db.close();
  });

  it('takes back what a transaction did that failed', async () => {
    const db = openWriting(await pathOf());
    const fail = () =>
      db.transaction(() => {
        insertInto(db, 'runs')(runRow());
        throw new Error('on the way');
      });
    expect(fail).toThrow('on the way');
    expect(db.all('SELECT * FROM runs')).toEqual([]);
    db.close();
  });
});

/** A file that a release with that schema wrote; `UPDATE_FIXTURE=1` writes that of the current one, once. */
describe('an old history', () => {
  const FIXTURE = `test/fixtures/history/v${MIGRATIONS.length}.db`;
  if (process.env.UPDATE_FIXTURE === '1')
    it('is written', async () => {
      const out = await temporaryFolder();
      const scope = scopeOf(['127.0.9.0/29']);
      const answers = { '127.0.9.1': '20.10.24', '127.0.9.2': 'ssh' };
      const first = await writeRun(out, { id: '20260301T020000Z-000001', scope, answers });
      await recordRunFolder(first, { out, deadlines: {} });
      const watched = [{ address: '127.0.9.1', state: 'closed' as const, reason: 'ECONNREFUSED' }];
      const second = await writeRun(out, {
        id: '20260311T020000Z-000002',
        scope,
        answers: { '127.0.9.2': '27.0.3' },
        watched,
      });
      await recordRunFolder(second, { out, deadlines: {} });
      await copyFile(join(out, 'seawall.db'), FIXTURE);
    });

  const versions = readdirSync('test/fixtures/history').flatMap((name) => /^v(\d+)\.db$/.exec(name)?.[1] ?? []);
  it('is at hand of every schema before this one', () => {
    expect(versions).toEqual(expect.arrayContaining(MIGRATIONS.slice(1).map((_, i) => String(i + 1))));
  });

  it.each(versions)('of schema %s is brought up to date, with all it knew', async (version) => {
    const path = await pathOf();
    await copyFile(`test/fixtures/history/v${version}.db`, path);
    const db = openReading(path);
    if (db === undefined) throw new Error('no history');
    const found = listFindings(db, { now: NOW, deadlines: { critical: 7 } });
    expect(
      found.map(({ state, finding }) => [
        finding.address,
        state,
        finding.verdict,
        finding.lifecycle,
        finding.standing.openSince,
      ]),
    ).toEqual([
      ['127.0.9.2', 'open', 'engine-open-plaintext', 'new', '2026-03-11T02:00:00.000Z'],
      ['127.0.9.1', 'resolved', 'engine-open-plaintext', 'resolved', '2026-03-01T02:00:00.000Z'],
    ]);
    expect(found[0]?.finding.standing).toMatchObject({ daysOpen: 20, due: '2026-03-18', overdue: true });
    expect(found[1]?.finding.standing).toMatchObject({ daysOpen: 10, due: null, overdue: false });
    expect(timelineOf(db, found[1]?.finding.id ?? '').map(({ at, what }) => [at.slice(0, 10), what])).toEqual([
      ['2026-03-01', 'new'],
      ['2026-03-11', 'resolved'],
    ]);
    for (const view of ['open_findings', 'closed_exposures', 'timeline', 'run_history', 'owner_summary'])
      expect(db.all(`SELECT * FROM ${view}`).length).toBeGreaterThan(0);
    db.close();
  });
});
