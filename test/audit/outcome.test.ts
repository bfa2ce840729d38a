import { describe, expect, it } from 'vitest';
import type { ExecutedRun } from '../../src/audit/execute.ts';
import { exitStatus, type FailRule } from '../../src/audit/outcome.ts';
import { EXIT, SeawallError } from '../../src/domain/errors.ts';
import { FAIL_WHEN, type FailWhen } from '../../src/domain/exposure.ts';
import { findingId } from '../../src/domain/finding.ts';
import type { PartialReason } from '../../src/domain/run.ts';
import type { Scope } from '../../src/domain/scope.ts';
import { openWriting } from '../../src/history/database.ts';
import { acceptFinding } from '../../src/history/decide.ts';
import { historyPath } from '../../src/history/history-file.ts';
import { type WrittenRun, writeRun } from '../helpers/ended-run.ts';
import { findOne } from '../helpers/history.ts';
import { compareRunFolder } from '../helpers/record-run.ts';
import { scopeOf, temporaryFolder } from '../helpers/scope.ts';

const SCOPE = scopeOf(['127.0.9.0/28']);
const ENGINE = { '127.0.9.1': '27.0.3' };
const SILENT = { address: '127.0.9.1', state: 'filtered' as const, reason: 'timeout' };
const CLOSED = { address: '127.0.9.1', state: 'closed' as const, reason: 'ECONNREFUSED' };

type Change = Partial<Omit<WrittenRun, 'id'>> & { day?: number };

async function record(out: string, day: number, change: Change, isVerify = false): Promise<ExecutedRun> {
  const write = (tail: string, verify?: WrittenRun['verify']) => {
    const id = `202603${String(day).padStart(2, '0')}T020000Z-00000${tail}`;
    return writeRun(out, { id, scope: SCOPE, ...change, ...(verify && { verify }) });
  };
  const first = isVerify ? await write('b', {}) : undefined;
  const folder = await write('c', isVerify ? { confirms: 'first' } : undefined);
  const options = { out, deadlines: { critical: 7 }, ...(first !== undefined && { first }) };
  return { folder, ...(await compareRunFolder(folder, options)) };
}

async function runs(...changes: Change[]): Promise<ExecutedRun> {
  const out = await temporaryFolder();
  let run: ExecutedRun | undefined;
  for (const [i, change] of changes.entries()) run = await record(out, i + 1, change);
  if (run === undefined) throw new Error('no run');
  return run;
}

const from = (failOn: FailRule['failOn']): FailRule => ({ failOn });

describe('the exit status', () => {
  it('is 1 from the chosen severity up', async () => {
    const run = await runs({ answers: ENGINE });
    expect([exitStatus(run, from('high'), true), exitStatus(run, from('none'), true)]).toEqual([
      EXIT.findings,
      EXIT.clean,
    ]);
  });

  it('counts an exposure of an earlier run that is silent now', async () => {
    const run = await runs({ answers: ENGINE }, { watched: [SILENT] });
    expect(run.report.findings).toEqual([]);
    expect(exitStatus(run, from('high'), true)).toBe(EXIT.findings);
  });

  it('is that of a partial run before that of its findings', async () => {
    const reasons: PartialReason[] = ['interrupted'];
    expect(exitStatus(await runs({ answers: ENGINE, reasons }), from('high'), true)).toBe(EXIT.partial);
    const unconfirmed = { ...(await runs({ answers: ENGINE })), isUnconfirmed: true as const };
    expect(exitStatus(unconfirmed, from('high'), true)).toBe(EXIT.partial);
  });

  it('is that of a failure where a report or the history could not be written', async () => {
    const run = await runs({ answers: ENGINE });
    const historyError = new SeawallError({ code: 'HISTORY_UNUSABLE', message: 'x' });
    expect(exitStatus(run, from('high'), false)).toBe(EXIT.notRun);
    expect(exitStatus({ ...run, historyError }, from('none'), true)).toBe(EXIT.notRun);
  });

  it('takes everything for new where nothing was compared', async () => {
    const { fresh: _, ...run } = await runs({ answers: ENGINE }, { answers: ENGINE });
    expect(exitStatus(run, { failOn: 'high', failWhen: 'new' }, true)).toBe(EXIT.findings);
  });
});

