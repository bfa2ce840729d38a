import { createHmac } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type DeliveryOptions, deliver, HURRIED } from '../../src/notify/deliver.ts';
import type { Message } from '../../src/notify/message.ts';
import { parseTarget } from '../../src/notify/target.ts';
import { type Receiver, startReceiver } from '../helpers/receiver.ts';
import { clock } from '../helpers/scope.ts';

const MESSAGE: Message = {
  schema: 'seawall.notification/1',
  event: 'changes',
  title: 'Seawall: 1 new',
  run: { id: '20260301T020000Z-4f1a2b', vantage: 'v', version: '0.1.0', startedAt: '', finishedAt: '' },
  facts: [['Run', 'x']],
  findings: [],
  omitted: 0,
};
const OPTIONS: DeliveryOptions = {
  secrets: (name) => (name === 'SEAWALL_NOTIFY_SECRET' ? 'correct horse' : undefined),
  clock,
  random: () => 0.5,
  patience: { tries: 4, timeout: 300, pause: 10, longestPause: 1_500 },
  userAgent: 'seawall/0.1.0',
};

let receiver: Receiver | undefined;
afterEach(() => receiver?.close());

/** As a receiver should do it. */
function isAuthentic(headers: Record<string, unknown>, body: string, secret: string): boolean {
  const [, time, mac] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['seawall-signature'])) ?? [];
  const fresh = Math.abs(Date.now() / 1_000 - Number(time)) < 300;
  return fresh && mac === createHmac('sha256', secret).update(`${time}.${body}`).digest('hex');
}

it('delivers, and the receiver can tell that it is from us', async () => {
  receiver = await startReceiver((response) => response.writeHead(204).end());
  const outcome = await deliver(parseTarget(receiver.url), MESSAGE, 'd-1', OPTIONS);
  expect(outcome).toEqual({ to: `plain ${new URL(receiver.url).origin}`, ok: true, tries: 1, error: '' });
  const [request] = receiver.received;
  expect(request?.path).toBe('/hook/T0KEN?key=S3CRET');
  expect(JSON.parse(request?.body ?? '')).toEqual(MESSAGE);
  expect(request?.headers).toMatchObject({
    'content-type': 'application/json; charset=utf-8',
    'user-agent': 'seawall/0.1.0',
  });
  expect(isAuthentic(request?.headers ?? {}, request?.body ?? '', 'correct horse')).toBe(true);
  expect(isAuthentic(request?.headers ?? {}, request?.body ?? '', 'wrong')).toBe(false);
  expect(isAuthentic(request?.headers ?? {}, `${request?.body} `, 'correct horse')).toBe(false);
});

describe('tries again', () => {
  it.each([500, 503, 429])('after %i, with the same delivery id', async (status) => {
    receiver = await startReceiver((response, request) => response.writeHead(request < 3 ? status : 200).end());
    expect(await deliver(parseTarget(receiver.url), MESSAGE, 'd-1', OPTIONS)).toMatchObject({ ok: true, tries: 3 });
    const ids = receiver.received.map(({ headers }) => headers['seawall-delivery']);
    expect(ids).toHaveLength(3);
    expect(new Set(ids).size).toBe(1);
  });

  it('after silence', async () => {
    receiver = await startReceiver((response, request) => void (request > 1 && response.end()));
    expect(await deliver(parseTarget(receiver.url), MESSAGE, 'd-1', OPTIONS)).toMatchObject({ ok: true, tries: 2 });
  });

  it('after a connection that was cut', async () => {
    receiver = await startReceiver((response, request) => void (request > 1 ? response.end() : response.destroy()));
    expect(await deliver(parseTarget(receiver.url), MESSAGE, 'd-1', OPTIONS)).toMatchObject({ ok: true, tries: 2 });
  });

  it('waits as long as the receiver asks, within reason', async () => {
    receiver = await startReceiver((response, request) =>
      response.writeHead(request === 1 ? 429 : 200, { 'Retry-After': request === 1 ? '1' : '9999' }).end(),
    );
    const start = performance.now();
    expect(await deliver(parseTarget(receiver.url), MESSAGE, 'd-1', OPTIONS)).toMatchObject({ ok: true, tries: 2 });
    expect(performance.now() - start).toBeGreaterThan(950);
  });

  it('and gives up', async () => {
    receiver = await startReceiver((response) => response.writeHead(500).end('T0KEN'));
    const outcome = await deliver(parseTarget(receiver.url), MESSAGE, 'd-1', OPTIONS);
    expect(outcome).toMatchObject({ ok: false, tries: 4, error: 'HTTP status 500' });
    const silent = await startReceiver(() => undefined);
    expect(await deliver(parseTarget(silent.url), MESSAGE, 'd-1', OPTIONS)).toMatchObject({
      ok: false,
      tries: 4,
      error: 'no answer within 0.3 seconds',
    });
    silent.close();
  });

  it('also where nobody listens', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const outcome = await deliver(parseTarget(`http://127.0.0.1:${port}/T0KEN`), MESSAGE, 'd-1', OPTIONS);
    expect(outcome).toMatchObject({ ok: false, tries: 4, error: 'no connection (ECONNREFUSED)' });
  });

  it('but not in a hurry', async () => {
    receiver = await startReceiver((response) => response.writeHead(500).end());
    expect(await deliver(parseTarget(receiver.url), MESSAGE, 'd-1', { ...OPTIONS, patience: HURRIED })).toMatchObject({
      tries: 1,
    });
  });
});

describe('does not try again', () => {
  it.each([400, 401, 403, 404, 410])('after %i', async (status) => {
    receiver = await startReceiver((response) => response.writeHead(status).end());
    const outcome = await deliver(parseTarget(receiver.url), MESSAGE, 'd-1', OPTIONS);
    expect(outcome).toMatchObject({ ok: false, tries: 1, error: `HTTP status ${status}` });
    expect(receiver.received).toHaveLength(1);
  });

  it.each([301, 302, 307, 308])('nor follow %i', async (status) => {
    const elsewhere = await startReceiver((response) => response.end());
    receiver = await startReceiver((response) => response.writeHead(status, { Location: elsewhere.url }).end());
    const outcome = await deliver(parseTarget(receiver.url), MESSAGE, 'd-1', OPTIONS);
    expect(outcome).toMatchObject({ ok: false, tries: 1, error: `HTTP status ${status}` });
    expect(elsewhere.received).toEqual([]);
    elsewhere.close();
  });

  it('when a chat refuses with a status of 200', async () => {
    receiver = await startReceiver((response) => response.end('{"errcode":310000,"errmsg":"sign not match"}'));
    const outcome = await deliver(parseTarget(`dingtalk+${receiver.url}`), MESSAGE, 'd-1', OPTIONS);
    expect(outcome).toMatchObject({ ok: false, tries: 1, error: 'refused: errcode 310000' });
  });
});

it('reads no more of an answer than it needs', async () => {
  let sent = 0;
  receiver = await startReceiver((response) => {
    response.writeHead(200);
    const chunk = Buffer.alloc(65_536, 'x');
    const pour = (): void => {
      while (!response.destroyed && sent < 1 << 30) {
        sent += chunk.length;
        if (!response.write(chunk)) return void response.once('drain', pour);
      }
    };
    pour();
  });
  const start = performance.now();
  expect(await deliver(parseTarget(receiver.url), MESSAGE, 'd-1', OPTIONS)).toMatchObject({ ok: true, tries: 1 });
  expect(performance.now() - start).toBeLessThan(300);
  expect(sent).toBeLessThan(64 << 20);
});
