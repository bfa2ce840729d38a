import { chmod, copyFile, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { openWriting } from '../../src/history/database.ts';
import { historyPath } from '../../src/history/history-file.ts';
import { replaceHistory } from '../../src/history/replace.ts';
import { insertInto } from '../../src/history/rows.ts';
import { recordStart } from '../../src/history/store.ts';
import { lockFolder } from '../../src/supervise/lock.ts';
import { run } from '../helpers/cli.ts';
import { idOf, OLD, shortHistory } from '../helpers/history.ts';
import { clock, temporaryFolder } from '../helpers/scope.ts';

// Each question is a program of its own.
vi.setConfig({ testTimeout: 60_000 });

const actor = { user: 'ann', host: 'here', pid: process.pid, isAlive: () => true };
const history = (out: string, ...words: string[]) => run(['history', ...words, '--out', out]);
const until = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);

describe('seawall history', () => {
  it.each<[string[], RegExp]>([
    [['forget'], /history takes export, import, rebuild, check, backup, add, not 'forget'/],
    [['import'], /history import needs the file of an export/],
    [['backup'], /history backup needs the file to write/],
    [['add'], /history add needs a run/],
    [['check', 'x'], /history check takes no 'x'/],
    [['check', '--to', 'x'], /--to is of history export/],
  ])('refuses %j', async (words, message) => {
    const { out } = await shortHistory();
    expect(await history(out, ...words)).toMatchObject({ status: 2, stderr: expect.stringMatching(message) });
  });

  it('teaches in its help', async () => {
    const { stdout, status } = await run(['history', '--help']);
    expect(status).toBe(0);
    for (const word of ['export', 'import', 'rebuild', 'check', 'backup', 'add']) expect(stdout).toMatch(`  ${word} `);
  });

  it('exports and imports, and imports over nothing', async () => {
    const { out } = await shortHistory();
    const file = join(await temporaryFolder(), 'h.jsonl');
    expect(await history(out, 'export', '--to', file)).toMatchObject({ status: 0, stderr: '' });
    const copy = join(await temporaryFolder(), 'new');
    expect((await history(copy, 'import', file)).stdout).toMatch(/^imported [\d,]+ rows of 2 runs into /);
    expect((await history(copy, 'export')).stdout).toBe(await readFile(file, 'utf8'));
    expect(await readdir(copy)).toEqual(['seawall.db']);
    expect((await stat(historyPath(copy))).mode & 0o777).toBe(0o600);
    expect(await history(copy, 'import', file)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('already'),
    });
    await writeFile(file, '{}\n');
    const other = await temporaryFolder();
    expect(await history(other, 'import', file)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining(`${file}:1`),
    });
    expect(await readdir(other)).toEqual([]);
  });

  it('checks, and exits 1 where something is wrong, also where the file is none', async () => {
    const { out } = await shortHistory();
    expect(await history(out, 'check')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('nothing is wrong'),
    });
    const db = openWriting(historyPath(out));
    db.prepare("UPDATE findings SET verdict = 'x' WHERE number = 1")();
    db.close();
    const found = await history(out, 'check');
    expect(found.status).toBe(1);
    expect(found.stdout).toMatch(/table findings, row 1: verdict is none: "x"\n.*1 fault: restore a backup/);
    await writeFile(historyPath(out), 'no database '.repeat(1_000));
    expect(await history(out, 'check')).toMatchObject({ status: 1, stdout: expect.stringContaining('NOTADB') });
    expect((await history(await temporaryFolder(), 'check')).status).toBe(2);
  });

  it('copies the file while somebody writes', async () => {
    const { out } = await shortHistory();
    const writer = openWriting(historyPath(out));
    writer.prepare('BEGIN IMMEDIATE')();
    const file = join(await temporaryFolder(), 'b.db');
    expect(await history(out, 'backup', file)).toMatchObject({ status: 0, stderr: '' });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    writer.prepare('ROLLBACK')();
    writer.close();
    expect(await history(out, 'backup', file)).toMatchObject({ status: 2 });
  });

  it('makes a lost one again, with what people decided', async () => {
    const { out } = await shortHistory();
    const words = ['--reason', 'r', '--owner', 'o', '--until', until];
    expect((await run(['accept', idOf(OLD), '--out', out, ...words])).status).toBe(0);
    expect((await run(['record-change', idOf(OLD), '--out', out, '--reference', 'C-1'])).status).toBe(0);
    expect((await run(['log', 'verify', '--out', out])).status).toBe(0);
    const rows = async () =>
      (await history(out, 'export')).stdout.split('\n').filter((line) => !/"(starts|scopes)"/.test(line.slice(0, 20)));
    const before = await rows();
    await rm(historyPath(out));
    const made = await history(out, 'rebuild');
    expect(made).toMatchObject({ status: 0, stdout: expect.stringContaining('from 2 runs and 2 decisions\n') });
    expect(made.stderr).toContain('scope file test.yaml is not there');
    expect((await rows()).slice(1)).toEqual(before.slice(1));
    expect((await run(['findings', '--out', out, '--state', 'accepted'])).stdout).toContain(until);
  });

  it('keeps the old file when it makes a new one, and gives up pruned runs only when told', async () => {
    const { out, runs } = await shortHistory();
    const db = openWriting(historyPath(out));
    insertInto(db, 'told')({ receiver: 'mail', subject: 'run x', at: '2026-03-01T02:00:00.000Z', state: '{}' });
    db.close();
    const old = await history(out, 'export');
    expect(await history(out, 'check')).toMatchObject({ status: 0 });
    await rm(join(out, runs[0]), { recursive: true });
    const refused = await history(out, 'rebuild');
    expect(refused).toMatchObject({
      status: 2,
      stderr: expect.stringContaining(`1 run whose folders are gone (${runs[0]})`),
    });
    expect(await history(out, 'rebuild', '--without-pruned')).toMatchObject({ status: 0 });
    // Nobody is told again.
    expect((await history(out, 'export')).stdout).toContain('"table":"told","row":{"number":1,"receiver":"mail"');
    const kept = (await readdir(out)).filter((name) => name.startsWith('seawall-before-'));
    expect(kept).toEqual([expect.stringMatching(/^seawall-before-.*\.db$/)]);
    const copy = await temporaryFolder();
    await copyFile(join(out, kept[0] ?? ''), historyPath(copy));
    expect((await history(copy, 'export')).stdout).toBe(old.stdout);
    expect((await history(await temporaryFolder(), 'rebuild')).stderr).toContain('there are no runs');
  });

  it('waits for nobody who has the lock', async () => {
    const { out, runs } = await shortHistory();
    const lock = await lockFolder(out, { actor, clock, purpose: 'seawall audit' });
    for (const words of [['rebuild'], ['add', runs[0]], ['import', 'x']])
      expect(await history(out, ...words)).toMatchObject({ status: 2, stderr: expect.stringContaining('LOCK_HELD') });
    await lock.release();
    expect(await history(out, 'add', runs[0])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('RUN_UNRECORDABLE'),
    });
  });
});

