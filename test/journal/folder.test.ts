import { lstat, mkdir, readdir, readlink, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  createRunFolder,
  createRunId,
  findRunFolder,
  JOURNAL,
  listRuns,
  pointLatest,
  unwritable,
} from '../../src/journal/folder.ts';
import { temporaryFolder } from '../helpers/scope.ts';

const OLD = '20250101T000000Z-ffffff';
const NEW = '20260101T000000Z-000000';

async function runIn(out: string, id: string): Promise<string> {
  const folder = await createRunFolder(out, id);
  await writeFile(join(folder, JOURNAL), '');
  return folder;
}

describe('a run id', () => {
  it('is the time in UTC and a random tail', () => {
    const now = Date.parse('2026-11-24T23:59:59.987Z');
    expect(createRunId(now, () => Buffer.from([0, 0xab, 0xff]))).toBe('20261124T235959Z-00abff');
    expect(createRunId(now)).toMatch(/^20261124T235959Z-[0-9a-f]{6}$/);
    expect(new Set(Array.from({ length: 50 }, () => createRunId(now))).size).toBeGreaterThan(45);
  });

  it('sorts by time', () => {
    const times = ['1999-12-31T23:59:59Z', '2026-01-01T00:00:00Z', '2026-01-01T00:00:01Z', '2026-10-01T00:00:00Z'];
    const ids = times.map((time) => createRunId(Date.parse(time)));
    expect(ids.toSorted()).toEqual(ids);
  });
});

describe("a run's folder", () => {
  it('is for its owner alone, and so is what holds it', async () => {
    const out = join(await temporaryFolder(), 'a', 'b');
    const folder = await createRunFolder(out, NEW);
    expect(folder).toBe(join(out, NEW));
    for (const path of [out, folder]) expect((await stat(path)).mode & 0o777).toBe(0o700);
  });

  it('is never shared with another run, nor made inside a file', async () => {
    const out = await temporaryFolder();
    await createRunFolder(out, NEW);
    await expect(createRunFolder(out, NEW)).rejects.toMatchObject({
      code: 'OUTPUT_UNWRITABLE',
      cause: { code: 'EEXIST' },
    });
    await writeFile(join(out, 'file'), '');
    await expect(createRunFolder(join(out, 'file'), NEW)).rejects.toThrow(/cannot write .*file.*--out/);
  });

  it('is found by id, by path, and by latest; a folder without a journal is none', async () => {
    const out = await temporaryFolder();
    const folder = await runIn(out, NEW);
    await pointLatest(out, folder);
    expect(await findRunFolder(out, NEW)).toBe(folder);
    expect(await findRunFolder('elsewhere', folder)).toBe(folder);
    expect(await findRunFolder(out, 'latest')).toBe(join(out, 'latest'));
    await createRunFolder(out, OLD);
    await expect(findRunFolder(out, OLD)).rejects.toMatchObject({ code: 'RUN_NOT_FOUND' });
    await mkdir(join(out, OLD, JOURNAL));
    await expect(findRunFolder(out, OLD)).rejects.toThrow(`the newest one in ${out} is ${NEW}`);
    await expect(findRunFolder(await temporaryFolder(), 'latest')).rejects.toThrow('there are none');
    await expect(findRunFolder(join(out, 'none'), 'latest')).rejects.toThrow('RUNS_FOLDER_NOT_FOUND');
  });

  it('is listed, newest first, beside whatever else lies there', async () => {
    const out = await temporaryFolder();
    for (const id of [OLD, NEW]) await runIn(out, id);
    await pointLatest(out, join(out, OLD));
    for (const name of ['seawall.db', '20260101T000000Z-00000', '20260101T000000Z-000000.bak', '.gitignore'])
      await writeFile(join(out, name), '');
    expect(await listRuns(out)).toEqual([NEW, OLD]);
    await expect(listRuns(join(out, 'none'))).rejects.toMatchObject({ code: 'RUNS_FOLDER_NOT_FOUND' });
    await expect(listRuns(join(out, 'seawall.db'))).rejects.toMatchObject({ code: 'RUNS_FOLDER_NOT_FOUND' });
  });
});

describe('latest', () => {
  it('moves from run to run, relative to its folder, and leaves nothing behind', async () => {
    const out = await temporaryFolder();
    for (const id of [OLD, NEW]) await pointLatest(out, await runIn(out, id));
    expect(await readlink(join(out, 'latest'))).toBe(NEW);
    expect((await readdir(out)).sort()).toEqual([OLD, NEW, 'latest']);
  });

  it('survives what a killed run left of an earlier try', async () => {
    const out = await temporaryFolder();
    const folder = await runIn(out, NEW);
    await symlink(NEW, join(out, `.latest-${NEW}`));
    await pointLatest(out, folder);
    expect(await readlink(join(out, 'latest'))).toBe(NEW);
  });

  it('does not replace a folder of that name', async () => {
    const out = await temporaryFolder();
    const folder = await runIn(out, NEW);
    await mkdir(join(out, 'latest'));
    await writeFile(join(out, 'latest', 'mine'), '');
    await expect(pointLatest(out, folder)).rejects.toMatchObject({ code: 'OUTPUT_UNWRITABLE' });
    expect((await lstat(join(out, 'latest'))).isDirectory()).toBe(true);
    expect((await readdir(out)).sort()).toEqual([NEW, 'latest']);
  });
});

it('says what cannot be written, why, and what to do', () => {
  const cause = Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
  const error = unwritable('/a/b', cause);
  expect(error).toMatchObject({ code: 'OUTPUT_UNWRITABLE', exitStatus: 2, cause });
  expect(error.message).toMatch(/^cannot write \/a\/b: ENOSPC.*choose another folder with --out/);
});
