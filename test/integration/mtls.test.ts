/** Certificates of mtls.sh against a real dockerd: who has one is let in, who has none or another's is not. */

import { execFileSync, spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { classify } from '../../src/classify/classify.ts';
import { createProber } from '../../src/probe/probe.ts';
import { MTLS_SCRIPT } from '../../src/report/repair/host-pages/mtls-script.ts';
import { createPermit } from '../../src/scope/permit.ts';
import { createPace } from '../../src/sweep/pace.ts';
import { leftOut } from '../helpers/left-out.ts';
import { createReal, type Real, whyNotReal } from '../helpers/real.ts';
import { clock, scopeOf } from '../helpers/scope.ts';

const missing = whyNotReal();

const ADDRESS = '127.0.61.1';
/** Of curl: the handshake failed, or the alert came while it was asking or in place of an answer. Not 7, which is no connection at all. */
const REFUSED_BY_TLS = [35, 55, 56];
const QUIET = ['--iptables=false', '--ip6tables=false', '--bridge=none', '--ip-forward=false', '--ip-masq=false'];

describe.skipIf(leftOut('certificates of mtls.sh against a real engine', missing))('certificates of mtls.sh', () => {
  let real: Real;
  const make = (folder: string): void => {
    const script = real.file('mtls.sh', MTLS_SCRIPT);
    execFileSync('sh', [script, '-d', real.path(folder), '-a', ADDRESS, '-c', 'alice'], { stdio: 'ignore' });
  };
  /** What curl ends with: status of HTTP and of curl. */
  const ask = (...args: string[]): { http: string; exit: number | null } => {
    const { stdout, status } = spawnSync(
      'curl',
      ['-sS', '-o', '/dev/null', '-w', '%{http_code}', '--max-time', '10', ...args, `https://${ADDRESS}:2376/version`],
      { encoding: 'utf8' },
    );
    return { http: stdout, exit: status };
  };
  const client = (folder: string): string[] => [
    '--cert',
    real.path(`${folder}/client-alice-cert.pem`),
    '--key',
    real.path(`${folder}/client-alice-key.pem`),
  ];

  beforeAll(async () => {
    real = createReal();
    make('pki');
    make('stranger');
    const settings = {
      hosts: [`unix://${real.path('engine.sock')}`, `tcp://${ADDRESS}:2376`],
      tlsverify: true,
      tlscacert: real.path('pki/ca.pem'),
      tlscert: real.path('pki/server-cert.pem'),
      tlskey: real.path('pki/server-key.pem'),
      'data-root': real.path('data'),
      'exec-root': real.path('exec'),
      pidfile: real.path('engine.pid'),
    };
    const file = real.file('daemon.json', JSON.stringify(settings));
    await real.start('dockerd', ['--config-file', file, ...QUIET], { address: ADDRESS, port: 2376 });
  }, 60_000);
  afterAll(() => real.stopAll(), 60_000);

  it('let in who has one', () => {
    expect(ask('--cacert', real.path('pki/ca.pem'), ...client('pki'))).toEqual({ http: '200', exit: 0 });
  });

  it('keep out who has none', () => {
    const { http, exit } = ask('--cacert', real.path('pki/ca.pem'));
    expect(http).toBe('000');
    expect(REFUSED_BY_TLS).toContain(exit);
  });

  it('keep out who has one of another CA', () => {
    const { http, exit } = ask('--cacert', real.path('pki/ca.pem'), ...client('stranger'));
    expect(http).toBe('000');
    expect(REFUSED_BY_TLS).toContain(exit);
  });

  it('let a client see that it is the right server', () => {
    expect(ask('--cacert', real.path('stranger/ca.pem'), ...client('pki'))).toEqual({ http: '000', exit: 60 });
  });

  it('do not pass for one another: a client cannot play the server', () => {
    const verify = (purpose: string, certificate: string) =>
      spawnSync('openssl', [
        'verify',
        '-purpose',
        purpose,
        '-CAfile',
        real.path('pki/ca.pem'),
        real.path(`pki/${certificate}`),
      ]).status;
    expect(verify('sslserver', 'server-cert.pem')).toBe(0);
    expect(verify('sslclient', 'client-alice-cert.pem')).toBe(0);
    expect(verify('sslserver', 'client-alice-cert.pem')).not.toBe(0);
    expect(verify('sslclient', 'server-cert.pem')).not.toBe(0);
  });

  it('are what Seawall calls the wanted state', async () => {
    const scope = scopeOf([ADDRESS]);
    const prober = createProber({
      permit: createPermit(scope, clock),
      pace: createPace({ rate: null, prefixRate: null, clock }),
      clock,
      signal: new AbortController().signal,
      timeout: 1_500,
      userAgent: () => 'seawall/test (test@localhost; run test)',
    });
    const at = new Date().toISOString();
    const record = await prober({ address: ADDRESS, port: 2376, range: 0, position: 0, state: 'open', at });
    expect(classify(record)).toMatchObject({ verdict: 'engine-mtls', severity: 'info', transport: 'tls' });
  });
});