describe('a history that is built beside the old one', () => {
  it('takes its place when it is whole, and not before', async () => {
    const { out } = await shortHistory();
    const kept = join(out, 'kept.db');
    const names = (await readdir(out)).sort();
    const fail = replaceHistory(out, kept, () => {
      throw new Error('on the way');
    });
    await expect(fail).rejects.toThrow('on the way');
    expect((await readdir(out)).filter((name) => !/-(wal|shm)$/.test(name)).sort()).toEqual(
      names.filter((name) => !/-(wal|shm)$/.test(name)),
    );
    await replaceHistory(out, kept, (db) => recordStart(db, 'r', '2026-03-01T02:00:00.000Z'));
    const db = openWriting(historyPath(out));
    expect(db.all('SELECT run FROM starts')).toEqual([{ run: 'r' }]);
    db.close();
    expect((await stat(kept)).mode & 0o777).toBe(0o600);
  });

  it('keeps a damaged old file as it is, and its log away from the new one', async () => {
    const out = await temporaryFolder();
    await mkdir(out, { recursive: true });
    await writeFile(historyPath(out), 'no database '.repeat(1_000));
    await writeFile(`${historyPath(out)}-wal`, 'its log');
    await chmod(historyPath(out), 0o600);
    const kept = join(out, 'kept.db');
    await replaceHistory(out, kept, () => undefined);
    expect(await readFile(kept, 'utf8')).toContain('no database');
    expect((await readdir(out)).filter((name) => !name.startsWith('kept.db'))).toEqual(['seawall.db']);
  });
});

it('has a line in its documentation for every table and view', async () => {
  const db = openWriting(join(await temporaryFolder(), 'seawall.db'));
  const names = db.all("SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%'");
  db.close();
  const text = await readFile('docs/history.md', 'utf8');
  expect(names.filter(({ name }) => !text.includes(`| \`${name}\` `))).toEqual([]);
  const said = [...text.matchAll(/^\| `([a-z_]+)` /gm)].map(([, name]) => name);
  expect(said.sort()).toEqual(names.map(({ name }) => name).sort());
});
