import { execFileSync, spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MTLS_SCRIPT } from '../../../../src/report/repair/host-pages/mtls-script.ts';
import { lacks } from '../../../helpers/programs.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'seawall-mtls-'));
  writeFileSync(join(folder, 'mtls.sh'), MTLS_SCRIPT);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (...args: string[]) =>
  spawnSync('sh', [join(folder, 'mtls.sh'), ...args], { cwd: folder, encoding: 'utf8', timeout: 30_000 });
const read = (name: string): X509Certificate => new X509Certificate(readFileSync(join(folder, 'pki', name)));

describe.skipIf(lacks('openssl', 'version'))('mtls.sh', () => {
  let said = '';
  beforeAll(() => {
    const { status, stdout, stderr } = run(
      '-d',
      'pki',
      '-s',
      'build-7.example.org',
      '-a',
      '10.0.0.7',
      '-a',
      'fd00::7',
      '-c',
      'alice',
      '-c',
      'ci',
      '-D',
      '7',
      '-C',
      '30',
    );
    expect(stderr).toBe('');
    expect(status).toBe(0);
    said = stdout;
  });

  test('makes a CA, a server and two clients, each for its purpose alone', () => {
    const [ca, server, alice] = [read('ca.pem'), read('server-cert.pem'), read('client-alice-cert.pem')];
    expect(ca.ca).toBe(true);
    expect(server.ca || alice.ca).toBe(false);
    expect(server.checkIssued(ca) && alice.checkIssued(ca) && read('client-ci-cert.pem').checkIssued(ca)).toBe(true);
    expect(server.verify(ca.publicKey) && alice.verify(ca.publicKey)).toBe(true);
    // 1.3.6.1.5.5.7.3.1 serverAuth, 1.3.6.1.5.5.7.3.2 clientAuth
    expect(server.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
    expect(alice.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2']);
    expect(server.subjectAltName?.split(', ')).toEqual([
      'DNS:build-7.example.org',
      'IP Address:10.0.0.7',
      'IP Address:FD00:0:0:0:0:0:0:7',
    ]);
    expect(alice.subject).toBe('CN=alice');
    const days = (certificate: X509Certificate): number =>
      (Date.parse(certificate.validTo) - Date.parse(certificate.validFrom)) / 86_400_000;
    expect([server, alice, ca].map(days)).toEqual([7, 7, 30]);
  });

  test('lets nobody else read the keys, and leaves nothing else lying about', () => {
    const mode = (name: string): string => (statSync(join(folder, 'pki', name)).mode & 0o777).toString(8);
    const files = execFileSync('ls', [join(folder, 'pki')], { encoding: 'utf8' })
      .trim()
      .split('\n');
    expect(files).toEqual([
      ...['ca-key.pem', 'ca.pem', 'client-alice-cert.pem', 'client-alice-key.pem'],
      ...['client-ci-cert.pem', 'client-ci-key.pem', 'server-cert.pem', 'server-key.pem'],
    ]);
    for (const file of files) expect(mode(file), file).toBe(file.endsWith('key.pem') ? '400' : '444');
    expect((statSync(join(folder, 'pki')).mode & 0o777).toString(8)).toBe('700');
  });

  test('prints settings that are JSON', () => {
    const settings: unknown = JSON.parse(/^\{[\s\S]*?^\}/m.exec(said)?.[0] ?? '');
    expect(settings).toMatchObject({ tlsverify: true, tlscacert: '/etc/docker/tls/ca.pem' });
  });

  test('overwrites nothing', () => {
    const before = readFileSync(join(folder, 'pki/ca-key.pem'), 'utf8');
    const { status, stderr } = run('-d', 'pki', '-s', 'x', '-c', 'y');
    expect(status).toBe(2);
    expect(stderr).toMatch(/exists already: nothing is overwritten/);
    expect(readFileSync(join(folder, 'pki/ca-key.pem'), 'utf8')).toBe(before);
  });

  test.each<[string[], RegExp]>([
    [[], /-d: name a folder/],
    [['-d', 'x'], /give the name/],
    [['-d', 'x', '-s', 'a'], /at least one client/],
    [['-d', 'x', '-s', 'a,DNS:evil.example', '-c', 'c'], /is no host name/],
    [['-d', 'x', '-s', 'a\nIP:1.2.3.4', '-c', 'c'], /is no host name/],
    [['-d', 'x', '-a', '1.2.3.4,DNS:evil', '-c', 'c'], /is no address/],
    [['-d', 'x', '-s', 'a', '-c', '../../etc/x'], /letters, digits/],
    [['-d', 'x', '-s', 'a', '-c', '$(touch owned)'], /letters, digits/],
    [['-d', 'x', '-s', 'a', '-c', 'b', '-c', 'b'], /twice/],
    [['-d', 'x', '-s', 'a', '-c', 'b', '-D', '0'], /number of days/],
    [['-d', 'x', '-s', 'a', '-c', 'b', '-D', '1;ls'], /number of days/],
    [['-d', 'x', '-s', 'a', '-c', 'b', 'more'], /what is 'more'/],
    [['-z'], /usage/],
  ])('refuses %j', (args, message) => {
    const { status, stderr } = run(...args);
    expect(stderr).toMatch(message);
    expect(status).toBe(2);
    expect(execFileSync('ls', [folder], { encoding: 'utf8' }).trim().split('\n')).toEqual(['mtls.sh', 'pki']);
  });

  test('takes -a alone, and a folder whose name begins with a hyphen', () => {
    expect(run('-d', '-odd name', '-a', '127.0.0.1', '-c', 'c').status).toBe(0);
    rmSync(join(folder, '-odd name'), { recursive: true, force: true });
  });
});
