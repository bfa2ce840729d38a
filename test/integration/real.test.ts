/** Real engines, proxies and other services from Debian packages: each with the verdict that it must get. */

import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { classify } from '../../src/classify/classify.ts';
import type { Transport } from '../../src/domain/attempt.ts';
import type { Product } from '../../src/domain/engine.ts';
import type { Judgement, Qualifier } from '../../src/domain/finding.ts';
import type { Severity, Verdict } from '../../src/domain/verdicts.ts';
import { createProber } from '../../src/probe/probe.ts';
import { createPermit } from '../../src/scope/permit.ts';
import { createPace } from '../../src/sweep/pace.ts';
import { leftOut } from '../helpers/left-out.ts';
import { createCertificates, createReal, type Real, whyNotReal } from '../helpers/real.ts';
import { clock, scopeOf } from '../helpers/scope.ts';

const missing = whyNotReal();

const at = (host: number): string => `127.0.60.${host}`;
const HOSTS = Array.from({ length: 40 }, (_, i) => at(i + 1));
const QUIET = ['--iptables=false', '--ip6tables=false', '--bridge=none', '--ip-forward=false', '--ip-masq=false'];

let real: Real;
let docker = '';
let podman = '';

function dockerd(name: string, listeners: readonly string[], ...more: string[]): string[] {
  const folders = [
    '--data-root',
    real.path(`${name}-data`),
    '--exec-root',
    real.path(`${name}-exec`),
    '-p',
    real.path(`${name}.pid`),
  ];
  return [
    ...folders,
    ...QUIET,
    '-H',
    `unix://${real.path(`${name}.sock`)}`,
    ...listeners.flatMap((listener) => ['-H', `tcp://${listener}`]),
    ...more,
  ];
}

function nginx(): string {
  const server = (host: number, port: number, more: string): string =>
    `server { listen ${at(host)}:${port}${more.includes('ssl_certificate') ? ' ssl' : ''}; ${more} }`;
  const engine = `location / { proxy_pass http://unix:${real.path('main.sock')}:/; proxy_set_header Host docker; }`;
  const tls = `ssl_certificate ${real.path('server.pem')}; ssl_certificate_key ${real.path('server.key')};`;
  return `user root; daemon off; pid ${real.path('nginx.pid')}; error_log stderr; events {} http { access_log off;
    ${server(10, 2375, engine)}
    ${server(11, 2375, `auth_basic "engine"; auth_basic_user_file ${real.path('users')}; ${engine}`)}
    ${server(12, 2376, `${tls} ssl_client_certificate ${real.path('ca.pem')}; ssl_verify_client on; ${engine}`)}
    ${server(13, 2376, `${tls} ssl_client_certificate ${real.path('ca.pem')}; ssl_verify_client optional; ${engine}`)}
    ${server(14, 2375, 'return 301 http://127.0.60.39:2375/version;')}
    ${server(15, 2375, 'location / { proxy_pass http://127.0.60.38:9; }')}
    ${server(16, 2375, 'location / { default_type text/html; return 200 "<h1>Welcome</h1>"; }')}
    ${server(17, 2375, 'return 403;')}
    ${server(18, 2375, 'return 444;')}
    ${server(19, 2376, `${tls} auth_basic "engine"; auth_basic_user_file ${real.path('users')}; ${engine}`)}
  }`;
}

function haproxy(): string {
  const front = (name: string, bind: string, more: string): string => `frontend ${name}\n  bind ${bind}\n  ${more}\n`;
  const cert = `ssl crt ${real.path('both.pem')}`;
  return `defaults
  mode http
  timeout connect 2s
  timeout client 30s
  timeout server 30s
${front('plain', `${at(20)}:2375`, 'default_backend engine')}
${front('deny', `${at(21)}:2375`, 'http-request deny')}
${front('tls', `${at(22)}:2376 ${cert}`, 'default_backend engine')}
${front('mtls', `${at(23)}:2376 ${cert} ca-file ${real.path('ca.pem')} verify required`, 'default_backend engine')}
${front('mtls12', `${at(24)}:2376 ${cert} ca-file ${real.path('ca.pem')} verify required ssl-max-ver TLSv1.2`, 'default_backend engine')}
backend engine
  server one unix@${real.path('main.sock')}
`;
}

