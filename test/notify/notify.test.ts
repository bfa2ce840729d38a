import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import type { Report } from '../../src/domain/report.ts';
import { type NotifyOptions, notify } from '../../src/notify/notify.ts';
import { OUTBOX } from '../../src/notify/outbox.ts';
import { parseTarget } from '../../src/notify/target.ts';
import { type Receiver, startReceiver } from '../helpers/receiver.ts';
import { clock, temporaryFolder } from '../helpers/scope.ts';
import { emptyReport, partialReport, sampleReport } from '../report/sample.ts';

let receivers: Receiver[] = [];
afterEach(() => {
  for (const receiver of receivers) receiver.close();
  receivers = [];
});

async function receiver(statusOf: (request: number) => number): Promise<Receiver> {
  const started = await startReceiver((response, request) => response.writeHead(statusOf(request)).end());
  receivers.push(started);
  return started;
}

function optionsFor(out: string, more: Partial<NotifyOptions> = {}): NotifyOptions {
  return {
    out,
    when: 'changes',
    from: 'high',
    secrets: () => undefined,
    clock,
    random: () => 0,
    patience: { tries: 2, timeout: 500, pause: 1, longestPause: 1 },
    userAgent: 'seawall/0.1.0',
    ...more,
  };
}

function without(report: Report): Report {
  const { history: _, ...rest } = report;
  return rest;
}

const HEAD = { entries: 3, hash: 'a'.repeat(64) };

it('tells every receiver by itself, with the head of the audit log', async () => {
  const out = await temporaryFolder();
  const [good, bad] = [await receiver(() => 200), await receiver(() => 403)];
  const targets = [parseTarget(good.url), parseTarget(bad.url)];
  const deliveries = await notify(without(sampleReport()), { targets, mail: undefined }, optionsFor(out), HEAD);
  expect(deliveries).toMatchObject([{ ok: true }, { ok: false, error: 'HTTP status 403' }]);
  expect(JSON.parse(good.received[0]?.body ?? '')).toMatchObject({ event: 'changes', auditLog: HEAD });
});

it('keeps what it could not deliver, sends it later under the same id, and forgets it then', async () => {
  const out = await temporaryFolder();
  // Down for the first run (two tries), up for the second.
  const flaky = await receiver((request) => (request <= 2 ? 500 : 200));
  const to = { targets: [parseTarget(flaky.url)], mail: undefined };
  expect(await notify(without(sampleReport()), to, optionsFor(out), HEAD)).toMatchObject([{ ok: false, tries: 2 }]);
  const kept = await readFile(join(out, OUTBOX), 'utf8');
  for (const secret of ['T0KEN', 'S3CRET', flaky.url]) expect(kept).not.toContain(secret);
  expect((await stat(join(out, OUTBOX))).mode & 0o777).toBe(0o600);
  const later = optionsFor(out, { clock: { now: () => Date.now() + 86_400_000 } });
  expect(await notify(without(emptyReport()), to, later, HEAD)).toMatchObject([{ ok: true, tries: 1 }]);
  const ids = flaky.received.map(({ headers }) => headers['seawall-delivery']);
  expect(new Set(ids).size).toBe(1);
  expect(JSON.parse(flaky.received[2]?.body ?? '').facts.at(-1)).toEqual([
    'Sent late',
    expect.stringContaining('first tried 20'),
  ]);
  await expect(readFile(join(out, OUTBOX))).rejects.toThrow('ENOENT');
  expect(await notify(without(emptyReport()), to, later, HEAD)).toEqual([]);
});

