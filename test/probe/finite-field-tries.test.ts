import { setMaxListeners } from 'node:events';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import type { Attempt, ProbeRecord, TlsFacts } from '../../src/domain/attempt.ts';
import type { AttemptRequest } from '../../src/probe/attempt.ts';
import { type Ask, FiniteFieldTries } from '../../src/probe/finite-field-tries.ts';
import { FiniteFieldWorker } from '../../src/probe/finite-field-worker.ts';
import { createProber } from '../../src/probe/probe.ts';
import { createPace } from '../../src/sweep/pace.ts';
import { groupOf, startFiniteFieldServers } from '../helpers/finite-field-server.ts';
import { clock } from '../helpers/scope.ts';
import { shortLimits } from '../helpers/server.ts';

const LIMITS = { prefix: 3, busy: 60_000, elapsed: 60_000 };
const UNUSED: AttemptRequest = {
  ...{ address: '127.0.0.1', port: 1, transport: 'tls', purpose: 'finite-field', userAgent: '' },
  limits: shortLimits(),
};
const ends: (() => void)[] = [];
afterAll(() => {
  for (const end of ends) end();
});

const made = (tls?: Partial<TlsFacts>, elapsed = 1): Attempt => ({
  ...{
    purpose: 'finite-field',
    transport: 'tls',
    at: '',
    elapsed,
    end: tls === undefined ? 'not-connected' : 'tls-refused',
  },
  ...(tls && { tls: { established: false, keyed: true, protocol: '', cipher: '', ...tls } }),
});

function tries(
  change: Partial<typeof LIMITS> = {},
  worker?: FiniteFieldWorker,
): { finiteField: FiniteFieldTries; stop: AbortController } {
  const stop = new AbortController();
  const finiteField = new FiniteFieldTries(stop.signal, { ...LIMITS, ...change }, worker);
  ends.push(() => finiteField.close());
  return { finiteField, stop };
}

/** Of 20 in one prefix that all come at once: how many were made. */
async function countMade(finiteField: FiniteFieldTries, attempt: Attempt): Promise<number> {
  const results = await Promise.all(
    Array.from({ length: 20 }, (_, i) => finiteField.make(`127.8.41.${i}`, () => sleep(1, attempt))),
  );
  return results.filter((result) => result !== undefined).length;
}

describe('the budget of finite-field handshakes', () => {
  it('is so many in a prefix, and as many in the next one', async () => {
    const { finiteField } = tries();
    expect(await countMade(finiteField, made({}))).toBe(3);
    expect(await finiteField.make('127.8.41.200', () => sleep(1, made({})))).toBeUndefined();
    expect(await finiteField.make('127.8.42.1', () => sleep(1, made({})))).toBeDefined();
  });

  it('is not spent by a server that refuses this too, or is gone: nothing was computed', async () => {
    expect(await countMade(tries().finiteField, made({ keyed: false, alert: 40 }))).toBe(20);
    expect(await countMade(tries().finiteField, made())).toBe(20);
    expect(await countMade(tries().finiteField, made({ keyed: false }))).toBe(3);
  });

  it('is so much time together', async () => {
    const { finiteField } = tries({ prefix: 100, elapsed: 50 });
    // Eight are under way when the tenth part of the budget is spent by each of them.
    expect(await countMade(finiteField, made({}, 10))).toBeLessThan(13);
  });

  it('gives turns to all prefixes, a few at a time', async () => {
    const { finiteField } = tries({ prefix: 100 });
    const order: string[] = [];
    let [running, most] = [0, 0];
    const act = (name: string) => async () => {
      order.push(name);
      running += 1;
      most = Math.max(most, running);
      await sleep(5);
      running -= 1;
      return made({});
    };
    const all = [
      ...Array.from({ length: 40 }, (_, i) => finiteField.make(`127.8.43.${i}`, act('crowd'))),
      ...Array.from({ length: 3 }, (_, i) => finiteField.make(`127.8.44.${i}`, act('few'))),
    ];
    await Promise.all(all);
    expect(most).toBe(8);
    expect(order.lastIndexOf('few')).toBeLessThan(15);
  });

  it('makes no attempt where the thread died, and a third death ends it', async () => {
    const source =
      "import { parentPort } from 'node:worker_threads'; parentPort.on('message', () => { throw new Error('dead'); });";
    const worker = new FiniteFieldWorker(new URL(`data:text/javascript,${encodeURIComponent(source)}`));
    const { finiteField } = tries({ prefix: 100, busy: 30_000 }, worker);
    let asked = 0;
    for (let i = 0; i < 6; i += 1) {
      const one = await finiteField.make(`127.8.45.${i}`, (ask) => {
        asked += 1;
        return ask(UNUSED);
      });
      expect(one).toBeUndefined();
    }
    expect(asked).toBe(3);
  });

  it('rejects as the attempt does, and what waits when the run is stopped', async () => {
    const { finiteField, stop } = tries();
    await expect(finiteField.make('127.8.46.1', () => Promise.reject(new Error('odd')))).rejects.toThrow('odd');
    const endless = Array.from({ length: 12 }, (_, i) =>
      finiteField.make(`127.8.${47 + i}.1`, () => sleep(60_000, made({}), { signal: stop.signal })),
    );
    stop.abort(new Error('stopped'));
    for (const one of await Promise.allSettled(endless))
      expect(one).toMatchObject({ status: 'rejected', reason: { message: 'stopped' } });
    await expect(finiteField.make('127.8.46.1', (ask: Ask) => ask(UNUSED))).rejects.toThrow('stopped');
  });
});

describe('forty servers with a group of 8,192 bits', () => {
  it('cost the main thread nothing, and a prefix eight computations; the rest is said to be withheld', async () => {
    const addresses = Array.from({ length: 40 }, (_, i) => `127.8.60.${i + 1}`);
    const servers = await startFiniteFieldServers(addresses, 2376, groupOf(8_192));
    ends.push(() => void servers.close());
    const worker = new FiniteFieldWorker();
    const stop = new AbortController();
    // Every connection in flight listens.
    setMaxListeners(0, stop.signal);
    const finiteField = new FiniteFieldTries(stop.signal, undefined, worker);
    ends.push(() => finiteField.close());
    const limits = shortLimits({ handshake: 5_000 });
    const probe = createProber({
      permit: (address) => address.startsWith('127.8.60.'),
      pace: createPace({ rate: null, prefixRate: null, clock }),
      ...{ clock, signal: stop.signal, timeout: 300, finiteField },
      userAgent: () => 'seawall/test',
      limits: { first: limits, patient: limits },
    });
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    const before = performance.eventLoopUtilization();
    const records: ProbeRecord[] = await Promise.all(
      addresses.map((address, position) =>
        probe({ address, port: 2376, range: 0, position, state: 'open', at: new Date().toISOString() }),
      ),
    );
    const here = performance.eventLoopUtilization(before).active;
    delay.disable();
    expect(servers.tried).toHaveLength(8);
    expect(servers.paid).toHaveLength(8);
    expect(records.filter(({ withheld }) => withheld === true)).toHaveLength(32);
    expect(records.filter(({ fault }) => fault !== undefined)).toEqual([]);
    const oneHandshake = worker.busy / 8;
    expect(here).toBeLessThan(worker.busy / 2);
    expect(delay.max / 1e6).toBeLessThan(oneHandshake);
  });
});
