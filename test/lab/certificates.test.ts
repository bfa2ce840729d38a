import { createPrivateKey, X509Certificate } from 'node:crypto';
import { expect, it } from 'vitest';
import { createCertificate } from '../../src/lab/certificates.ts';

it('makes a self-signed certificate with its names, its dates and its key', async () => {
  const now = Date.parse('2026-03-01T12:00:00Z');
  const { cert, key } = await createCertificate('docker-lab', ['127.0.0.10', '127.0.0.11'], now);
  const read = new X509Certificate(cert);
  expect(read.subject).toBe('CN=docker-lab');
  expect(read.issuer).toBe(read.subject);
  expect(read.subjectAltName).toBe('IP Address:127.0.0.10, IP Address:127.0.0.11');
  expect(Date.parse(read.validFrom)).toBe(now - 86_400_000);
  expect(Date.parse(read.validTo)).toBe(now + 30 * 86_400_000);
  expect(read.verify(read.publicKey)).toBe(true);
  expect(read.checkPrivateKey(createPrivateKey(key))).toBe(true);
});

it('makes another key each time', async () => {
  const [one, two] = await Promise.all([createCertificate('a', [], 0), createCertificate('a', [], 0)]);
  expect(one.key).not.toBe(two.key);
});
