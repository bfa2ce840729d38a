import { spawn } from 'node:child_process';
import { appendFile, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Actor } from '../../src/supervise/actor.ts';
import { AUDIT_LOG, type AuditEntry, canonical, FIRST, sealEntry } from '../../src/supervise/audit-entry.ts';
import { openAuditLog } from '../../src/supervise/audit-log.ts';
import { verifyAuditLog } from '../../src/supervise/audit-verify.ts';
import { clock, temporaryFolder } from '../helpers/scope.ts';

const actor: Actor = { user: 'ann', host: 'here', pid: process.pid, isAlive: () => true };
const MODULE = fileURLToPath(new URL('../../dist/supervise/audit-log.js', import.meta.url));

async function written(entries: number): Promise<{ out: string; path: string; lines: string[]; heads: string[] }> {
  const out = await temporaryFolder();
  const log = openAuditLog(out, actor, clock);
  const heads: string[] = [];
  for (let i = 0; i < entries; i += 1)
    heads.push((await log.append('start', { i, text: 'line\u2028or "two"\r\n' })).hash);
  const path = join(out, AUDIT_LOG);
  return { out, path, heads, lines: (await readFile(path, 'utf8')).split('\n').slice(0, -1) };
}

describe('a chain', () => {
  it('is proved, entry by entry, and is for its owner alone', async () => {
    const { out, path, heads } = await written(3);
    const seen: AuditEntry[] = [];
    expect(await verifyAuditLog(out, { onEntry: (entry) => seen.push(entry) })).toEqual({
      entries: 3,
      head: heads[2],
      torn: 0,
    });
    expect(seen.map(({ seq, event, user, pid }) => [seq, event, user, pid])).toEqual([
      [1, 'start', 'ann', process.pid],
      [2, 'start', 'ann', process.pid],
      [3, 'start', 'ann', process.pid],
    ]);
    expect(seen[0]?.prev).toBe(FIRST);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('knows a head that was kept elsewhere, and misses it after a cut', async () => {
    const { out, path, heads, lines } = await written(4);
    expect(await verifyAuditLog(out, { head: heads[2] ?? '' })).toMatchObject({ entries: 4, anchor: 3 });
    await writeFile(path, `${lines.slice(0, 2).join('\n')}\n`);
    const cut = await verifyAuditLog(out, { head: heads[2] ?? '' });
    expect(cut).toMatchObject({ entries: 2 });
    expect(cut).not.toHaveProperty('anchor');
    expect(cut).not.toHaveProperty('broken');
  });

  it('is not there', async () => {
    await expect(verifyAuditLog(await temporaryFolder())).rejects.toMatchObject({
      code: 'LOG_UNREADABLE',
      exitStatus: 2,
    });
  });
});

describe('a broken chain names the first entry that is not as it was written', () => {
  const swap = (lines: string[], a: number, b: number): string[] =>
    lines.map((line, i) => (i === a ? (lines[b] ?? '') : i === b ? (lines[a] ?? '') : line));
  const reseal = (line: string): string => {
    const { hash: _, prev, seq, ...body } = JSON.parse(line) as AuditEntry;
    return canonical(sealEntry({ entries: seq - 1, hash: prev }, { ...body, details: { changed: true }, actor }));
  };
  it.each<[string, (lines: string[]) => string[], number, string]>([
    ['a word changed', (lines) => lines.with(1, (lines[1] ?? '').replace('"ann"', '"eve"')), 2, 'content was changed'],
    ['a key twice', (lines) => lines.with(1, (lines[1] ?? '').replace('{', '{"at":"x",')), 2, 'content was changed'],
    ['a space added', (lines) => lines.with(1, (lines[1] ?? '').replace('{', '{ ')), 2, 'content was changed'],
    ['hashed anew', (lines) => lines.with(1, reseal(lines[1] ?? '')), 3, 'does not follow'],
    ['one taken out', (lines) => lines.toSpliced(1, 1), 2, 'number 3 where 2 is due'],
    ['the first taken out', (lines) => lines.slice(1), 1, 'number 2 where 1 is due'],
    ['one twice', (lines) => lines.toSpliced(1, 0, lines[1] ?? ''), 3, 'number 2 where 3 is due'],
    ['two exchanged', (lines) => swap(lines, 1, 2), 2, 'number 3 where 2 is due'],
    ['an empty line', (lines) => lines.toSpliced(2, 0, ''), 3, 'not JSON'],
    ['another thing', (lines) => lines.with(0, '[]'), 1, 'format'],
    ['fields missing', (lines) => lines.with(0, '{"schema":"seawall.audit-log/1"}'), 1, 'lacks'],
  ])('%s', async (_name, change, line, what) => {
    const { out, path, lines } = await written(4);
    await writeFile(path, `${change(lines).join('\n')}\n`);
    expect((await verifyAuditLog(out)).broken).toEqual({ line, what: expect.stringContaining(what) });
  });

  it('also after somebody wrote on', async () => {
    const { out, path, lines } = await written(2);
    await writeFile(path, `${lines[0]}\n{"not":"an entry"}\n`);
    await openAuditLog(out, actor, clock).append('end', {});
    expect((await verifyAuditLog(out)).broken?.line).toBe(2);
  });
});

describe('half a line of a killed writer', () => {
  it('is no broken chain; the next writer takes it out and says so', async () => {
    const { out, path, lines } = await written(2);
    const half = (lines[1] ?? '').slice(0, 40);
    await appendFile(path, half);
    expect(await verifyAuditLog(out)).toMatchObject({ entries: 2, torn: 40 });
    await openAuditLog(out, actor, clock).append('end', {});
    const seen: AuditEntry[] = [];
    const result = await verifyAuditLog(out, { onEntry: (entry) => seen.push(entry) });
    expect(result).toMatchObject({ entries: 4, torn: 0 });
    expect(result).not.toHaveProperty('broken');
    expect(seen.slice(2).map(({ event, details }) => [event, details.bytes])).toEqual([
      ['repair', 40],
      ['end', undefined],
    ]);
  });

  it('may be all there is', async () => {
    const out = await temporaryFolder();
    await writeFile(join(out, AUDIT_LOG), '{"half');
    expect(await verifyAuditLog(out)).toMatchObject({ entries: 0, torn: 6 });
    await openAuditLog(out, actor, clock).append('start', {});
    expect(await verifyAuditLog(out)).toMatchObject({ entries: 2, torn: 0 });
  });

  it('may be longer than a block', async () => {
    const { out, path } = await written(1);
    await openAuditLog(out, actor, clock).append('start', { long: 'x'.repeat(200_000) });
    await appendFile(path, 'y'.repeat(300_000));
    await openAuditLog(out, actor, clock).append('end', {});
    expect(await verifyAuditLog(out)).toMatchObject({ entries: 4, torn: 0 });
  });
});

it('takes entries from many processes at once', async () => {
  const out = await temporaryFolder();
  const code = `
    import { openAuditLog } from ${JSON.stringify(MODULE)};
    const actor = { user: 'bob', host: 'here', pid: process.pid, isAlive: () => true };
    const log = openAuditLog(${JSON.stringify(out)}, actor, { now: () => Date.now() });
    await Promise.all(Array.from({ length: 10 }, (_, i) => log.append('refusal', { i })));`;
  const children = Array.from({ length: 6 }, () =>
    spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: 'inherit' }),
  );
  const statuses = await Promise.all(children.map((child) => new Promise((resolve) => child.once('exit', resolve))));
  expect(statuses).toEqual([0, 0, 0, 0, 0, 0]);
  const result = await verifyAuditLog(out);
  expect(result).toMatchObject({ entries: 60, torn: 0 });
  expect(result).not.toHaveProperty('broken');
}, 60_000);
