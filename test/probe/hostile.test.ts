/** Endpoints that mean harm, beyond those of the lab: none may stall a probe, or make it throw. */

import { createServer, type Server, type Socket } from 'node:net';
import { afterAll, expect, it } from 'vitest';
import { classify } from '../../src/classify/classify.ts';
import { createProber } from '../../src/probe/probe.ts';
import { firstLimits } from '../../src/probe/probe-limits.ts';
import { createPace } from '../../src/sweep/pace.ts';
import { clock } from '../helpers/scope.ts';

const servers: Server[] = [];
afterAll(() => {
  for (const server of servers) server.close();
});

let host = 0;
/** Starts a server and probes it, with bounds that are a tenth of the usual ones. */
async function judge(
  behave: (socket: Socket) => void,
  onConnect = false,
  permit = (): boolean => true,
): Promise<ReturnType<typeof classify> & { raw: number }> {
  host += 1;
  const address = `127.0.70.${host}`;
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    if (onConnect) behave(socket);
    else socket.once('data', () => behave(socket));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(2375, address, resolve));
  const first = { ...firstLimits(300), firstByte: 400, total: 1_200, linger: 200 };
  const prober = createProber({
    permit,
    pace: createPace({ rate: null, prefixRate: null, clock }),
    clock,
    signal: new AbortController().signal,
    timeout: 300,
    userAgent: () => 'seawall/test (test@localhost; run test)',
    limits: { first, patient: { ...first, firstByte: 800 } },
  });
  const record = await prober({
    address,
    port: 2375,
    range: 0,
    position: 0,
    state: 'open',
    at: new Date().toISOString(),
  });
  expect(record.fault === undefined || record.fault.startsWith('scope')).toBe(true);
  return { ...classify(record), raw: JSON.stringify(record).length };
}

const respond = (body: string) => (socket: Socket) =>
  void socket.end(
    `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nDate: Tue, 24 Nov 2026 00:00:00 GMT\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );

it('does not overflow on deeply nested JSON', async () => {
  expect((await judge(respond(`{"Version":${'['.repeat(20_000)}${']'.repeat(20_000)}}`))).verdict).toBe(
    'other-service',
  );
});

it('keys named __proto__ and constructor', async () => {
  const { verdict, engine } = await judge(
    respond('{"__proto__":{"polluted":1},"constructor":"x","Version":"20.10.24","ApiVersion":"1.41","Os":"linux"}'),
  );
  expect(verdict).toBe('engine-open-plaintext');
  expect(engine?.version).toBe('20.10.24');
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
});

it('10 MB of JSON without a length', async () => {
  const chunk = 'x'.repeat(100_000);
  const judged = await judge((socket) => {
    socket.write('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{"Version":"');
    for (let i = 0; i < 100; i += 1) socket.write(chunk);
    socket.end('"}');
  });
  expect(judged.verdict).toBe('tarpit');
  expect(judged.raw).toBeLessThan(100_000);
});

it.each([
  ['on the connection', true, ''],
  ['on the request', false, ''],
  ['in the head', false, 'HTTP/1.1 200 OK\r\nServ'],
  ['in the body', false, 'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"Version":'],
])('a reset %s', async (_name, onConnect, sent) => {
  const { verdict } = await judge((socket) => {
    if (sent === '') return void socket.resetAndDestroy();
    socket.write(sent, () => setTimeout(() => socket.resetAndDestroy(), 50));
  }, onConnect);
  expect(verdict).toBe(sent === '' ? 'no-reply' : 'inconclusive');
});

it('asks the gate again before its own connection', async () => {
  let connections = 0;
  const judged = await judge(
    () => {
      connections += 1;
    },
    true,
    () => false,
  );
  expect(judged.verdict).toBe('inconclusive');
  expect(judged.evidence).toContain('no longer permitted');
  expect(connections).toBe(0);
});

it('does not follow a redirect', async () => {
  let reached = 0;
  const other = createServer(() => {
    reached += 1;
  });
  servers.push(other);
  await new Promise<void>((resolve) => other.listen(2375, '127.0.71.1', resolve));
  const judged = await judge(
    (socket) =>
      void socket.end(
        'HTTP/1.1 307 Temporary Redirect\r\nLocation: http://127.0.71.1:2375/version\r\nContent-Length: 0\r\n\r\n',
      ),
  );
  expect(judged).toMatchObject({
    verdict: 'other-service',
    evidence: expect.stringContaining('Location: http://127.0.71.1:2375/version'),
  });
  expect(reached).toBe(0);
});
