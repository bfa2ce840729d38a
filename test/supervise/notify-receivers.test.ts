import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { assembleReport } from '../../src/audit/assemble.ts';
import type { Report } from '../../src/domain/report.ts';
import { openWriting } from '../../src/history/database.ts';
import { historyPath } from '../../src/history/history-file.ts';
import { OUTBOX, readOutbox, receiverKey, writeOutbox } from '../../src/notify/outbox.ts';
import { messageFor } from '../../src/notify/report-message.ts';
import { type NotifyRequest, sendNotifications, sendRefusal } from '../../src/supervise/notify-receivers.ts';
import { logFor, receiversOf } from '../../src/supervise/unattended.ts';
import { createContext } from '../helpers/context.ts';
import { writeRun } from '../helpers/ended-run.ts';
import { type Receiver, startReceiver } from '../helpers/receiver.ts';
import { scopeOf, temporaryFolder } from '../helpers/scope.ts';
import { startPlay } from '../helpers/told-runs.ts';

const HEAD = { entries: 1, hash: '0'.repeat(64) };
const A = '127.0.9.1';

let receivers: Receiver[] = [];
afterEach(() => {
  for (const receiver of receivers) receiver.close();
  receivers = [];
});

async function receiver(statusOf: (request: number) => number = () => 200): Promise<Receiver> {
  const started = await startReceiver((response, request) => response.writeHead(statusOf(request)).end());
  receivers.push(started);
  return started;
}

async function requestTo(out: string, url: string): Promise<NotifyRequest & { err: () => string }> {
  // A signal has stopped the run: one try, without a pause.
  const context = createContext({ signal: AbortSignal.abort() });
  const flags = { out, quiet: false, failOn: 'high' as const, logFormat: 'json' as const, notify: [url] };
  return {
    receivers: await receiversOf(flags, context),
    flags,
    context,
    log: logFor(flags, context),
    err: context.err,
  };
}

async function send(report: Report, out: string, url: string) {
  return await sendNotifications(report, {}, HEAD, await requestTo(out, url));
}

const bodies = ({ received }: Receiver) => received.map(({ body }) => JSON.parse(body));
const idsOf = ({ received }: Receiver) => received.map(({ headers }) => headers['seawall-delivery']);

it('warns of a receiver that does not answer, and throws nothing', async () => {
  const out = await temporaryFolder();
  const answers = { [A]: '27.0.3' };
  const folder = await writeRun(out, { id: '20260301T020000Z-000001', scope: scopeOf(['127.0.9.0/28']), answers });
  const request = await requestTo(out, 'http://127.0.9.9:9/x');
  const deliveries = await sendNotifications(await assembleReport(folder), {}, HEAD, request);
  expect(deliveries).toMatchObject([{ ok: false, tries: 1 }]);
  expect(JSON.parse(request.err())).toMatchObject({ event: 'notify-failed', tries: 1 });
});

it('keeps in history what it could not deliver, and sends it later under the same id', async () => {
  const { out, next } = await startPlay();
  const flaky = await receiver((request) => (request === 1 ? 500 : 200));
  expect(await send(await next({ answers: { [A]: '20.10.5' } }), out, flaky.url)).toMatchObject([{ ok: false }]);
  expect(existsSync(join(out, OUTBOX))).toBe(false);
  expect(await send(await next({ answers: { [A]: '20.10.5' } }), out, flaky.url)).toMatchObject([{ ok: true }]);
  expect(new Set(idsOf(flaky)).size).toBe(1);
  const [, late] = bodies(flaky);
  expect(late.facts.at(-1)[0]).toBe('Sent late');
  expect(late).toMatchObject({ auditLog: HEAD, run: { folder: expect.stringContaining(out) } });
  expect(await send(await next({ answers: { [A]: '20.10.5' } }), out, flaky.url)).toEqual([]);
});

it('sends what an older release left undelivered, once, whoever it is for', async () => {
  const { out, next } = await startPlay();
  const report = await next({ answers: { [A]: '20.10.5' } });
  const message = messageFor(report, { when: 'always', from: 'high' });
  const [good, other] = [await receiver(), await receiver()];
  if (message === undefined) throw new Error('no message');
  const at = '2026-02-01T02:00:00.000Z';
  await writeOutbox(out, [
    { id: 'old-1', receiver: receiverKey(good.url), at, message },
    { id: 'old-2', receiver: receiverKey(other.url), at, message },
  ]);
  await send(report, out, good.url);
  expect(existsSync(join(out, OUTBOX))).toBe(false);
  expect(idsOf(good)[0]).toBe('old-1');
  expect(good.received).toHaveLength(2);
  await send(await next({ answers: { [A]: '20.10.5' } }), out, other.url);
  expect(idsOf(other)[0]).toBe('old-2');
});

describe('a history that cannot be used', () => {
  it('costs no message: what was found is told from the report alone, and said', async () => {
    const { out, next } = await startPlay();
    const report = await next({ answers: { [A]: '20.10.5' } });
    await writeFile(historyPath(out), 'no database');
    const good = await receiver();
    const request = await requestTo(out, good.url);
    expect(await sendNotifications(report, {}, HEAD, request)).toMatchObject([{ ok: true }]);
    expect(bodies(good)).toMatchObject([{ findings: [{ change: 'new', address: A }] }]);
    expect(request.err()).toContain('history cannot keep what was told');
  });

  it('keeps in a file what could not be delivered then', async () => {
    const { out, next } = await startPlay();
    const report = await next({ answers: { [A]: '20.10.5' } });
    await writeFile(historyPath(out), 'no database');
    const down = await receiver(() => 500);
    expect(await send(report, out, down.url)).toMatchObject([{ ok: false }]);
    expect(await readOutbox(out)).toHaveLength(1);
  });
});

it('names a damaged row of what was told, and tells it again', async () => {
  const { out, next } = await startPlay();
  const good = await receiver();
  await send(await next({ answers: { [A]: '20.10.5' } }), out, good.url);
  const db = openWriting(historyPath(out));
  db.prepare("UPDATE told SET state = '{' WHERE subject NOT LIKE 'run %'")();
  db.close();
  const request = await requestTo(out, good.url);
  await sendNotifications(await next({ answers: { [A]: '20.10.5' } }), {}, HEAD, request);
  expect(request.err()).toContain('table told, row 1: what was told cannot be read');
  expect(bodies(good).at(-1)).toMatchObject({ findings: [{ change: 'persisting', address: A }] });
});

describe('a run that did not start', () => {
  const refusal = {
    ...{ command: 'audit', code: 'LOCK_HELD', reason: 'in use', vantage: 'default', version: 'v', host: 'h', run: '' },
  };

  it('is told once', async () => {
    const { out, next } = await startPlay();
    await next({});
    const good = await receiver();
    for (let i = 0; i < 2; i += 1) await sendRefusal(refusal, await requestTo(out, good.url));
    expect(bodies(good)).toMatchObject([{ event: 'refused', title: expect.stringContaining('LOCK_HELD') }]);
  });

  it('is told each time where there is no history yet', async () => {
    const out = await temporaryFolder();
    const good = await receiver();
    for (let i = 0; i < 2; i += 1) await sendRefusal(refusal, await requestTo(out, good.url));
    expect(bodies(good)).toHaveLength(2);
    expect(existsSync(historyPath(out))).toBe(false);
  });
});
