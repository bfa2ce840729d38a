import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProbeRecord } from '../../src/domain/attempt.ts';
import { briefLimits, ranOut } from '../../src/probe/brief.ts';
import { createProber } from '../../src/probe/probe.ts';
import { firstLimits } from '../../src/probe/probe-limits.ts';
import { createPace } from '../../src/sweep/pace.ts';
import { clock } from '../helpers/scope.ts';
import { respond, type Serving, serve } from '../helpers/server.ts';

const servers: Record<string, Serving> = {};
beforeAll(async () => {
  servers.silent = await serve('127.10.9.1', (socket) => socket.resume());
  servers.quick = await serve('127.10.9.2', respond('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi'));
  servers.hangsUp = await serve('127.10.9.3', (socket) => socket.end());
});
afterAll(() => Promise.all(Object.values(servers).map((server) => server.close())));

const prober = createProber({
  permit: () => true,
  pace: createPace({ rate: null, prefixRate: null, clock }),
  clock,
  signal: new AbortController().signal,
  timeout: 300,
  userAgent: () => 'seawall/test',
  isBrief: (address) => address !== '127.10.9.4',
});

function ask(name: string): Promise<ProbeRecord> {
  const server = servers[name];
  if (server === undefined) throw new Error(`no server ${name}`);
  const { address, port } = server;
  return prober({ position: 0, address, port, range: 0, state: 'open', at: '' });
}

describe('a brief probe', () => {
  it('asks what is silent once, for two seconds', async () => {
    const { attempts, brief } = await ask('silent');
    expect(brief).toBe(true);
    expect(attempts.map(({ end }) => end)).toEqual(['silent']);
    expect(attempts[0]?.elapsed).toBeLessThan(3_000);
  }, 10_000);

  it('is like any other where the far side answers or hangs up', async () => {
    expect((await ask('quick')).attempts.map(({ end }) => end)).toEqual(['answered']);
    expect((await ask('hangsUp')).attempts.length).toBeGreaterThan(1);
  }, 10_000);
});

it('never waits longer than the usual way', () => {
  const usual = firstLimits(1_500);
  const [brief, shorter] = [briefLimits(usual), briefLimits({ ...usual, firstByte: 100 })];
  expect(brief.firstByte).toBeLessThan(usual.firstByte);
  expect(brief.total).toBeLessThan(usual.total);
  expect(brief).toMatchObject({ head: usual.head, body: usual.body, connect: usual.connect });
  expect(shorter.firstByte).toBe(100);
});

it('tells what ran out of time from what was said', () => {
  expect((['silent', 'unending', 'not-connected'] as const).map((end) => ranOut({ ...NO_ATTEMPT, end }))).toEqual([
    true,
    true,
    true,
  ]);
  expect((['closed', 'answered', 'tls-here'] as const).some((end) => ranOut({ ...NO_ATTEMPT, end }))).toBe(false);
});

const NO_ATTEMPT = { purpose: 'first', transport: 'plain', at: '', elapsed: 0 } as const;
