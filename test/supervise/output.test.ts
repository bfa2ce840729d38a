import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { assembleReport } from '../../src/audit/assemble.ts';
import { parseFormats } from '../../src/report/formats.ts';
import { shorten, summaryOf, writeAll } from '../../src/supervise/output.ts';
import { createContext } from '../helpers/context.ts';
import { writeRun } from '../helpers/ended-run.ts';
import { scopeOf, temporaryFolder } from '../helpers/scope.ts';

async function report() {
  return await assembleReport(
    await writeRun(await temporaryFolder(), { id: '20260301T020000Z-000001', scope: scopeOf(['127.0.9.0/28']) }),
  );
}

it('writes what can be written, and says in a line what cannot', async () => {
  const folder = await temporaryFolder();
  await mkdir(join(folder, 'findings.json'));
  const failures: string[] = [];
  const options = { excel: false };
  const written = await writeAll(
    folder,
    await report(),
    parseFormats('csv,json'),
    (line) => failures.push(line),
    options,
  );
  expect(written).toEqual({ files: ['findings.csv', 'coverage.csv', 'run.json'], whole: false });
  expect(failures).toEqual([expect.stringMatching(/findings\.json.* \[OUTPUT_UNWRITABLE\]$/)]);
});

it('shows paths below this folder as relative ones', () => {
  expect(shorten(resolve('reports/a'))).toBe(join('reports', 'a'));
  expect(shorten('/')).toBe('/');
});

it('names the files of a run in its summary', async () => {
  const files = ['findings.csv'];
  expect(summaryOf(await report(), { folder: 'reports/x', files }, createContext())).toContain('findings.csv');
});

it('names the folder of runs of a run to go on with, wherever its reports were written', async () => {
  const out = await temporaryFolder();
  const id = '20260301T020000Z-000002';
  const runFolder = await writeRun(out, { id, scope: scopeOf(['127.0.9.0/28']), reasons: ['interrupted'] });
  const partial = await assembleReport(runFolder);
  const text = summaryOf(partial, { folder: 'elsewhere', files: [], runFolder }, createContext());
  expect(text.replace(/\s+/g, ' ')).toContain(`Go on with: seawall audit --resume ${id} --out ${out} test.yaml`);
  expect(summaryOf(partial, { folder: 'elsewhere', files: [] }, createContext())).not.toContain('Go on with');
});
