import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Endpoint, SweepRecord } from '../../src/model.ts';
import { createWalk } from '../../src/scope/walk.ts';
import { createConnectSweep } from '../../src/sweep/connect.ts';
import { createPace } from '../../src/sweep/pace.ts';
import { clock, scopeOf } from '../helpers/scope.ts';

const OPEN = ['127.3.0.5', '127.3.0.77'];
const servers: Server[] = [];

beforeAll(async () => {
  for (const address of OPEN) {
    // The sweep resets what it opens.
    const server = createServer((socket) => socket.on('error', () => undefined));
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(2375, address, resolve));
  }
});
afterAll(() => {
  for (const server of servers) server.close();
});

async function sweep(
  permit: (address: string, port: number) => boolean,
  stopAfter = Number.POSITIVE_INFINITY,
): Promise<SweepRecord[]> {
  const walk = createWalk(scopeOf(['127.3.0.0/25']), 9, { index: 1, count: 1 });
  let position = 0;
  const stop = new AbortController();
  const records: SweepRecord[] = [];
  const source = {
    take: (): Endpoint | undefined => (position < walk.size ? walk.at(position++) : undefined),
    get done() {
      return position >= walk.size;
    },
  };
  const pace = createPace({ rate: null, prefixRate: null, clock });
  for await (const batch of createConnectSweep().run({
    source,
    permit,
    pace,
    concurrency: 16,
    timeout: 500,
    retries: 0,
    signal: stop.signal,
    clock,
  })) {
    records.push(...batch);
    if (records.length >= stopAfter) stop.abort();
  }
  return records;
}

describe('the portable engine', () => {
  it('gives one record for each endpoint, and knows open from closed', async () => {
    const records = await sweep(() => true);
    expect(records).toHaveLength(256);
    expect(new Set(records.map(({ position }) => position)).size).toBe(256);
    const open = records.filter(({ state }) => state === 'open').map(({ address, port }) => `${address}:${port}`);
    expect(open.sort()).toEqual(OPEN.map((address) => `${address}:2375`));
    expect(records.filter(({ state }) => state === 'closed')).toHaveLength(254);
  });

  it('asks the gate before every connection', async () => {
    const asked: string[] = [];
    const records = await sweep((address, port) => {
      asked.push(`${address}:${port}`);
      return address !== '127.3.0.5';
    });
    expect(asked).toHaveLength(256);
    expect(records.filter(({ address }) => address === '127.3.0.5')).toMatchObject([
      { state: 'not-tested', reason: 'not-permitted' },
      { state: 'not-tested', reason: 'not-permitted' },
    ]);
  });

  it('stops at once when it is told to', async () => {
    expect((await sweep(() => true, 1)).length).toBeLessThan(256);
  });
});
