/** Real OpenSSL, nginx, HAProxy and stunnel before an engine or before nothing: the verdict of each, and the reason given. */

import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isSettled } from '../../src/audit/probing.ts';
import { classify } from '../../src/classify/classify.ts';
import { createProber } from '../../src/probe/probe.ts';
import { firstLimits, patientLimits } from '../../src/probe/probe-limits.ts';
import { createPace } from '../../src/sweep/pace.ts';
import { leftOut } from '../helpers/left-out.ts';
import { createCertificates, createReal, notInstalled, type Real } from '../helpers/real.ts';
import { clock } from '../helpers/scope.ts';
import { HAPROXY_KINDS, startHaproxy } from './real-servers/haproxy.ts';
import { type RealKind, UPSTREAM } from './real-servers/kind.ts';
import { NGINX_KINDS, startNginx } from './real-servers/nginx.ts';
import { OPENSSL_KINDS, startOpenssl } from './real-servers/openssl.ts';
import { STUNNEL_KINDS, startStunnel } from './real-servers/stunnel.ts';
import { ENGINE_JSON } from './zoo/http.ts';

const missing = notInstalled(['openssl', 'nginx', 'haproxy', 'stunnel4']);
const first = { ...firstLimits(300), handshake: 3_000, firstByte: 3_000, total: 6_000 };
const patient = { ...patientLimits(300), handshake: 6_000, firstByte: 6_000, total: 8_000 };
const ENGINE_HEADERS = {
  'Api-Version': '1.41',
  'Content-Type': 'application/json',
  Ostype: 'linux',
  Server: 'Docker/20.10.24 (linux)',
};

let real: Real;
const upstreams: Server[] = [];

async function listen(server: Server, address: string): Promise<void> {
  upstreams.push(server);
  await new Promise<void>((resolve) => server.listen(2375, address, resolve));
}

/** Engines behind the servers. */
async function startUpstreams(): Promise<void> {
  const whole = createServer((_, answer) =>
    answer.writeHead(200, { ...ENGINE_HEADERS, 'Content-Length': ENGINE_JSON.length }).end(ENGINE_JSON),
  );
  const chunked = createServer((_, answer) => {
    answer.writeHead(200, ENGINE_HEADERS).write(ENGINE_JSON.slice(0, 100));
    setTimeout(() => answer.end(ENGINE_JSON.slice(100)), 50);
  });
  await listen(whole, UPSTREAM.plain);
  await listen(chunked, UPSTREAM.chunked);
  await listen(
    createServer(() => undefined),
    UPSTREAM.silent,
  );
}

async function probe({
  address,
  port,
}: RealKind): Promise<ReturnType<typeof classify> & { said: string; session: string }> {
  const prober = createProber({
    permit: (asked) => asked === address,
    pace: createPace({ rate: null, prefixRate: null, clock }),
    clock,
    signal: new AbortController().signal,
    timeout: 300,
    userAgent: () => 'seawall/test (test@localhost; run test)',
    isSettled,
    limits: { first, patient },
  });
  const at = new Date().toISOString();
  const record = await prober({ address, port, range: 0, position: 0, state: 'open', at });
  const said = record.attempts.map(({ transport, purpose, end, tls, error }) =>
    [transport, purpose, end, tls?.protocol, error?.message].join(' '),
  );
  const agreed = record.attempts.find(({ http, tls }) => http !== undefined && tls?.established)?.tls;
  return { ...classify(record), said: said.join('; '), session: `${agreed?.protocol} ${agreed?.cipher}` };
}

describe.skipIf(leftOut('real OpenSSL, nginx, HAProxy and stunnel', missing))('real servers', () => {
  beforeAll(async () => {
    real = createReal();
    createCertificates(real, [UPSTREAM.plain]);
    await startUpstreams();
    await Promise.all([startOpenssl(real), startNginx(real), startHaproxy(real), startStunnel(real)]);
  }, 60_000);
  afterAll(async () => {
    for (const server of upstreams) {
      server.closeAllConnections();
      server.close();
    }
    await real.stopAll();
  }, 60_000);

  describe.each([
    ['openssl s_server', OPENSSL_KINDS],
    ['nginx', NGINX_KINDS],
    ['haproxy', HAPROXY_KINDS],
    ['stunnel', STUNNEL_KINDS],
  ] as const)('%s', (_, kinds) => {
    it.concurrent.each(kinds.map((kind) => [kind.name, kind] as const))(
      '%s',
      async (_name, kind) => {
        const { verdict, product, evidence, said, session } = await probe(kind);
        const right = { verdict: kind.verdict, product: kind.product ?? product };
        expect({ verdict, product }, `${evidence} | ${said}`).toEqual(right);
        expect(evidence).toMatch(kind.evidence);
        if (kind.session !== undefined) expect(session).toMatch(kind.session);
      },
      30_000,
    );
  });
});