/** What was there on earlier days, what the last run meets on day 5, and what of open work fails it. */
const TABLE: readonly [what: string, before: Change[], now: Change, fails: FailWhen[]][] = [
  ['is as it was', [{ answers: ENGINE }], { answers: ENGINE }, ['open']],
  ['is past its deadline', [{ answers: ENGINE }], { answers: ENGINE, day: 20 }, ['open', 'overdue']],
  ['is silent', [{ answers: ENGINE }], { watched: [SILENT] }, ['open']],
  ['is silent and past its deadline', [{ answers: ENGINE }], { watched: [SILENT], day: 20 }, ['open', 'overdue']],
  ['answers with 403', [{ answers: ENGINE }], { answers: { '127.0.9.1': '403' } }, ['open']],
  ['answers again', [{ answers: ENGINE }, { watched: [SILENT] }], { answers: ENGINE }, ['open']],
  [
    'was found by a run that was stopped',
    [{}, { answers: ENGINE, reasons: ['interrupted'] }],
    { answers: ENGINE },
    ['open', 'new'],
  ],
  ['is back', [{ answers: ENGINE }, { watched: [CLOSED] }], { answers: ENGINE }, ['open', 'new']],
  ['is closed', [{ answers: ENGINE }], { watched: [CLOSED] }, []],
  ['asks for a certificate', [{ answers: ENGINE }], { answers: { '127.0.9.1': 'mtls' } }, []],
];

const whatFails = (run: ExecutedRun): FailWhen[] =>
  FAIL_WHEN.filter((failWhen) => exitStatus(run, { failOn: 'high', failWhen }, true) === EXIT.findings);

async function play(before: readonly Change[], now: Change, isVerify: boolean): Promise<ExecutedRun> {
  const out = await temporaryFolder();
  for (const [i, change] of before.entries()) await record(out, i + 1, change);
  return await record(out, now.day ?? 5, now, isVerify);
}

describe.each([
  ['an audit', false],
  ['a verification', true],
] as const)('the exit status of %s', (_name, isVerify) => {
  it.each(TABLE)('of an exposure that %s', async (_what, before, now, fails) => {
    expect(whatFails(await play(before, now, isVerify))).toEqual(fails);
  });

  it('counts nothing that is accepted, or as the scope file declares', async () => {
    const out = await temporaryFolder();
    await record(out, 1, { answers: ENGINE });
    const db = openWriting(historyPath(out));
    const { finding } = findOne(db, findingId('127.0.9.1', 2375, 'default'), { now: '2026-03-01T12:00:00.000Z' });
    const decision = { reason: 'r', owner: 'o', until: '2026-04-01', by: 'b', at: '2026-03-01T12:00:00.000Z' };
    acceptFinding(db, finding, decision);
    db.close();
    expect(whatFails(await record(out, 20, { answers: ENGINE }, isVerify))).toEqual([]);
    const known = [
      { address: '127.0.9.1', port: 2375, is: 'decoy' as const, reason: 'ours', file: 'test.yaml', line: 1 },
    ];
    const scope: Scope = { ...SCOPE, known };
    expect(whatFails(await play([{ answers: ENGINE, scope }], { answers: ENGINE, scope, day: 20 }, isVerify))).toEqual(
      [],
    );
  });
});

it('fails by what is new once', async () => {
  const out = await temporaryFolder();
  const fails = [];
  for (const day of [1, 2, 3]) fails.push(whatFails(await record(out, day, { answers: ENGINE })));
  expect(fails).toEqual([['open', 'new'], ['open'], ['open']]);
});

it('fails a verification by what an audit would fail by: a verification is no finished audit', async () => {
  const out = await temporaryFolder();
  await record(out, 1, { answers: ENGINE });
  await record(out, 2, { watched: [CLOSED] });
  expect(whatFails(await record(out, 3, { answers: ENGINE }, true))).toEqual(['open', 'new']);
  expect(whatFails(await record(out, 4, { answers: ENGINE }, true))).toEqual(['open', 'new']);
  expect(whatFails(await record(out, 5, { answers: ENGINE }))).toEqual(['open', 'new']);
  expect(whatFails(await record(out, 6, { answers: ENGINE }))).toEqual(['open']);
});
