import { webcrypto, X509Certificate } from 'node:crypto';
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { CertificateFacts } from '../../src/domain/attempt.ts';
import { alertNumber, readCertificate, saysPlain } from '../../src/probe/tls.ts';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
let keys: webcrypto.CryptoKeyPair;
beforeAll(async () => {
  keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
});

async function factsOf(
  names: readonly { type: 'dns' | 'email' | 'ip' | 'url'; value: string }[],
  { subject = 'CN=host', issuer = 'CN=host', days = 1 } = {},
): Promise<CertificateFacts> {
  const facts = readCertificate(await certificateOf(names, { subject, issuer, days }));
  if (facts === undefined) throw new Error('no facts');
  return facts;
}

async function certificateOf(
  names: readonly { type: 'dns' | 'email' | 'ip' | 'url'; value: string }[],
  { subject = 'CN=host', issuer = 'CN=host', days = 1 } = {},
): Promise<X509Certificate> {
  const certificate = await x509.X509CertificateGenerator.create(
    {
      serialNumber: '01',
      subject,
      issuer,
      notBefore: new Date('2026-01-01T00:00:00Z'),
      notAfter: new Date(Date.parse('2026-01-01T00:00:00Z') + days * 86_400_000),
      signingAlgorithm: ALGORITHM,
      publicKey: keys.publicKey,
      signingKey: keys.privateKey,
      extensions: names.length === 0 ? [] : [new x509.SubjectAlternativeNameExtension([...names])],
    },
    webcrypto,
  );
  return new X509Certificate(Buffer.from(certificate.rawData));
}

describe('a certificate', () => {
  it('is read: whose, from whom, when, for which names', async () => {
    const names = [
      { type: 'dns', value: 'a.example.org' },
      { type: 'ip', value: '127.0.0.1' },
    ] as const;
    const facts = await factsOf(names, { subject: 'CN=host, O=Example', issuer: 'CN=ca' });
    expect(facts).toMatchObject({
      subject: 'CN=host, O=Example',
      issuer: 'CN=ca',
      names: ['DNS:a.example.org', 'IP:127.0.0.1'],
      validFrom: '2026-01-01T00:00:00.000Z',
      validTo: '2026-01-02T00:00:00.000Z',
      selfSigned: false,
    });
    expect(facts.fingerprint).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
  });

  it('is self-signed where its key says so, and not where a name alone does', async () => {
    expect((await factsOf([])).selfSigned).toBe(true);
    const own = keys;
    const other = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
    keys = { publicKey: own.publicKey, privateKey: other.privateKey };
    expect((await factsOf([])).selfSigned).toBe(false);
    keys = own;
  });

  it('keeps each name one name, whatever is written in it', async () => {
    const value = fc.string({ unit: fc.constantFrom(...'ab.*:,"\\ /=\n\0'), minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(fc.array(value, { minLength: 1, maxLength: 6 }), async (values) => {
        const { names } = await factsOf(values.map((text) => ({ type: 'dns', value: text })));
        expect(names).toHaveLength(values.length);
        for (const [i, name] of names.entries()) {
          const plain = name.slice('DNS:'.length);
          expect(name.startsWith('DNS:')).toBe(true);
          const read: string = plain.startsWith('"') ? JSON.parse(plain) : plain;
          // Blanks at the end of a name are dropped.
          expect(read.trimEnd()).toBe(values[i]?.trimEnd());
        }
      }),
      { numRuns: 150 },
    );
  });

  it('bounds how many names there are, and how long each text is', async () => {
    const many = await factsOf(Array.from({ length: 300 }, (_, i) => ({ type: 'dns', value: `host-${i}.example` })));
    expect(many.names).toHaveLength(32);
    expect(many.names.at(-1)).toBe('DNS:host-31.example');
    const long = await factsOf([{ type: 'url', value: `http://${'x'.repeat(5_000)}` }], {
      subject: `CN=${'y'.repeat(900)}`,
    });
    expect(long.names.map(({ length }) => length)).toEqual([256]);
    expect(long.subject).toHaveLength(256);
  });

  it('is read in one pass, whatever its names are', async () => {
    const certificate = await certificateOf([{ type: 'dns', value: `a,${'b'.repeat(30_000)}` }]);
    // The least of a few: other work on the machine counts otherwise.
    const times = Array.from({ length: 5 }, () => {
      const start = performance.now();
      readCertificate(certificate);
      return performance.now() - start;
    });
    expect(Math.min(...times)).toBeLessThan(15);
  });

  it('has no names where it says none', async () => {
    expect((await factsOf([])).names).toEqual([]);
    expect(readCertificate(undefined)).toBeUndefined();
  });
});

it.each([
  ['...SSL alert number 116\n', 116],
  ['tlsv13 alert certificate required:SSL alert number 40', 40],
  ['alert number', undefined],
  ['', undefined],
])('reads the alert of %j', (message, number) => {
  expect(alertNumber(new Error(message))).toBe(number);
  expect(alertNumber(undefined)).toBeUndefined();
});

it('tells bytes that are no TLS from other failures', () => {
  expect(saysPlain(new Error('error:0A00010B:SSL routines::wrong version number'))).toBe(true);
  expect(saysPlain(new Error('error:0A0000C6:SSL routines::packet length too long'))).toBe(true);
  expect(saysPlain(new Error('read ECONNRESET'))).toBe(false);
  expect(saysPlain(new Error('tlsv13 alert certificate required:SSL alert number 116'))).toBe(false);
});
