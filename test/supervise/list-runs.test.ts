import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listKnownRuns } from '../../src/supervise/list-runs.ts';
import { writeRun } from '../helpers/ended-run.ts';
import { runDaysAgo, shortHistory } from '../helpers/history.ts';
import { scopeOf, temporaryFolder } from '../helpers/scope.ts';

const scope = scopeOf(['127.0.9.0/28']);

async function listed(out: string, limit?: number) {
  const warnings: string[] = [];
  return { ...(await listKnownRuns(out, limit, (text) => void warnings.push(text))), warnings };
}

describe('runs', () => {
  it('are those of history and those that a folder alone shows, newest first', async () => {
    const { out, runs } = await shortHistory();
    const stopped = runDaysAgo(20, '0000aa');
    await writeRun(out, { id: stopped, scope, reasons: ['interrupted'] });
    const empty = runDaysAgo(30, '0000bb');
    await mkdir(join(out, empty));
    await rm(join(out, runs[0]), { recursive: true });
    const found = await listed(out);
    expect(found).toMatchObject({ total: 4, warnings: [] });
    expect(found.runs).toMatchObject([
      { id: runs[1], outcome: 'finished', recorded: true, folder: true, opened: 1, resolved: 1, critical: 2 },
      { id: stopped, outcome: 'partial', reasons: ['interrupted'], recorded: false, folder: true, opened: null },
      { id: empty, outcome: 'unknown', recorded: false, folder: true },
      { id: runs[0], outcome: 'finished', recorded: true, folder: false },
    ]);
    expect((await listed(out, 2)).runs).toEqual(found.runs.slice(0, 2));
  });

  it('are those of the folders where the history was lost, and that is said', async () => {
    const { out, runs } = await shortHistory();
    await rm(join(out, 'seawall.db'));
    const { runs: found, warnings } = await listed(out);
    expect(found.map(({ id, recorded }) => [id, recorded])).toEqual([
      [runs[1], false],
      [runs[0], false],
    ]);
    expect(warnings).toEqual([expect.stringMatching(/seawall\.db: the history is missing.*history rebuild/)]);
  });

  it('are none in a new folder, and a mistake in one that holds other things', async () => {
    const out = await temporaryFolder();
    for (const name of ['.gitignore', 'audit.log', 'status.json']) await writeFile(join(out, name), '');
    expect(await listed(out)).toEqual({ runs: [], total: 0, warnings: [] });
    await writeFile(join(out, 'thesis.tex'), '');
    await expect(listed(out)).rejects.toThrow(/holds no run: say with --out/);
    await expect(listed(join(out, 'reprots'))).rejects.toThrow('RUNS_FOLDER_NOT_FOUND');
  });
});