it.each<[string, string]>([
  ['null', 'null'],
  ['an entry that is none', '{"at":"2026-03-01T00:00:00Z"}'],
  ['a message that is none', '{"id":"a","receiver":"RECEIVER","at":"AT","message":{"event":"changes"}}'],
])('drops %s from what is waiting, keeps the others, and sends the new message', async (_what, entry) => {
  const out = await temporaryFolder();
  const flaky = await receiver((request) => (request <= 2 ? 500 : 200));
  const to = { targets: [parseTarget(flaky.url)], mail: undefined };
  await notify(without(sampleReport()), to, optionsFor(out), HEAD);
  const kept: { messages: { receiver: string; at: string }[] } = JSON.parse(await readFile(join(out, OUTBOX), 'utf8'));
  const [sound] = kept.messages;
  const bad: unknown = JSON.parse(entry.replace('RECEIVER', sound?.receiver ?? '').replace('AT', sound?.at ?? ''));
  await writeFile(join(out, OUTBOX), JSON.stringify({ ...kept, messages: [bad, sound, bad] }));
  const deliveries = await notify(without(sampleReport()), to, optionsFor(out), HEAD);
  expect(deliveries).toMatchObject([{ ok: true }, { ok: true }]);
  await expect(readFile(join(out, OUTBOX))).rejects.toThrow('ENOENT');
});

it('sends the new message where the waiting ones cannot be read at all', async () => {
  const out = await temporaryFolder();
  await mkdir(join(out, OUTBOX));
  const good = await receiver(() => 200);
  const to = { targets: [parseTarget(good.url)], mail: undefined };
  expect(await notify(without(sampleReport()), to, optionsFor(out), HEAD)).toMatchObject([{ ok: true }]);
});

it('keeps the order, and tries a receiver that is down once a run', async () => {
  const out = await temporaryFolder();
  let up = false;
  const down = await receiver(() => (up ? 200 : 404));
  const to = { targets: [parseTarget(down.url)], mail: undefined };
  for (let i = 0; i < 3; i += 1) await notify(without(sampleReport()), to, optionsFor(out), { entries: i, hash: 'a' });
  expect(down.received).toHaveLength(3);
  up = true;
  await notify(without(emptyReport()), to, optionsFor(out), HEAD);
  const entries = down.received.slice(3).map(({ body }) => JSON.parse(body).auditLog.entries);
  expect(entries).toEqual([0, 1, 2]);
});

it('keeps no message without news, and all others, however late they come', async () => {
  const out = await temporaryFolder();
  const flaky = await receiver((request) => (request <= 3 ? 404 : 200));
  const to = { targets: [parseTarget(flaky.url)], mail: undefined };
  const always = optionsFor(out, { when: 'always' });
  expect(await notify(without(emptyReport()), to, always, HEAD)).toMatchObject([{ ok: false }]);
  await expect(readFile(join(out, OUTBOX))).rejects.toThrow('ENOENT');
  await notify(without(partialReport()), to, optionsFor(out), HEAD);
  await notify(without(sampleReport()), to, optionsFor(out), HEAD);
  const later = optionsFor(out, { clock: { now: () => Date.now() + 30 * 86_400_000 } });
  expect(await notify(without(emptyReport()), to, later, HEAD)).toMatchObject([{ ok: true }, { ok: true }]);
});

it('leaves what waits for somebody else, and a file that it cannot read counts as empty', async () => {
  const out = await temporaryFolder();
  const [one, two] = [await receiver(() => 404), await receiver(() => 404)];
  const to = (which: Receiver) => ({ targets: [parseTarget(which.url)], mail: undefined });
  await notify(without(sampleReport()), to(one), optionsFor(out), HEAD);
  await notify(without(sampleReport()), to(two), optionsFor(out), HEAD);
  expect(JSON.parse(await readFile(join(out, OUTBOX), 'utf8')).messages).toHaveLength(2);
  await writeFile(join(out, OUTBOX), '{"half');
  expect(await notify(without(emptyReport()), to(one), optionsFor(out), HEAD)).toEqual([]);
});

it('keeps mail, too', async () => {
  const out = await temporaryFolder();
  const mail = { sendmail: '/nonexistent/sendmail', to: ['ops@example.org'], user: 'ann', host: 'here', timeout: 500 };
  expect(await notify(without(sampleReport()), { targets: [], mail }, optionsFor(out), HEAD)).toMatchObject([
    { ok: false },
  ]);
  expect(JSON.parse(await readFile(join(out, OUTBOX), 'utf8')).messages).toMatchObject([{ receiver: 'mail' }]);
});
