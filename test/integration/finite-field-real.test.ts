/** Real servers that have finite-field Diffie-Hellman alone: OpenSSL's own, nginx, HAProxy. */

import { execFileSync } from 'node:child_process';
import { setMaxListeners } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isSettled } from '../../src/audit/probing.ts';
import { classify } from '../../src/classify/classify.ts';
import type { ProbeRecord } from '../../src/domain/attempt.ts';
import { FiniteFieldTries } from '../../src/probe/finite-field-tries.ts';
import { createProber } from '../../src/probe/probe.ts';
import { createPace } from '../../src/sweep/pace.ts';
import { leftOut } from '../helpers/left-out.ts';
import { createCertificates, createReal, type Real, whyNotReal } from '../helpers/real.ts';
import { clock } from '../helpers/scope.ts';
import { ENGINE_ANSWER } from './zoo/http.ts';

const missing = whyNotReal();
const at = (host: number): string => `127.0.176.${host}`;
const CROWD = 12;
const crowdAt = (i: number): string => `127.0.177.${i + 1}`;
const ONLY_DHE = 'kDHE:@SECLEVEL=0';
/** What an engine says, behind its head. */
const JSON_BODY = ENGINE_ANSWER.slice(ENGINE_ANSWER.indexOf('{'));

let real: Real;
const { signal } = new AbortController();
setMaxListeners(0, signal);
const finiteField = new FiniteFieldTries(signal);

/** OpenSSL's test server gives a file of the name of the path, head and all. */
const sServer = (address: string, ...more: string[]): string[] => [
  ...['s_server', '-accept', `${address}:2376`, '-key', real.path('server.key'), '-cert', real.path('server.pem')],
  ...['-quiet', '-HTTP', ...more],
];
const dheServer = (address: string, bits: number, ...more: string[]): string[] =>
  sServer(address, '-tls1_2', '-cipher', ONLY_DHE, '-dhparam', real.path(`dh-${bits}.pem`), ...more);

function nginx(): string {
  const server = (host: number, bits: number, more = ''): string =>
    `server { listen ${at(host)}:2376 ssl; ssl_dhparam ${real.path(`dh-${bits}.pem`)}; ${more}
      location / { default_type application/json; return 200 '${JSON_BODY}'; } }`;
  return `user root; daemon off; pid ${real.path('nginx.pid')}; error_log stderr; events {} http { access_log off;
    ssl_certificate ${real.path('server.pem')}; ssl_certificate_key ${real.path('server.key')};
    ssl_protocols TLSv1.2; ssl_ciphers ${ONLY_DHE};
    ${server(5, 2_048)}
    ${server(6, 8_192)}
    ${server(7, 2_048, `ssl_client_certificate ${real.path('ca.pem')}; ssl_verify_client on;`)}
  }`;
}

function haproxy(): string {
  return `global
  ssl-dh-param-file ${real.path('dh-2048.pem')}
defaults
  mode http
  timeout connect 2s
  timeout client 30s
  timeout server 30s
frontend dhe
  bind ${at(8)}:2376 ssl crt ${real.path('both.pem')} ssl-max-ver TLSv1.2 ciphers ${ONLY_DHE}
  http-request return status 200 content-type application/json lf-file ${real.path('body.json')}
`;
}

async function probe(address: string): Promise<ProbeRecord> {
  const prober = createProber({
    permit: (asked) => /^127\.0\.17[67]\./.test(asked),
    pace: createPace({ rate: null, prefixRate: null, clock }),
    ...{ clock, signal, timeout: 1_000, isSettled, finiteField },
    userAgent: () => 'seawall/test (test@localhost; run test)',
  });
  return await prober({ address, port: 2376, range: 0, position: 0, state: 'open', at: new Date().toISOString() });
}

describe.skipIf(leftOut('real servers with finite-field Diffie-Hellman alone', missing, { needed: true }))(
  'real',
  () => {
    beforeAll(async () => {
      real = createReal();
      createCertificates(real, [at(1)]);
      for (const bits of [2_048, 8_192])
        execFileSync('openssl', [
          ...['genpkey', '-genparam', '-algorithm', 'DH', '-pkeyopt', `group:modp_${bits}`],
          ...['-out', real.path(`dh-${bits}.pem`)],
        ]);
      real.file('version', ENGINE_ANSWER);
      real.file('body.json', JSON_BODY);
      const port = 2376;
      const start = (args: string[], address: string) => real.start('openssl', args, { address, port });
      await start(dheServer(at(1), 2_048), at(1));
      await start(dheServer(at(2), 8_192), at(2));
      await start(sServer(at(3), '-tls1_3', '-groups', 'ffdhe4096'), at(3));
      await start(dheServer(at(4), 2_048, '-Verify', '1'), at(4));
      await real.start('nginx', ['-p', real.folder, '-c', real.file('nginx.conf', nginx())], { address: at(7), port });
      await real.start('haproxy', ['-db', '-f', real.file('haproxy.cfg', haproxy())], { address: at(8), port });
      for (let i = 0; i < CROWD; i += 1) await start(dheServer(crowdAt(i), 8_192), crowdAt(i));
    }, 60_000);
    afterAll(async () => {
      finiteField.close();
      await real.stopAll();
    });

    it.each([
      ['OpenSSL, 2,048 bits', 1, 'engine-open-tls'],
      ['OpenSSL, 8,192 bits', 2, 'engine-open-tls'],
      ['OpenSSL, TLS 1.3 with finite-field groups alone', 3, 'engine-open-tls'],
      ['OpenSSL, client certificate', 4, 'mtls-required'],
      ['nginx, 2,048 bits', 5, 'engine-open-proxied'],
      ['nginx, 8,192 bits', 6, 'engine-open-proxied'],
      ['nginx, client certificate', 7, 'mtls-required'],
      ['HAProxy, 2,048 bits', 8, 'engine-open-proxied'],
    ] as const)('%s', async (_name, host, verdict) => {
      const record = await probe(at(host));
      const said = record.attempts.map(({ purpose, end, error }) => [purpose, end, error?.message]);
      expect(classify(record).verdict, JSON.stringify(said)).toBe(verdict);
    });

    it('a prefix full of them: eight are asked to the end, the others are inconclusive and marked', async () => {
      const records = await Promise.all(Array.from({ length: CROWD }, (_, i) => probe(crowdAt(i))));
      const verdicts = records.map((record) => [classify(record).verdict, record.withheld === true].join());
      expect(verdicts.filter((one) => one === 'engine-open-tls,false')).toHaveLength(8);
      expect(verdicts.filter((one) => one === 'inconclusive,true')).toHaveLength(CROWD - 8);
    });
  },
);
