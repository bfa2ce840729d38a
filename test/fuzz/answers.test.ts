/** Answers as they are kept, and what the rules make of them: engine JSON, headers, certificates, any bytes. */

import { X509Certificate } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { KeptBudget } from '../../src/audit/kept-budget.ts';
import { classify, explanationFor } from '../../src/classify/classify.ts';
import type { Attempt } from '../../src/domain/attempt.ts';
import { isProbe } from '../../src/domain/probe-shape.ts';
import { VERDICTS } from '../../src/domain/verdicts.ts';
import { keepBytes } from '../../src/probe/bytes.ts';
import { readCertificate } from '../../src/probe/tls.ts';
import { fuzz, mutatedBytes, mutatedJson } from '../helpers/fuzz.ts';
import { AT, probeAt } from '../helpers/journal.ts';

const ENGINE = {
  Platform: { Name: 'Docker Engine - Community' },
  Components: [
    { Name: 'Engine', Version: '20.10.7', Details: { ApiVersion: '1.41', Arch: 'amd64', Experimental: 'false' } },
  ],
  ...{ Version: '20.10.7', ApiVersion: '1.41', MinAPIVersion: '1.12', GitCommit: 'b0f5bc3', GoVersion: 'go1.13.15' },
  ...{ Os: 'linux', Arch: 'amd64', KernelVersion: '5.4.0', BuildTime: '2021-06-02T11:54:50.000000000+00:00' },
};
const OTHERS = [
  { etcdserver: '3.5.0', etcdcluster: '3.5.0' },
  { major: '1', minor: '27', gitVersion: 'v1.27.1' },
  { message: 'no' },
];

const bodies = fc.oneof(
  mutatedJson([ENGINE, ENGINE, ...OTHERS]).map((value) => Buffer.from(JSON.stringify(value) ?? '')),
  mutatedBytes([
    Buffer.from(JSON.stringify(ENGINE)),
    Buffer.from('<html><title>x</title></html>'),
    Buffer.alloc(900, 1),
  ]),
);
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom('Docker/20.10.7 (linux)', 'application/json', '1.41'),
);
const names = fc.constantFrom('Server', 'api-version', 'Content-Type', 'WWW-Authenticate', 'Date', '__proto__', '');
const answers = fc.record({
  status: fc.constantFrom(200, 200, 200, 400, 401, 403, 404, 500, 999),
  headers: fc.array(fc.tuple(names, text), { maxLength: 8 }),
  body: bodies,
  end: fc.constantFrom<Attempt['end']>('answered', 'answered', 'cut', 'oversize', 'unending', 'unparsable'),
});

it('have one verdict with a text, whether they are kept whole or in part', async () => {
  const budget = new KeptBudget({ prefix: 0, run: 0 });
  await fuzz(answers, ({ status, headers, body, end }) => {
    const kept = keepBytes(body, 65_536);
    const common = { purpose: 'first', transport: 'plain', at: AT, elapsed: 1, end } as const;
    const http = { version: '1.1', status, reason: '', headers, bareLf: false, body: kept };
    const attempt: Attempt = end === 'unparsable' ? { ...common, raw: kept } : { ...common, http };
    const probe = probeAt(0, { attempts: [attempt] });
    expect(isProbe(JSON.parse(JSON.stringify(probe)))).toBe(true);
    const judgement = classify(probe);
    expect(VERDICTS).toContain(judgement.verdict);
    expect(explanationFor(judgement.explanation).verdict).toBe(judgement.verdict);
    expect(classify(budget.fit(probe))).toMatchObject({ verdict: judgement.verdict, severity: judgement.severity });
  });
});

/** Of CN=host, with four names. */
const CERTIFICATE = Buffer.from(
  [
    'MIIBzDCCAXGgAwIBAgIUe8XZGuCFsuZfyN51oYAz+2wwmwkwCgYIKoZIzj0EAwIwITENMAsGA1UEAwwEaG9zdDEQMA4GA1UECgwH',
    'RXhhbXBsZTAeFw0yNjExMjcxNzE0NTZaFw0zNjExMjQxNzE0NTZaMCExDTALBgNVBAMMBGhvc3QxEDAOBgNVBAoMB0V4YW1wbGUw',
    'WTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAARg2LBaqC5GfSnEN2e8xMYRoNq8TDrtCM41zQUdKhT9swnMtRq+Ltcu+R7qP6xRA5mp',
    '7V6ubBXDe4VqmgjEfSpEo4GGMIGDMB0GA1UdDgQWBBT6p6JYfrTvEleoEvWUxwjbT9axLDAfBgNVHSMEGDAWgBT6p6JYfrTvEleo',
    'EvWUxwjbT9axLDAPBgNVHRMBAf8EBTADAQH/MDAGA1UdEQQpMCeCDWEuZXhhbXBsZS5vcmeHBH8AAAGBBXhAeS56hglodHRwOi8v',
    'eC8wCgYIKoZIzj0EAwIDSQAwRgIhAMWx6Z4FpqQ7zWwZSLHud85Wt9PXEviRXwuUtj4KinaQAiEAskCoui7v9qIAe8EgIdQOG/P/',
    'Lck6dIiA82UpFuAGGmo=',
  ].join(''),
  'base64',
);

it('from certificates are bounded, whatever stands in them', async () => {
  await fuzz(mutatedBytes([CERTIFICATE]), (bytes) => {
    let parsed: X509Certificate;
    try {
      parsed = new X509Certificate(bytes);
    } catch {
      // OpenSSL takes it for none: the handshake would have failed.
      return;
    }
    const facts = readCertificate(parsed);
    for (const value of [facts?.subject ?? '', facts?.issuer ?? '', ...(facts?.names ?? [])])
      expect(value.length).toBeLessThanOrEqual(256);
    expect(facts?.names.length).toBeLessThanOrEqual(32);
  });
});
