import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import { pointLatest } from '../../src/journal/folder.ts';
import { findRunsToCompare } from '../../src/supervise/runs-to-compare.ts';
import { type WrittenRun, writeRun } from '../helpers/ended-run.ts';
import { scopeOf, temporaryFolder } from '../helpers/scope.ts';

const scope = scopeOf(['127.0.9.0/28']);
const id = (day: number): string => `2026030${day}T020000Z-00000${day}`;

async function folderOf(...runs: (Partial<WrittenRun> | undefined)[]): Promise<string> {
  const out = await temporaryFolder();
  for (const [i, run] of runs.entries()) if (run !== undefined) await writeRun(out, { id: id(i + 1), scope, ...run });
  return out;
}
const compared = async (out: string, ...words: string[]): Promise<string[]> =>
  (await findRunsToCompare(out, words)).map((folder) => basename(folder));

it('compares the last two finished runs, and passes over others between them', async () => {
  const out = await folderOf(
    {},
    { vantage: 'vps' },
    { shard: { index: 1, count: 2 } },
    { reasons: ['interrupted'] },
    {},
  );
  expect(await compared(out)).toEqual([id(1), id(5)]);
  expect(await compared(out, id(4))).toEqual([id(1), id(4)]);
  await pointLatest(out, join(out, id(5)));
  expect(await compared(out, 'latest')).toEqual([id(1), id(5)]);
  expect(await compared(out, id(5), id(2))).toEqual([id(5), id(2)]);
  await expect(compared(out, id(2))).rejects.toThrow(`no finished audit from vps is older than ${id(2)}`);
});

it('says what is missing', async () => {
  await expect(compared(await folderOf())).rejects.toThrow('is finished: there is nothing to compare');
  await expect(compared(await folderOf({}))).rejects.toThrow('RUN_NOT_FOUND');
  await expect(compared(await folderOf({}), 'x')).rejects.toThrow('RUN_NOT_FOUND');
});
