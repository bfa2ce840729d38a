import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Report } from '../../src/domain/report.ts';
import { type Database, openWriting } from '../../src/history/database.ts';
import { historyPath } from '../../src/history/history-file.ts';
import { addToOutbox, loadTold, removeFromOutbox } from '../../src/history/told.ts';
import { dispatch } from '../../src/notify/notify.ts';
import { MAX_MESSAGES, type Undelivered } from '../../src/notify/outbox.ts';
import {
  laneOf,
  type TellRequest,
  tellReceivers,
  tellRefusal,
  waitingFor,
} from '../../src/supervise/tell-receivers.ts';
import { startPlay, type ToldRun } from '../helpers/told-runs.ts';

const [A, B, C] = ['127.0.9.1', '127.0.9.2', '127.0.9.3'];
const RECEIVERS = ['mail', 'hook'];

function requestFor(report: Report, more: Partial<TellRequest> = {}): TellRequest {
  return {
    ...{ report, receivers: RECEIVERS, when: 'changes', from: 'high', deadlines: { critical: 7 } },
    ...{ now: report.run.finishedAt, at: { out: '/srv/r', host: 'h' }, auditLog: { entries: 1, hash: 'a' } },
    ...more,
  };
}

function inHistory<T>(out: string, work: (db: Database) => T): T {
  const db = openWriting(historyPath(out));
  try {
    return work(db);
  } finally {
    db.close();
  }
}

function linesOf(waiting: readonly Undelivered[]): string[] {
  return waiting.flatMap(({ message }) => message.findings.map(({ change, address }) => `${change} ${address}`));
}

/** Tells, delivers and forgets: what the first receiver gets of each run. */
async function toldOf(runs: readonly ToldRun[]): Promise<{ events: (string | undefined)[]; lines: string[][] }> {
  const { out, next } = await startPlay();
  const [events, lines]: [(string | undefined)[], string[][]] = [[], []];
  for (const run of runs) {
    const report = await next(run);
    inHistory(out, (db) => {
      tellReceivers(db, requestFor(report));
      const waiting = waitingFor(db, RECEIVERS);
      const own = waiting.filter(({ receiver }) => receiver === 'mail');
      events.push(own[0]?.message.event);
      lines.push(linesOf(own));
      expect(waiting).toHaveLength(2 * own.length);
      removeFromOutbox(
        db,
        waiting.map(({ id }) => id),
      );
    });
  }
  return { events, lines };
}

it('tells what a partial run or a shard saw first, and nothing of it again', async () => {
  const both = { answers: { [A]: '20.10.5', [B]: '20.10.5' } };
  expect(
    await toldOf([
      { answers: { [A]: '20.10.5' } },
      { ...both, reasons: ['out-of-time'] },
      { ...both, reasons: ['out-of-time'] },
      both,
      { answers: { [A]: '27.3.1' }, refused: [B], shard: { index: 1, count: 2 } },
      { answers: { [A]: '27.3.1' }, refused: [B] },
    ]),
  ).toEqual({
    // A whole run again after partial ones is told, too; and the deadline, two days before it.
    events: ['changes', 'partial', undefined, 'changes', 'changes', 'changes'],
    lines: [[`new ${A}`], [`new ${B}`], [], [], [`changed ${A}`, `resolved ${B}`], [`due-soon ${A}`]],
  });
});

it('says all clear when nothing is open', async () => {
  const { out, next } = await startPlay();
  for (const run of [{ answers: { [A]: '20.10.5' } }, { refused: [A] }]) {
    const report = await next(run);
    inHistory(out, (db) => tellReceivers(db, requestFor(report)));
  }
  const [, last] = inHistory(out, (db) => waitingFor(db, ['mail']));
  expect(last?.message.title).toBe('Seawall: all clear, 1 closed');
});

it('tells a refusal once, and that runs go on', async () => {
  const { out, next } = await startPlay();
  await next({});
  const refusal = {
    command: 'audit',
    code: 'LOCK_HELD',
    reason: 'r',
    vantage: 'default',
    version: 'v',
    host: 'h',
    run: '',
  };
  const titles = (): string[] =>
    inHistory(out, (db) => waitingFor(db, ['mail'])).map(({ message }) => message.title.slice(0, 45));
  for (const code of ['LOCK_HELD', 'LOCK_HELD', 'SCOPE_EMPTY'])
    inHistory(out, (db) =>
      tellRefusal(db, { ...refusal, code }, { receivers: ['mail'], now: '2026-03-02T02:00:00.000Z' }),
    );
  for (let i = 0; i < 2; i += 1) {
    const report = await next({ answers: { [A]: '20.10.5' } });
    inHistory(out, (db) => tellReceivers(db, requestFor(report, { receivers: ['mail'] })));
  }
  expect(titles()).toEqual([
    'Seawall: audit did not start (LOCK_HELD); not',
    'Seawall: audit did not start (SCOPE_EMPTY); n',
    'Seawall: 1 new (critical), runs again',
  ]);
});

