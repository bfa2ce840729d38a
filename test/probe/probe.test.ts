import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import type { OpenRecord, Pace } from '../../src/domain/endpoint.ts';
import { ProbeBudget } from '../../src/probe/budget.ts';
import { FiniteFieldTries } from '../../src/probe/finite-field-tries.ts';
import { createProber, type Prober, type ProberOptions } from '../../src/probe/probe.ts';
import { createPace } from '../../src/sweep/pace.ts';
import { clock } from '../helpers/scope.ts';
import { respond, type Serving, serve, shortLimits } from '../helpers/server.ts';

const ADDRESS = '127.10.6.1';
const JSON_ANSWER = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}';
const servers: Serving[] = [];
afterAll(() => Promise.all(servers.map((server) => server.close())));

async function started(behave: (socket: Socket) => void): Promise<Serving> {
  const server = await serve(ADDRESS, behave);
  servers.push(server);
  return server;
}

function openAt({ address, port }: { address: string; port: number }, range = 0): OpenRecord {
  return { address, port, range, position: 7, state: 'open', at: new Date().toISOString() };
}

function prober(change: Partial<ProberOptions> = {}): Prober {
  return createProber({
    permit: () => true,
    pace: createPace({ rate: null, prefixRate: null, clock }),
    clock,
    signal: new AbortController().signal,
    timeout: 300,
    userAgent: (range) => `seawall/test (range ${range})`,
    limits: { first: shortLimits(), patient: shortLimits({ firstByte: 1_500, total: 2_000 }) },
    ...change,
  });
}

describe('a probe', () => {
  it('asks once where the answer is whole, and says who asks for this range', async () => {
    const server = await started(respond(JSON_ANSWER));
    const record = await prober()(openAt(server, 3));
    expect(record).toMatchObject({ address: ADDRESS, port: server.port, range: 3, position: 7 });
    expect(record.attempts.map(({ end, purpose }) => [purpose, end])).toEqual([['first', 'answered']]);
    expect(record).not.toHaveProperty('fault');
    expect(server.heard).toHaveLength(1);
    expect(server.heard[0]).toContain('seawall/test (range 3)');
  });

  it('gives a silent endpoint a patient second try', async () => {
    const server = await started(
      (socket) => void socket.once('data', () => setTimeout(() => socket.end(JSON_ANSWER), 900)),
    );
    const record = await prober()(openAt(server));
    expect(record.attempts.map(({ end, purpose }) => [purpose, end])).toEqual([
      ['first', 'silent'],
      ['other-transport', 'silent'],
      ['patient', 'answered'],
    ]);
  });

  it('tries the other transport after a hang-up, and asks once more a moment later', async () => {
    const server = await started((socket) => void socket.once('data', () => socket.end()));
    const before = performance.now();
    const record = await prober()(openAt(server));
    expect(record.attempts.map(({ transport, purpose, end }) => [transport, purpose, end])).toEqual([
      ['plain', 'first', 'closed'],
      ['tls', 'other-transport', 'closed'],
      ['plain', 'confirm', 'closed'],
      ['tls', 'confirm', 'closed'],
    ]);
    expect(performance.now() - before).toBeGreaterThan(900);
  });

  it('keeps to one connection at a time for an address, and gives the address back', async () => {
    let [waiting, most] = [0, 0];
    const count = (socket: Socket): void => {
      waiting += 1;
      most = Math.max(most, waiting);
      setTimeout(() => {
        waiting -= 1;
        socket.end(JSON_ANSWER);
      }, 40);
    };
    const asked = (socket: Socket): void => void socket.once('data', () => count(socket));
    const both = [await started(asked), await started(asked)];
    const pace = createPace({ rate: null, prefixRate: null, clock });
    const probe = prober({ pace });
    const records = await Promise.all([...both, ...both].map((server) => probe(openAt(server))));
    expect(records.map(({ attempts }) => attempts.at(-1)?.end)).toEqual(Array(4).fill('answered'));
    expect(most).toBe(1);
    expect(pace.take(ADDRESS)).toBe(0);
  });

  it('hands nothing to the thread of finite-field handshakes that is no longer permitted', async () => {
    // handshake_failure, fatal.
    const server = await started(
      (socket) => void socket.once('data', () => socket.end(Buffer.from([21, 3, 3, 0, 2, 2, 40]))),
    );
    const pace = createPace({ rate: null, prefixRate: null, clock });
    const finiteField = new FiniteFieldTries(new AbortController().signal);
    let asked = 0;
    const permit = (): boolean => {
      asked += 1;
      return asked <= 3;
    };
    const record = await prober({ permit, pace, finiteField })(openAt(server));
    expect(record.attempts.map(({ purpose, end }) => [purpose, end])).toEqual([
      ['first', 'tls-here'],
      ['other-transport', 'tls-refused'],
      ['permissive', 'tls-refused'],
      ['finite-field', 'not-permitted'],
    ]);
    expect(record.fault).toBe('scope: no longer permitted');
    expect(server.connections).toBe(3);
    const made = await prober({ pace, finiteField })(openAt(server));
    expect(made.attempts.at(-1)).toMatchObject({ purpose: 'finite-field', end: 'tls-refused', tls: { alert: 40 } });
    expect(server.connections).toBe(7);
    expect(pace.take(ADDRESS)).toBe(0);
    pace.release(ADDRESS);
    finiteField.close();
  });

  it('withholds finite-field handshakes where there is nobody to make them', async () => {
    const server = await started(
      (socket) => void socket.once('data', () => socket.end(Buffer.from([21, 3, 3, 0, 2, 2, 71]))),
    );
    const record = await prober()(openAt(server));
    expect(record).toMatchObject({
      withheld: true,
      attempts: [{ end: 'tls-here' }, { end: 'tls-refused' }, { end: 'tls-refused' }],
    });
  });

  it('records what is no longer permitted, and what this machine could not do to the end', async () => {
    const server = await started(respond(JSON_ANSWER));
    const refused = await prober({ permit: () => false })(openAt(server));
    expect(refused).toMatchObject({ fault: 'scope: no longer permitted', attempts: [{ end: 'not-permitted' }] });
    expect(server.connections).toBe(0);
    // No route: the kernel refuses to connect to a broadcast address.
    const taken: string[] = [];
    const pace = createPace({ rate: null, prefixRate: null, clock });
    const take = (address: string): number => {
      taken.push(address);
      return pace.take(address);
    };
    const watched: Pace = { ready: () => pace.ready(), take, release: (address) => pace.release(address) };
    const local = await prober({ pace: watched })(openAt({ address: '127.255.255.255', port: 2375 }));
    expect(local.fault).toMatch(/^local: ENETUNREACH .*127\.255\.255\.255/);
    expect(local.attempts.map(({ end }) => end)).toEqual(['local-trouble']);
    expect(taken).toHaveLength(7);
  }, 15_000);

  it('records an exception as a fault of this program, and lets the other probes go on', async () => {
    const server = await started(respond(JSON_ANSWER));
    const userAgent = (range: number): string => {
      if (range === 1) throw new TypeError('no such range');
      return 'x';
    };
    const probe = prober({ userAgent });
    expect(await probe(openAt(server, 1))).toMatchObject({ fault: 'bug: no such range', attempts: [] });
    expect(await probe(openAt(server, 0))).not.toHaveProperty('fault');
  });
});

