/** HAProxy before an engine, before nothing, and by itself. */

import type { Real } from '../../helpers/real.ts';
import { ENGINE, type RealKind, UPSTREAM } from './kind.ts';

interface ServerKind extends Omit<RealKind, 'address' | 'port'> {
  port?: number;
  /** More words for `bind`. */
  bind?: string;
  /** Lines of `listen`. */
  lines: string[];
}

const ENGINE_BEHIND = `server one ${UPSTREAM.plain}:2375`;
const NONE_BEHIND = `server one ${UPSTREAM.none}:2375`;
const TLS = 'ssl crt both.pem';
const OLD = `${TLS} ciphers ALL:@SECLEVEL=0`;
const verify = (how: string): string => `${TLS} ca-file ca.pem verify ${how}`;

function kind(
  name: string,
  lines: string[],
  verdict: RealKind['verdict'],
  evidence: RegExp,
  more: Partial<ServerKind> = {},
): ServerKind {
  return { name, lines, verdict, evidence, ...more };
}

const docker = { product: 'docker' } as const;
const tls = { bind: TLS, port: 2376 };

const SERVERS: readonly ServerKind[] = [
  kind('passes bytes on', ['mode tcp', ENGINE_BEHIND], 'engine-open-plaintext', ENGINE, docker),
  kind('passes bytes on from its TLS', ['mode tcp', ENGINE_BEHIND], 'engine-open-tls', ENGINE, { ...docker, ...tls }),
  kind('passes requests on', [ENGINE_BEHIND], 'engine-filtered', ENGINE, docker),
  kind('passes requests on from its TLS', [ENGINE_BEHIND], 'engine-open-proxied', ENGINE, { ...docker, ...tls }),
  kind('TLS on the plain port: hangs up on plain text', [ENGINE_BEHIND], 'engine-open-proxied', ENGINE, {
    ...docker,
    bind: TLS,
  }),
  kind('asks for a client certificate and needs none', [ENGINE_BEHIND], 'engine-open-proxied', ENGINE, {
    ...docker,
    bind: verify('optional'),
    port: 2376,
  }),
  kind('TLS 1.0 alone', [ENGINE_BEHIND], 'engine-open-proxied', ENGINE, {
    ...docker,
    bind: `${OLD} ssl-min-ver TLSv1.0 ssl-max-ver TLSv1.0`,
    port: 2376,
    session: /^TLSv1 /,
  }),
  kind('HTTP/2 alone offered in the handshake', [ENGINE_BEHIND], 'engine-open-proxied', ENGINE, {
    ...docker,
    bind: `${TLS} alpn h2`,
    port: 2376,
  }),
  kind('demands a client certificate, TLS 1.3', [ENGINE_BEHIND], 'mtls-required', /alert 116/, {
    bind: verify('required'),
    port: 2376,
  }),
  kind('demands a client certificate, TLS 1.2, on the plain port', [ENGINE_BEHIND], 'mtls-required', /alert 40/, {
    bind: `${verify('required')} ssl-max-ver TLSv1.2`,
  }),
  kind('knows no host of that name', [ENGINE_BEHIND], 'inconclusive', /TLS alert (?:40|112)/, {
    bind: `${TLS} strict-sni`,
    port: 2376,
  }),
  kind('forbids', ['http-request deny'], 'forbidden', /403 Forbidden/),
  kind('asks for a password', ['http-request auth realm engine'], 'auth-required', /401 Unauthorized, WWW-Auth/),
  kind('says too often', ['http-request deny deny_status 429'], 'inconclusive', /429 Too Many Requests/),
  kind('says too slow', ['http-request deny deny_status 408'], 'inconclusive', /408 Request Time-out/),
  kind(
    'says nothing for a while, then an error',
    ['http-request tarpit'],
    'other-service',
    /500 Internal Server Error/,
    {
      product: '',
    },
  ),
  kind('rejects', ['http-request reject'], 'no-reply', /closed without an answer|reset without an answer/),
  kind('drops silently', ['http-request silent-drop'], 'inconclusive', /no answer within the limit/),
  kind('a dead engine behind it', [NONE_BEHIND], 'other-service', /503 Service Unavailable/, { product: '' }),
  kind('a dead engine behind its bytes', ['mode tcp', NONE_BEHIND], 'no-reply', /without an answer|within the limit/),
  kind('a dead engine behind its TLS and bytes', ['mode tcp', NONE_BEHIND], 'inconclusive', /without an answer/, tls),
  kind('a redirect', ['http-request redirect scheme https'], 'other-service', /302 Found, Location: https:/, {
    product: '',
  }),
  kind('waits for the line of a proxy before it', [ENGINE_BEHIND], 'no-reply', /without an answer/, {
    bind: 'accept-proxy',
  }),
];

export const HAPROXY_KINDS: readonly (RealKind & ServerKind)[] = SERVERS.map((server, i) => ({
  ...server,
  address: `127.0.103.${i + 1}`,
  port: server.port ?? 2375,
}));

export async function startHaproxy(real: Real): Promise<void> {
  const defaults = ['mode http', 'timeout connect 1s', 'timeout client 10s', 'timeout server 10s', 'timeout tarpit 1s'];
  const sections = HAPROXY_KINDS.map(({ address, port, bind = '', lines }, i) =>
    [`listen kind${i}`, `bind ${address}:${port} ${bind}`, ...lines].join('\n  '),
  );
  const text = `${['defaults', ...defaults].join('\n  ')}\n${sections.join('\n')}\n`;
  const { address, port } = HAPROXY_KINDS[0] ?? { address: '', port: 0 };
  await real.start('haproxy', ['-db', '-f', real.file('haproxy.cfg', text)], { address, port });
}