async function startAll(): Promise<void> {
  real = createReal();
  createCertificates(real, HOSTS);
  const tls = [
    '--tlscacert',
    real.path('ca.pem'),
    '--tlscert',
    real.path('server.pem'),
    '--tlskey',
    real.path('server.key'),
  ];
  docker = real.version('dockerd', ['--version'], /version ([^,\s]+)/);
  podman = real.version('podman', ['--version'], /version (\S+)/);
  real.file('users', 'user:$apr1$abcdefgh$AAAAAAAAAAAAAAAAAAAAA.\n');
  await real.start('dockerd', dockerd('main', [`${at(1)}:2375`]), { address: at(1), port: 2375 });
  await real.start('dockerd', dockerd('tls', [`${at(2)}:2376`], '--tls', '--tlsverify=false', ...tls), {
    address: at(2),
    port: 2376,
  });
  await real.start('dockerd', dockerd('mtls', [`${at(3)}:2376`], '--tlsverify', ...tls), {
    address: at(3),
    port: 2376,
  });
  await real.plugin('seawalldeny');
  await real.start('dockerd', dockerd('deny', [`${at(4)}:2375`], '--authorization-plugin=seawalldeny'), {
    address: at(4),
    port: 2375,
  });
  const dead = await real.plugin('seawalldead');
  await real.start('dockerd', dockerd('dead', [`${at(5)}:2375`], '--authorization-plugin=seawalldead'), {
    address: at(5),
    port: 2375,
  });
  // It listens before it has met its plug-in, and gives up if that is gone by then.
  const asked = async (): Promise<number> => (await fetch(`http://${at(5)}:2375/version`)).status;
  await vi.waitFor(async () => expect(await asked()).toBe(403), { timeout: 20_000, interval: 200 });
  dead.closeAllConnections();
  dead.close();
  await real.start(
    'podman',
    [
      '--root',
      real.path('podman'),
      '--runroot',
      real.path('podman-run'),
      '--storage-driver=vfs',
      'system',
      'service',
      '--time=0',
      `tcp:${at(6)}:2375`,
    ],
    { address: at(6), port: 2375 },
  );
  await real.start('nginx', ['-p', real.folder, '-c', real.file('nginx.conf', nginx())], {
    address: at(10),
    port: 2375,
  });
  await real.start('haproxy', ['-db', '-f', real.file('haproxy.cfg', haproxy())], { address: at(20), port: 2375 });
  const stunnel = `foreground = yes\npid =\n[open]\naccept = ${at(25)}:2376\nconnect = ${at(1)}:2375\ncert = ${real.path('both.pem')}\n[mtls]\naccept = ${at(26)}:2376\nconnect = ${at(1)}:2375\ncert = ${real.path('both.pem')}\nverifyChain = yes\nCAfile = ${real.path('ca.pem')}\n`;
  await real.start('stunnel4', [real.file('stunnel.conf', stunnel)], { address: at(25), port: 2376 });
  const registry = `version: 0.1\nstorage: { filesystem: { rootdirectory: ${real.path('registry')} } }\nhttp: { addr: "${at(27)}:2375" }\n`;
  await real.start('docker-registry', ['serve', real.file('registry.yml', registry)], { address: at(27), port: 2375 });
  await real.start(
    'etcd',
    [
      '--data-dir',
      real.path('etcd'),
      '--listen-client-urls',
      `http://${at(28)}:2375`,
      '--advertise-client-urls',
      `http://${at(28)}:2375`,
      '--listen-peer-urls',
      `http://${at(28)}:2380`,
      '--initial-advertise-peer-urls',
      `http://${at(28)}:2380`,
      '--initial-cluster',
      `default=http://${at(28)}:2380`,
    ],
    { address: at(28), port: 2375 },
  );
  await real.start('redis-server', ['--bind', at(29), '--port', '2375', '--save', '', '--dir', real.folder], {
    address: at(29),
    port: 2375,
  });
  const sshd = `ListenAddress ${at(30)}\nPort 2375\nHostKey ${real.path('hostkey')}\nPidFile none\n`;
  const { execFileSync } = await import('node:child_process');
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', real.path('hostkey')]);
  execFileSync('mkdir', ['-p', '/run/sshd']);
  await real.start('sshd', ['-D', '-e', '-f', real.file('sshd_config', sshd)], { address: at(30), port: 2375 });
}

