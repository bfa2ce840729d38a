import { createServer } from 'node:tls';
import { afterAll, describe, expect, it } from 'vitest';
import type { AttemptRequest } from '../../src/probe/attempt.ts';
import { FiniteFieldWorker, ThreadLost } from '../../src/probe/finite-field-worker.ts';
import { groupOf, startFiniteFieldServers } from '../helpers/finite-field-server.ts';
import { listenOn, shortLimits } from '../helpers/server.ts';

const ADDRESS = '127.8.40.1';
const ends: (() => void)[] = [];
afterAll(() => {
  for (const end of ends) end();
});

function requestTo(port: number, address = ADDRESS): AttemptRequest {
  const limits = shortLimits({ handshake: 5_000 });
  return { address, port, transport: 'tls', purpose: 'finite-field', userAgent: 'seawall/test', limits };
}

function workerOf(source?: string): FiniteFieldWorker {
  const worker = new FiniteFieldWorker(
    source === undefined ? undefined : new URL(`data:text/javascript,${encodeURIComponent(source)}`),
  );
  ends.push(() => worker.end());
  return worker;
}

describe('the thread of finite-field handshakes', () => {
  it('makes an attempt as the main thread does, and says how busy it was', async () => {
    const servers = await startFiniteFieldServers([ADDRESS], 2376, groupOf(8_192));
    ends.push(() => void servers.close());
    const worker = workerOf();
    expect(worker.busy).toBe(0);
    const made = await worker.attempt(requestTo(2376));
    expect(made).toMatchObject({ purpose: 'finite-field', transport: 'tls', end: 'closed', tls: { keyed: true } });
    expect(servers.paid).toEqual([ADDRESS]);
    expect(worker.busy).toBeGreaterThan(10);
  });

  it('refuses a group that is larger than any that is in use, before it is computed with', async () => {
    const address = '127.8.40.2';
    const servers = await startFiniteFieldServers([address], 2376, groupOf(10_000));
    ends.push(() => void servers.close());
    const made = await workerOf().attempt(requestTo(2376, address));
    expect(made).toMatchObject({ end: 'tls-refused', error: { message: 'a Diffie-Hellman group of 10000 bits' } });
    expect(servers).toMatchObject({ tried: [address], paid: [] });
  });

  it('says so where the thread dies, and begins another one, which is charged for', async () => {
    const worker = workerOf(
      "import { parentPort } from 'node:worker_threads'; parentPort.on('message', () => { throw new Error('dead'); });",
    );
    const both = await Promise.allSettled([worker.attempt(requestTo(1)), worker.attempt(requestTo(2))]);
    for (const one of both) expect(one).toMatchObject({ status: 'rejected', reason: expect.any(ThreadLost) });
    expect(worker.busy).toBeGreaterThanOrEqual(10_000);
    expect(worker.busy).toBeLessThan(20_000);
    await expect(worker.attempt(requestTo(3))).rejects.toThrow('dead');
  });

  it('ends a thread that is stuck', async () => {
    const worker = workerOf(
      "import { parentPort } from 'node:worker_threads'; parentPort.on('message', () => { for (;;); });",
    );
    const limits = { ...shortLimits(), connect: 0, handshake: 0, total: -9_500 };
    await expect(worker.attempt({ ...requestTo(1), limits })).rejects.toThrow('no answer within 500 ms');
  });

  it('tells a fault of ours from a dead thread', async () => {
    const worker = workerOf(
      "import { parentPort } from 'node:worker_threads'; parentPort.on('message', ({ number }) => parentPort.postMessage({ number, failure: 'odd' }));",
    );
    const lost = await worker.attempt(requestTo(1)).catch((error: unknown) => error);
    expect(lost).toMatchObject({ message: 'odd' });
    expect(lost).not.toBeInstanceOf(ThreadLost);
  });

  it('has no end that anybody waits for', async () => {
    const silent = createServer();
    const port = await listenOn(silent, '127.8.40.3');
    ends.push(() => silent.close());
    const worker = workerOf();
    const asked = worker.attempt(requestTo(port, '127.8.40.3'));
    worker.end();
    await expect(asked).rejects.toThrow('no longer wanted');
  });
});
