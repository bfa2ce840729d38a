import { describe, expect, test } from 'vitest';
import { checksFor, verifyCommand } from '../../../src/report/view/verify-command.ts';
import { sampleFinding } from '../sample.ts';

const commands = (finding = sampleFinding('10.0.0.1', { verdict: 'engine-open-plaintext' })): string[] =>
  checksFor(finding).map(({ command }) => command);

describe('verifyCommand', () => {
  test('asks the endpoint again, in words that no shell changes', () => {
    expect(verifyCommand({ address: '10.0.0.1', port: 2375 })).toBe('seawall verify 10.0.0.1:2375');
    expect(verifyCommand({ address: 'fd00::1', port: 2376 })).toBe("seawall verify '[fd00::1]:2376'");
  });

  test.each([
    ['10.0.0.1; id', 2375],
    ['', 2375],
    ['10.0.0.1', 0],
  ] as const)('is empty for %j port %d', (address, port) => {
    expect(verifyCommand({ address, port })).toBe('');
  });
});

describe('checksFor', () => {
  test('asks a plain engine from outside, and looks on the host', () => {
    expect(commands()).toEqual(["curl -g --max-time 10 'http://10.0.0.1:2375/version'", "ss -ltnp 'sport = :2375'"]);
  });

  test('asks for a certificate where there is TLS, also over IPv6', () => {
    expect(commands(sampleFinding('fd00::1', { verdict: 'engine-open-tls', transport: 'tls', port: 2376 }))).toEqual([
      'openssl s_client -connect [fd00::1]:2376 </dev/null',
      "curl -gk --max-time 10 'https://[fd00::1]:2376/version'",
      "ss -ltnp 'sport = :2376'",
    ]);
  });

  test('names the daemon that must be gone', () => {
    const [, host] = checksFor(sampleFinding('10.0.0.1', { verdict: 'engine-open-plaintext', product: 'podman' }));
    expect(host?.expect).toContain('no podman');
  });

  test('does not look for an engine where none was seen', () => {
    expect(commands(sampleFinding('10.0.0.1', { verdict: 'auth-required' }))).toHaveLength(1);
  });

  test.each(["10.0.0.1'; rm -rf ~; '", '$(id)', '10.0.0.1\n', '010.0.0.1', ''])('makes no command of %j', (address) => {
    expect(commands(sampleFinding(address, { verdict: 'engine-open-plaintext' }))).toEqual([]);
  });

  test.each([0, -1, 65_536, 1.5, Number.NaN])('makes no command of port %d', (port) => {
    expect(commands(sampleFinding('10.0.0.1', { verdict: 'engine-open-plaintext', port }))).toEqual([]);
  });
});
