import { execFile } from 'node:child_process';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { createCertificate } from '../../src/lab/certificates.ts';
import { lacks } from '../helpers/programs.ts';
import { temporaryFolder } from '../helpers/scope.ts';

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

it('makes one with an RSA key, as old servers need it', async () => {
  const { cert, key } = await createCertificate('old', [], Date.now(), 1_024);
  const read = new X509Certificate(cert);
  expect(read.publicKey.asymmetricKeyDetails).toMatchObject({ modulusLength: 1_024 });
  expect(read.verify(read.publicKey)).toBe(true);
  expect(read.checkPrivateKey(createPrivateKey(key))).toBe(true);
});

it('makes another key each time', async () => {
  const [one, two] = await Promise.all([createCertificate('a', [], 0), createCertificate('a', [], 0)]);
  expect(one.key).not.toBe(two.key);
});

it('names IPv6 addresses, and none where there are none', async () => {
  const { cert } = await createCertificate('six', ['::1', '2001:db8::5'], Date.now());
  expect(new X509Certificate(cert).subjectAltName).toBe('IP Address:0:0:0:0:0:0:0:1, IP Address:2001:DB8:0:0:0:0:0:5');
  expect(new X509Certificate((await createCertificate('none', [], Date.now())).cert).subjectAltName).toBeUndefined();
});

it('takes names that make the certificate long, and dates after 2049', async () => {
  const now = Date.parse('2049-12-15T00:00:00Z');
  const name = 'a long name, not in ASCII either: \u00fc '.repeat(8).trim();
  const read = new X509Certificate((await createCertificate(name, ['127.0.0.1'], now)).cert);
  expect(read.toLegacyObject().subject.CN).toBe(name);
  expect(new Date(read.validTo).toISOString()).toBe('2050-01-14T00:00:00.000Z');
  expect(read.verify(read.publicKey)).toBe(true);
});

it('refuses what is no address', async () => {
  await expect(createCertificate('a', ['localhost'], 0)).rejects.toThrow('localhost');
});

it.skipIf(lacks('openssl', 'version'))('is what openssl calls a strict certificate of version 3', async () => {
  const { cert } = await createCertificate('docker-lab', ['127.0.0.10'], Date.now());
  const file = join(await temporaryFolder(), 'cert.pem');
  await writeFile(file, cert);
  const call = promisify(execFile);
  const { stdout } = await call('openssl', ['x509', '-in', file, '-noout', '-text']);
  for (const words of ['Version: 3', 'ecdsa-with-SHA256', 'CN = docker-lab', 'prime256v1', 'IP Address:127.0.0.10'])
    expect(stdout.replaceAll('CN=', 'CN = ')).toContain(words);
  expect((await call('openssl', ['verify', '-CAfile', file, file])).stdout).toContain('OK');
});