describe('a stopped run', () => {
  it('opens no further connection', async () => {
    const server = await started(respond(JSON_ANSWER));
    await expect(prober({ signal: AbortSignal.abort(new Error('stopped')) })(openAt(server))).rejects.toThrow(
      'stopped',
    );
    await sleep(30);
    expect(server.connections).toBe(0);
  });

  it.each([
    ['while it waits for its turn', () => undefined, 5_000],
    ['while it waits for an answer', () => undefined, 0],
    ['before it asks again', (socket: Socket) => void socket.once('data', () => socket.end()), 0],
  ])('ends at once %s', async (_name, behave, wait) => {
    const server = await started(behave);
    const stop = new AbortController();
    const pace: Pace = { ready: () => 0, take: () => wait, release: () => undefined };
    setTimeout(() => stop.abort(new Error('stopped')), 200);
    const before = performance.now();
    await expect(prober({ signal: stop.signal, pace })(openAt(server))).rejects.toThrow(/stopped|aborted/);
    expect(performance.now() - before).toBeLessThan(900);
  });
});

describe('a budget that others have spent', () => {
  const amounts = { prefix: 1, run: 1e12 };

  it('leaves an engine as it is, and of a flood says that it was not read to its end', async () => {
    const budget = new ProbeBudget(() => undefined, { bytes: amounts, time: amounts });
    const ask = prober({ budget });
    const engine = await ask(openAt(await started(respond(JSON_ANSWER))));
    expect(engine.attempts.map(({ end }) => end)).toEqual(['answered']);
    expect(engine.untested).toBeUndefined();
    const flood = await started((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.write(`HTTP/1.1 200 OK\r\n\r\n${' '.repeat(400_000)}`));
    });
    const { untested, attempts } = await ask(openAt(flood));
    expect([untested, attempts[0]?.end]).toEqual([true, 'unending']);
  });

  it('has every endpoint asked briefly where it was the time of the run', async () => {
    const time = { prefix: 1e12, run: 5_000 };
    const budget = new ProbeBudget(() => undefined, { bytes: { prefix: 1e12, run: 1e12 }, time });
    const ask = prober({ budget });
    const server = await started(respond(JSON_ANSWER));
    expect((await ask(openAt(server))).brief).toBeUndefined();
    budget.wait(5_000);
    expect(await ask(openAt(server))).toMatchObject({ brief: true, attempts: [{ end: 'answered' }] });
  });
});
