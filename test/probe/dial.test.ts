import { type ChildProcess, spawn } from 'node:child_process';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Transport } from '../../src/domain/attempt.ts';
import { createCertificate, type LabCertificate } from '../../src/lab/certificates.ts';
import { type Dialled, dial } from '../../src/probe/dial.ts';
import type { Limits } from '../../src/probe/probe-limits.ts';
import { clock } from '../helpers/scope.ts';
import { respond, type Serving, serve, serveTls, shortLimits } from '../helpers/server.ts';
import { until } from '../helpers/until.ts';

const ADDRESS = '127.8.1.1';
const servers: Serving[] = [];
let certificate: LabCertificate;

beforeAll(async () => {
  certificate = await createCertificate('docker-lab', [ADDRESS], Date.now());
});
afterAll(() => Promise.all(servers.map((server) => server.close())));

async function started(server: Promise<Serving>): Promise<Serving> {
  servers.push(await server);
  return await server;
}

async function dialTo(
  { address, port }: { address: string; port: number },
  transport: Transport,
  limits: Partial<Limits> = {},
  { permit = true, signal = new AbortController().signal } = {},
): Promise<Dialled> {
  const dialled = await dial({ address, port, transport }, () => permit, shortLimits(limits), clock, signal);
  dialled.stream?.on('error', () => undefined);
  dialled.stream?.destroy();
  return dialled;
}

describe('a plain dial', () => {
  it('gives a connection', async () => {
    const server = await started(serve(ADDRESS, () => undefined));
    const dialled = await dialTo(server, 'plain');
    expect(dialled.stream).toBeDefined();
    expect(dialled.tls).toBeUndefined();
    await until(() => server.connections === 1 && server.open === 0);
  });

  it.each(['plain', 'tls'] as const)('opens nothing outside the scope: %s', async (transport) => {
    const server = await started(serve(ADDRESS, () => undefined));
    expect(await dialTo(server, transport, {}, { permit: false })).toMatchObject({ end: 'not-permitted' });
    await sleep(30);
    expect(server.connections).toBe(0);
  });

  it('opens nothing once the run is stopped', async () => {
    const server = await started(serve(ADDRESS, () => undefined));
    await expect(dialTo(server, 'plain', {}, { signal: AbortSignal.abort() })).rejects.toThrow(/abort/);
    await sleep(30);
    expect(server.connections).toBe(0);
  });

  it('reports a refused connection', async () => {
    const server = await serve(ADDRESS, () => undefined);
    await server.close();
    expect(await dialTo(server, 'plain')).toMatchObject({ end: 'not-connected', error: { code: 'ECONNREFUSED' } });
  });

  it('does not blame the other side for a machine without a route', async () => {
    // The kernel connects to no broadcast address: it refuses before a packet is made.
    const dialled = await dialTo({ address: '127.255.255.255', port: 2375 }, 'plain');
    expect(dialled).toMatchObject({ end: 'local-trouble', error: { code: 'ENETUNREACH' } });
  });
});

describe('a dial into silence', () => {
  let child: ChildProcess;
  const fillers: Socket[] = [];
  const PORT = 3_000;

  // A stopped process accepts nothing: when its queue is full, the kernel drops what comes.
  beforeAll(async () => {
    const script = `require('net').createServer().listen({ port: ${PORT}, host: '${ADDRESS}', backlog: 1 }, () => console.log('up')); setTimeout(() => process.exit(), 60000)`;
    child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    await new Promise((resolve) => child.stdout?.once('data', resolve));
    child.kill('SIGSTOP');
    for (let i = 0; i < 4; i += 1) fillers.push(connect(PORT, ADDRESS).on('error', () => undefined));
    await sleep(200);
  });
  afterAll(() => {
    for (const socket of fillers) socket.destroy();
    child.kill('SIGKILL');
  });

  it('gives up when its time is over', async () => {
    const before = performance.now();
    const dialled = await dialTo({ address: ADDRESS, port: PORT }, 'plain', { connect: 300 });
    expect(dialled).toMatchObject({ end: 'not-connected', error: { message: 'no connection within 300 ms' } });
    expect(performance.now() - before).toBeLessThan(900);
  });

  it('gives up at once when the run is stopped', async () => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 50);
    const before = performance.now();
    await dialTo({ address: ADDRESS, port: PORT }, 'plain', { connect: 5_000 }, { signal: stop.signal });
    expect(performance.now() - before).toBeLessThan(1_000);
  });
});

describe('a TLS dial', () => {
  it('takes any certificate, and reads it', async () => {
    const server = await started(serveTls(ADDRESS, certificate, () => undefined));
    const { stream, tls } = await dialTo(server, 'tls');
    expect(stream).toBeDefined();
    expect(tls).toMatchObject({ established: true, keyed: true, protocol: 'TLSv1.3' });
    expect(tls?.cipher).toMatch(/^TLS_/);
    expect(tls?.certificate).toMatchObject({ subject: 'CN=docker-lab', selfSigned: true, names: [`IP:${ADDRESS}`] });
  });

  it('goes down to 1.2, and no further', async () => {
    const old = await started(serveTls(ADDRESS, { ...certificate, maxVersion: 'TLSv1.2' }, () => undefined));
    expect(await dialTo(old, 'tls')).toMatchObject({ tls: { established: true, protocol: 'TLSv1.2' } });
    const older = {
      ...certificate,
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.1',
      ciphers: 'DEFAULT:@SECLEVEL=0',
    } as const;
    const refused = await dialTo(await started(serveTls(ADDRESS, older, () => undefined)), 'tls');
    expect(refused).toMatchObject({ end: 'tls-refused', tls: { established: false, alert: 70 } });
  });

  it('tells a missing common cipher from a missing client certificate', async () => {
    const rsa = { ...certificate, maxVersion: 'TLSv1.2', ciphers: 'ECDHE-RSA-AES128-GCM-SHA256' } as const;
    const cipherless = await dialTo(await started(serveTls(ADDRESS, rsa, () => undefined)), 'tls');
    expect(cipherless).toMatchObject({ end: 'tls-refused', tls: { established: false, keyed: false, alert: 40 } });
    const demand = { ...certificate, maxVersion: 'TLSv1.2', requestCert: true } as const;
    const demanding = await dialTo(await started(serveTls(ADDRESS, demand, () => undefined)), 'tls');
    expect(demanding).toMatchObject({ end: 'tls-refused', tls: { established: false, keyed: true, alert: 40 } });
  });

  it.each<[string, string, (socket: Socket) => void]>([
    ['an HTTP server', 'plain-here', respond('HTTP/1.1 400 Bad Request\r\n\r\n')],
    ['a greeting', 'plain-here', (socket) => void socket.write('SSH-2.0-OpenSSH_9.2p1\r\n')],
    ['a hang-up', 'closed', (socket) => void socket.once('data', () => socket.end())],
    ['a reset', 'reset', (socket) => void socket.once('data', () => socket.resetAndDestroy())],
    ['silence', 'silent', () => undefined],
    ['half a record', 'silent', (socket) => void socket.write(Buffer.from('160303', 'hex'))],
  ])('meets %s: %s', async (_name, end, behave) => {
    const server = await started(serve(ADDRESS, behave));
    const dialled = await dialTo(server, 'tls');
    expect(dialled).toMatchObject({ end, tls: { established: false, keyed: false, protocol: '', cipher: '' } });
    await until(() => server.open === 0);
  });
});