async function judge(host: number, port: number): Promise<Judgement> {
  const scope = scopeOf([`${at(1)}-${at(40)}`]);
  const prober = createProber({
    permit: createPermit(scope, clock),
    pace: createPace({ rate: null, prefixRate: null, clock }),
    clock,
    signal: new AbortController().signal,
    timeout: 1_500,
    userAgent: () => 'seawall/test (test@localhost; run test)',
  });
  return classify(
    await prober({ address: at(host), port, range: 0, position: 0, state: 'open', at: new Date().toISOString() }),
  );
}

type Row = [
  name: string,
  host: number,
  port: number,
  verdict: Verdict,
  severity: Severity,
  product: Product,
  transport: Transport,
  version?: 'docker' | 'podman' | undefined,
  qualifiers?: Qualifier[],
];

const TABLE: Row[] = [
  ['dockerd, plain', 1, 2375, 'engine-open-plaintext', 'critical', 'docker', 'plain', 'docker'],
  ['dockerd --tls --tlsverify=false', 2, 2376, 'engine-open-tls', 'critical', 'docker', 'tls', 'docker'],
  ['dockerd --tlsverify', 3, 2376, 'engine-mtls', 'info', '', 'tls'],
  ['dockerd with a denying plug-in', 4, 2375, 'engine-authz-denied', 'high', 'docker', 'plain'],
  [
    'dockerd with a dead plug-in',
    5,
    2375,
    'engine-authz-broken',
    'high',
    'docker',
    'plain',
    undefined,
    ['intermittent'],
  ],
  ['podman system service', 6, 2375, 'engine-open-plaintext', 'critical', 'podman', 'plain', 'podman'],
  ['nginx, open', 10, 2375, 'engine-open-proxied', 'critical', 'docker', 'plain', 'docker'],
  ['nginx, basic authentication', 11, 2375, 'auth-required', 'medium', '', 'plain'],
  ['nginx, ssl_verify_client on', 12, 2376, 'mtls-required', 'info', '', 'tls'],
  ['nginx, ssl_verify_client optional', 13, 2376, 'engine-open-proxied', 'critical', 'docker', 'tls', 'docker'],
  ['nginx, 301', 14, 2375, 'other-service', 'info', '', 'plain'],
  ['nginx, 502', 15, 2375, 'other-service', 'info', '', 'plain'],
  ['nginx, catch-all page', 16, 2375, 'other-service', 'info', '', 'plain'],
  ['nginx, 403', 17, 2375, 'forbidden', 'low', '', 'plain'],
  ['nginx, 444', 18, 2375, 'no-reply', 'info', '', 'plain'],
  ['nginx, basic authentication in TLS', 19, 2376, 'auth-required', 'low', '', 'tls'],
  ['haproxy before the socket', 20, 2375, 'engine-filtered', 'high', 'docker', 'plain', 'docker'],
  ['haproxy, deny', 21, 2375, 'forbidden', 'low', '', 'plain'],
  ['haproxy, TLS', 22, 2376, 'engine-open-proxied', 'critical', 'docker', 'tls', 'docker'],
  ['haproxy, client certificate', 23, 2376, 'mtls-required', 'info', '', 'tls'],
  ['haproxy, client certificate, TLS 1.2', 24, 2376, 'mtls-required', 'info', '', 'tls'],
  ['stunnel', 25, 2376, 'engine-open-tls', 'critical', 'docker', 'tls', 'docker'],
  ['stunnel, verifyChain', 26, 2376, 'mtls-required', 'info', '', 'tls'],
  ['docker-registry', 27, 2375, 'other-service', 'info', 'registry', 'plain'],
  ['etcd', 28, 2375, 'other-service', 'info', 'etcd', 'plain'],
  ['redis', 29, 2375, 'no-reply', 'info', '', 'plain'],
  ['sshd', 30, 2375, 'other-service', 'info', 'ssh', 'plain'],
];

describe.skipIf(leftOut('real engines and servers', missing))('real software', () => {
  beforeAll(startAll, 180_000);
  afterAll(async () => {
    await real.stopAll();
  }, 120_000);

  it.concurrent.each(TABLE)(
    '%s',
    async (_name, host, port, verdict, severity, product, transport, version, qualifiers = []) => {
      const judgement = await judge(host, port);
      expect(judgement).toMatchObject({ verdict, severity, product, transport, qualifiers });
      if (version !== undefined) expect(judgement.engine?.version).toBe(version === 'docker' ? docker : podman);
    },
    90_000,
  );
});