it('gives one overview in place of more than a person reads', async () => {
  const { out, next } = await startPlay();
  const report = await next({ answers: { [A]: '20.10.5' } });
  inHistory(out, (db) => {
    tellReceivers(db, requestFor(report));
    const [first] = waitingFor(db, ['mail']);
    const message = JSON.stringify(first?.message);
    addToOutbox(
      db,
      Array.from({ length: MAX_MESSAGES }, (_, i) => ({
        id: `m${i}`,
        receiver: 'mail',
        at: report.run.finishedAt,
        message,
      })),
    );
  });
  const later = await next({ answers: { [A]: '20.10.5', [B]: '20.10.5' } });
  inHistory(out, (db) => tellReceivers(db, requestFor(later)));
  const waiting = inHistory(out, (db) => waitingFor(db, ['mail']));
  expect(waiting.map(({ message }) => message.event)).toEqual(['overview']);
  expect(linesOf(waiting).sort()).toEqual([`new ${B}`, `persisting ${A}`]);
});

it('forgets a receiver that no run named for a quarter of a year', async () => {
  const { out, next } = await startPlay();
  const report = await next({ answers: { [A]: '20.10.5' } });
  inHistory(out, (db) => tellReceivers(db, requestFor(report)));
  const now = '2026-07-01T02:00:00.000Z';
  inHistory(out, (db) => {
    tellReceivers(db, requestFor(report, { now, receivers: ['hook'] }));
    expect(loadTold(db, 'mail', laneOf('default')).runs).toBeUndefined();
    expect(waitingFor(db, ['mail'])).toEqual([]);
  });
});

it('leaves out a message that cannot be read', async () => {
  const { out, next } = await startPlay();
  const report = await next({ answers: { [A]: '20.10.5' } });
  inHistory(out, (db) => {
    addToOutbox(db, [{ id: 'm1', receiver: 'mail', at: report.run.finishedAt, message: '{"half' }]);
    tellReceivers(db, requestFor(report));
    expect(linesOf(waitingFor(db, ['mail']))).toEqual([`new ${A}`]);
  });
});

it('delivers each change at least once under one id, whatever fails or ends in between', async () => {
  const kinds = fc.constantFrom<Partial<ToldRun>>({}, { reasons: ['out-of-time'] }, { shard: { index: 1, count: 2 } });
  const step = fc.record({
    kind: kinds,
    open: fc.subarray([A ?? '', B ?? '', C ?? '']),
    version: fc.constantFrom('20.10.5', '27.3.1'),
    /** The process ends before, or after, the delivery; or the receiver is down. */
    fate: fc.constantFrom('delivered', 'killed before', 'killed after', 'down'),
  });
  const property = fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
    const { out, next } = await startPlay();
    const inserted = new Map<string, string>();
    const delivered: { id: string; text: string }[] = [];
    const deliver = async (fate: string, now: string): Promise<void> => {
      if (fate === 'killed before') return;
      const waiting = inHistory(out, (db) => waitingFor(db, ['mail']));
      const send = (message: Undelivered['message'], id: string) => {
        const ok = fate !== 'down';
        if (ok) delivered.push({ id, text: linesOf([{ id, receiver: 'mail', at: now, message }]).join() });
        return Promise.resolve({ to: 'mail', ok, tries: 1, error: ok ? '' : 'down' });
      };
      const { done } = await dispatch([{ key: 'mail', send }], waiting, now);
      if (fate !== 'killed after') inHistory(out, (db) => removeFromOutbox(db, done));
    };
    let last: Report | undefined;
    for (const { kind, open, version, fate } of steps) {
      const answers = Object.fromEntries(open.map((address) => [address, version]));
      const refused = [A, B, C].filter((address) => address !== undefined && !open.includes(address));
      last = await next({ ...kind, answers, refused: refused.map(String) });
      const report = last;
      inHistory(out, (db) => tellReceivers(db, requestFor(report, { receivers: ['mail'] })));
      for (const { id, ...rest } of inHistory(out, (db) => waitingFor(db, ['mail'])))
        inserted.set(id, linesOf([{ id, ...rest }]).join());
      await deliver(fate, report.run.finishedAt);
    }
    if (last === undefined) return;
    const [report, now] = [last, last.run.finishedAt];
    await deliver('delivered', now);
    expect(inHistory(out, (db) => waitingFor(db, ['mail']))).toEqual([]);
    // Every message came, and one that came twice came under the same id with the same text.
    expect(new Map(delivered.map(({ id, text }) => [id, text]))).toEqual(inserted);
    inHistory(out, (db) => tellReceivers(db, requestFor(report, { receivers: ['mail'] })));
    expect(linesOf(inHistory(out, (db) => waitingFor(db, ['mail'])))).toEqual([]);
  });
  await fc.assert(property, { seed: 20_260_301, numRuns: 60, interruptAfterTimeLimit: 8_000 });
}, 30_000);
