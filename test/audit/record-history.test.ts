import { expect, it } from 'vitest';
import { assembleReport } from '../../src/audit/assemble.ts';
import { rowsOf } from '../../src/domain/exposure.ts';
import { writeRun } from '../helpers/ended-run.ts';
import { compareRunFolder } from '../helpers/record-run.ts';
import { scopeOf, temporaryFolder } from '../helpers/scope.ts';

const SCOPE = scopeOf(['127.0.9.0/28']);
const ENGINE = '127.0.9.1';
const CLOSED = { address: ENGINE, state: 'closed' as const, reason: 'ECONNREFUSED' };

it('keeps the comparison in the journal, so that the report read later is the same', async () => {
  const out = await temporaryFolder();
  const folder = await writeRun(out, { id: '20260301T020000Z-000001', scope: SCOPE, answers: { [ENGINE]: '27.0.3' } });
  const { report, concluded } = await compareRunFolder(folder, { out, deadlines: {} });
  expect(report.findings.map(({ lifecycle }) => lifecycle)).toEqual(['new']);
  expect(concluded).toBe(report);
  expect(await assembleReport(folder)).toEqual(report);
});

it('takes what was not tested with all tries for not looked at: an exposure there lives on, and nothing new begins', async () => {
  const out = await temporaryFolder();
  const before = await writeRun(out, { id: '20260301T020000Z-000001', scope: SCOPE, answers: { [ENGINE]: '27.0.3' } });
  await compareRunFolder(before, { out, deadlines: {} });
  const answers = { [ENGINE]: 'untested', '127.0.9.2': 'untested', '127.0.9.3': '27.0.3' };
  const folder = await writeRun(out, { id: '20260302T020000Z-000002', scope: SCOPE, answers });
  const { report } = await compareRunFolder(folder, { out, deadlines: {} });
  expect(
    rowsOf(report).map(({ finding }) => [finding.address, finding.verdict, finding.lifecycle, finding.standing?.sight]),
  ).toEqual([
    ['127.0.9.1', 'engine-open-plaintext', 'unverified', 'not-looked-at'],
    ['127.0.9.3', 'engine-open-plaintext', 'new', undefined],
    ['127.0.9.2', 'no-reply', null, undefined],
  ]);
  expect(await assembleReport(folder)).toEqual(report);
  const { run } = report;
  expect([run.coverage.tested, run.notTested, run.probes.done]).toEqual([
    run.coverage.endpoints - 2,
    { 'budget-spent': 2 },
    1,
  ]);
});

it('concludes an exposure that the first of two looks alone saw, and keeps it out of the report of the second', async () => {
  const out = await temporaryFolder();
  const answers = { [ENGINE]: '27.0.3' };
  const before = await writeRun(out, { id: '20260301T020000Z-000001', scope: SCOPE, answers });
  await compareRunFolder(before, { out, deadlines: {} });
  const first = await writeRun(out, { id: '20260302T020000Z-000002', scope: SCOPE, answers });
  const second = await writeRun(out, { id: '20260302T020100Z-000003', scope: SCOPE, watched: [CLOSED] });
  const { report, concluded } = await compareRunFolder(second, { out, deadlines: {}, first });
  expect(report.findings).toEqual([]);
  expect(rowsOf(concluded).map(({ work, finding }) => [work, finding.address, finding.lifecycle])).toEqual([
    ['open', ENGINE, 'persisting'],
  ]);
});

it('concludes that an engine is gone when both looks saw it closed', async () => {
  const out = await temporaryFolder();
  const before = await writeRun(out, { id: '20260301T020000Z-000001', scope: SCOPE, answers: { [ENGINE]: '27.0.3' } });
  await compareRunFolder(before, { out, deadlines: {} });
  const looks = ['20260302T020000Z-000002', '20260302T020100Z-000003'];
  const [first = '', second = ''] = await Promise.all(
    looks.map((id) => writeRun(out, { id, scope: SCOPE, watched: [CLOSED] })),
  );
  const { concluded } = await compareRunFolder(second, { out, deadlines: {}, first });
  expect(rowsOf(concluded).map(({ work }) => work)).toEqual(['closed']);
});
