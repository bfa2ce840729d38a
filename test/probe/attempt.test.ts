import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Attempt, Transport } from '../../src/domain/attempt.ts';
import { createCertificate, type LabCertificate } from '../../src/lab/certificates.ts';
import { attempt } from '../../src/probe/attempt.ts';
import type { Limits } from '../../src/probe/probe-limits.ts';
import { Turns } from '../../src/probe/turns.ts';
import { clock } from '../helpers/scope.ts';
import { respond, type Serving, serve, serveTls, shortLimits } from '../helpers/server.ts';
import { until } from '../helpers/until.ts';

const ADDRESS = '127.8.4.1';
const GO = 'HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n';
const servers: Serving[] = [];
let certificate: LabCertificate;
beforeAll(async () => {
  certificate = await createCertificate('docker-lab', [ADDRESS], Date.now());
});
afterAll(() => Promise.all(servers.map((server) => server.close())));

async function attemptOn(
  server: Promise<Serving>,
  transport: Transport = 'plain',
  change: Partial<Limits> = {},
  signal = new AbortController().signal,
): Promise<Attempt> {
  const started = await server;
  servers.push(started);
  const { address, port } = started;
  const request = {
    address,
    port,
    transport,
    purpose: 'first',
    userAgent: 'test',
    limits: shortLimits(change),
  } as const;
  return await attempt(request, { permit: () => true, clock, signal, turns: new Turns(clock) });
}

describe('one connection', () => {
  it('tells what it was for, when, how long it took, and closes', async () => {
    const server = serve(ADDRESS, (socket) => {
      socket.once('data', () => setTimeout(() => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}'), 60));
    });
    const before = Date.now();
    const made = await attemptOn(server);
    expect(made).toMatchObject({ purpose: 'first', transport: 'plain', end: 'answered', http: { status: 200 } });
    expect(Date.parse(made.at)).toBeGreaterThanOrEqual(before);
    expect(made.firstByte).toBeGreaterThanOrEqual(50);
    expect(made.elapsed).toBeGreaterThanOrEqual(made.firstByte ?? Number.POSITIVE_INFINITY);
    expect(made).not.toHaveProperty('raw');
    expect(made).not.toHaveProperty('tls');
    await until(async () => (await server).open === 0);
  });

  it.each([
    ['Go', GO],
    ['nginx', 'HTTP/1.1 400 Bad Request\r\n\r\n<title>400 The plain HTTP request was sent to HTTPS port</title>'],
    ['Apache', "HTTP/1.1 400 Bad Request\r\n\r\n<p>You're speaking plain HTTP to an SSL-enabled server port.</p>"],
    ['an alert', Buffer.from('15030100020246', 'hex')],
  ])('is told of TLS by %s', async (_name, text) => {
    expect((await attemptOn(serve(ADDRESS, respond(text)))).end).toBe('tls-here');
  });

  it.each([
    ['another status', GO.replace('400', '200')],
    ['other words', 'HTTP/1.1 400 Bad Request\r\n\r\nno'],
  ])('is not told of TLS by %s', async (_name, text) => {
    expect((await attemptOn(serve(ADDRESS, respond(text)))).end).toBe('answered');
  });

  it('tells a greeting from a flood, and keeps the first bytes of either', async () => {
    const greeting = await attemptOn(serve(ADDRESS, (socket) => void socket.write('220 ready\r\n')));
    expect(greeting).toMatchObject({ end: 'unparsable', raw: { encoding: 'utf8', data: '220 ready\r\n', total: 11 } });
    const line = (socket: Socket): void => {
      const timer = setInterval(() => socket.write('abc\r\n'), 30);
      socket.on('close', () => clearInterval(timer));
    };
    const flood = await attemptOn(serve(ADDRESS, line), 'plain', { kept: 12 });
    expect(flood).toMatchObject({ end: 'unending', raw: { data: 'abc\r\nabc\r\nab' } });
    expect(flood.raw?.total).toBeGreaterThan(20);
  });

  it('keeps bytes that are no text, and no more than it may', async () => {
    const made = await attemptOn(serve(ADDRESS, respond(Buffer.alloc(30_000, 0xff))), 'plain', { kept: 30 });
    expect(made).toMatchObject({ end: 'unparsable', raw: { encoding: 'base64', data: '/'.repeat(40) } });
    expect(made.raw?.total).toBeGreaterThan(30);
  });

  it('hears of a demanded certificate after a handshake that seemed to succeed', async () => {
    const demand = { ...certificate, requestCert: true, rejectUnauthorized: true };
    const made = await attemptOn(
      serveTls(ADDRESS, demand, () => undefined),
      'tls',
    );
    expect(made).toMatchObject({ end: 'tls-refused', tls: { established: true, protocol: 'TLSv1.3', alert: 116 } });
    expect(made).not.toHaveProperty('http');
  });

  it('asks inside TLS', async () => {
    const made = await attemptOn(serveTls(ADDRESS, certificate, respond('HTTP/1.1 204 No\r\n\r\n')), 'tls');
    expect(made).toMatchObject({ end: 'answered', http: { status: 204 }, tls: { established: true } });
    expect(made.tls).not.toHaveProperty('alert');
  });

  it('loses no byte of an answer in several TLS records and an end, while the reading of others takes all turns', async () => {
    const body = 'x'.repeat(1_000);
    const server = await serveTls(ADDRESS, certificate, (socket) => {
      socket.once('data', () => {
        socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 4000\r\n\r\n`);
        for (let i = 0; i < 4; i += 1) socket.write(body);
        socket.end();
      });
    });
    servers.push(server);
    const turns = new Turns(clock);
    let isOver = false;
    const spin = (): void => {
      for (const start = clock.ticks(); clock.ticks() - start < 10; );
      if (!isOver) turns.take(spin);
    };
    for (let others = 0; others < 5; others += 1) turns.take(spin);
    const { signal } = new AbortController();
    const { address, port } = server;
    const request = { address, port, purpose: 'first', userAgent: 'x', limits: shortLimits({ total: 5_000 }) } as const;
    const made = await Promise.all(
      Array.from({ length: 8 }, () =>
        attempt({ ...request, transport: 'tls' }, { permit: () => true, clock, signal, turns }),
      ),
    );
    isOver = true;
    expect(made.map(({ end, http }) => [end, http?.body.data.length])).toEqual(made.map(() => ['answered', 4_000]));
  });

  it('opens nothing outside the scope', async () => {
    const server = await serve(ADDRESS, () => undefined);
    servers.push(server);
    const asked: unknown[] = [];
    const permit = (address: string, port: number): boolean => asked.push([address, port]) < 0;
    const { port } = server;
    const made = await attempt(
      { address: ADDRESS, port, transport: 'plain', purpose: 'first', userAgent: 'x', limits: shortLimits() },
      { permit, clock, signal: new AbortController().signal, turns: new Turns(clock) },
    );
    expect(made).toMatchObject({ end: 'not-permitted', error: { message: expect.stringContaining('scope') } });
    expect(asked).toEqual([[ADDRESS, port]]);
    await sleep(30);
    expect(server.connections).toBe(0);
  });

  it('is dropped at once when the run is stopped', async () => {
    const stop = new AbortController();
    const server = serve(ADDRESS, () => void setTimeout(() => stop.abort(new Error('stopped')), 30));
    const before = performance.now();
    await expect(attemptOn(server, 'plain', { firstByte: 5_000, total: 9_000 }, stop.signal)).rejects.toThrow(
      'stopped',
    );
    expect(performance.now() - before).toBeLessThan(1_000);
    await until(async () => (await server).open === 0);
  });
});
