import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { EXIT, SeawallError } from '../../src/domain/errors.ts';
import { parseFormats } from '../../src/report/formats.ts';
import { finishRun } from '../../src/supervise/finish-run.ts';
import { logFor } from '../../src/supervise/unattended.ts';
import { createContext } from '../helpers/context.ts';
import { writeRun } from '../helpers/ended-run.ts';
import { compareRunFolder } from '../helpers/record-run.ts';
import { scopeOf, temporaryFolder } from '../helpers/scope.ts';

const FLAGS = { quiet: false, failOn: 'high' as const, logFormat: 'json' as const };
const OPTIONS = { formats: parseFormats('csv,json'), failOn: 'high' as const };

async function executed() {
  const out = await temporaryFolder();
  const answers = { '127.0.9.1': '27.0.3' };
  const folder = await writeRun(out, { id: '20260301T020000Z-000001', scope: scopeOf(['127.0.9.0/28']), answers });
  return { folder, ...(await compareRunFolder(folder, { out, deadlines: {} })) };
}

it('writes the reports and gives the exit status', async () => {
  const context = createContext();
  const { files, status } = await finishRun(await executed(), OPTIONS, logFor(FLAGS, context));
  expect(files).toEqual(['findings.csv', 'coverage.csv', 'findings.json', 'run.json']);
  expect(status).toBe(EXIT.findings);
  expect(context.err()).toBe('');
});

it('names a report that cannot be written, writes the others, and fails', async () => {
  const run = await executed();
  await mkdir(join(run.folder, 'findings.csv'));
  const context = createContext();
  const { files, status } = await finishRun(run, OPTIONS, logFor(FLAGS, context));
  expect(files).toEqual(['coverage.csv', 'findings.json', 'run.json']);
  expect(status).toBe(EXIT.notRun);
  expect(JSON.parse(context.err())).toMatchObject({ event: 'report-unwritable', code: 'OUTPUT_UNWRITABLE' });
});

it('names a history that could not be written', async () => {
  const historyError = new SeawallError({ code: 'HISTORY_UNUSABLE', message: 'locked', file: 'seawall.db' });
  const context = createContext();
  const { status } = await finishRun({ ...(await executed()), historyError }, OPTIONS, logFor(FLAGS, context));
  expect(status).toBe(EXIT.notRun);
  expect(JSON.parse(context.err())).toMatchObject({ event: 'history-unwritable', file: 'seawall.db' });
});
