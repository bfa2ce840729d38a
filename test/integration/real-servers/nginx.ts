/** nginx before an engine, before nothing, and by itself. */

import { writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { Real } from '../../helpers/real.ts';
import { ENGINE_JSON } from '../zoo/http.ts';
import { ENGINE, type RealKind, UPSTREAM } from './kind.ts';

interface ServerKind extends Omit<RealKind, 'address' | 'port'> {
  port?: number;
  /** More words for `listen`. */
  listen?: string;
  /** Directives of `server`. */
  server: string;
}

const pass = (to: string, more = ''): string => `location / { ${more} proxy_pass http://${to}:2375; }`;
const engine = pass(UPSTREAM.plain);
const TLS = 'ssl_certificate server.pem; ssl_certificate_key server.key;';
const OLD = `ssl_ciphers ALL:@SECLEVEL=0;`;
const verify = (how: string): string => `${TLS} ssl_client_certificate ca.pem; ssl_verify_client ${how};`;
const page = (directives: string): string => `location / { default_type text/html; ${directives} }`;

function open(name: string, server: string, more: Partial<ServerKind> = {}): ServerKind {
  return { name, server, verdict: 'engine-open-proxied', product: 'docker', evidence: ENGINE, ...more };
}

function other(name: string, server: string, evidence: RegExp, more: Partial<ServerKind> = {}): ServerKind {
  return { name, server, verdict: 'other-service', product: '', evidence, ...more };
}

function demanded(name: string, server: string, more: Partial<ServerKind> = {}): ServerKind {
  const evidence = /over TLS -> 400 Bad Request/;
  return { name, listen: 'ssl', server, verdict: 'mtls-required', evidence, ...more };
}

const SERVERS: readonly ServerKind[] = [
  open('passes on to an engine', engine),
  open('passes on in chunks', pass(UPSTREAM.chunked, 'proxy_http_version 1.1;')),
  open('passes on slowly', pass(UPSTREAM.plain, 'limit_rate 200;')),
  open(
    'would pack what it passes on',
    pass(UPSTREAM.plain, 'gzip on; gzip_types application/json; gzip_min_length 1;'),
  ),
  open('sends a packed answer to everyone', 'root .; gzip_static always; default_type application/json;'),
  open('names another type of content', page(`return 200 '${ENGINE_JSON}';`)),
  open('TLS', `${TLS} ${engine}`, { listen: 'ssl', port: 2376 }),
  open('TLS on the plain port: 400 to plain text', `${TLS} ${engine}`, { listen: 'ssl' }),
  open('TLS with HTTP/2 beside HTTP/1.1', `${TLS} ${engine}`, { listen: 'ssl http2', port: 2376 }),
  open('TLS 1.0 alone', `${TLS} ssl_protocols TLSv1; ${OLD} ${engine}`, {
    listen: 'ssl',
    port: 2376,
    session: /^TLSv1 /,
  }),
  open('TLS 1.1 alone, on the plain port', `${TLS} ssl_protocols TLSv1.1; ${OLD} ${engine}`, {
    listen: 'ssl',
    session: /^TLSv1\.1 /,
  }),
  open('asks for a client certificate and needs none', `${verify('optional')} ${engine}`, { listen: 'ssl' }),
  demanded('demands a client certificate, on the plain port', `${verify('on')} ${engine}`),
  demanded('demands a client certificate', `${verify('on')} ${engine}`, { port: 2376 }),
  demanded('demands a client certificate, TLS 1.0', `${verify('on')} ssl_protocols TLSv1; ${OLD} ${engine}`),
  {
    name: 'forbids who has no client certificate',
    listen: 'ssl',
    server: `${verify('optional')} if ($ssl_client_verify != SUCCESS) { return 403; } ${engine}`,
    verdict: 'forbidden',
    evidence: /over TLS -> 403 Forbidden/,
  },
  {
    name: 'ends a handshake without a name',
    listen: 'ssl',
    server: 'ssl_reject_handshake on;',
    verdict: 'inconclusive',
    evidence: /TLS alert 112/,
  },
  {
    name: 'asks for a password',
    server: `auth_basic engine; auth_basic_user_file users; ${engine}`,
    verdict: 'auth-required',
    evidence: /401 Unauthorized, .*WWW-Authenticate: Basic realm="engine"/,
  },
  { name: 'forbids', server: 'deny all;', verdict: 'forbidden', evidence: /403 Forbidden/ },
  { name: 'hangs up: 444', server: 'return 444;', verdict: 'no-reply', evidence: /closed without an answer/ },
  {
    name: 'hangs up inside TLS: 444',
    listen: 'ssl',
    port: 2376,
    server: `${TLS} return 444;`,
    verdict: 'inconclusive',
    evidence: /closed without an answer/,
  },
  {
    name: 'says too often: limit_req',
    server: `limit_req zone=few; limit_req_status 429; ${engine}`,
    verdict: 'inconclusive',
    evidence: /429 Too Many Requests/,
  },
  { name: 'says another name: 421', server: 'return 421;', verdict: 'inconclusive', evidence: /421 Misdirected/ },
  { name: 'says another HTTP: 505', server: 'return 505;', verdict: 'inconclusive', evidence: /505/ },
  other('a dead engine behind it', pass(UPSTREAM.none), /502 Bad Gateway/),
  other('a dead engine behind its TLS', `${TLS} ${pass(UPSTREAM.none)}`, /over TLS -> 502/, {
    listen: 'ssl',
    port: 2376,
  }),
  other('a silent engine behind it', pass(UPSTREAM.silent, 'proxy_read_timeout 1s;'), /504 Gateway Time-out/),
  other('a redirect', 'return 301 https://127.0.102.250/;', /301 Moved Permanently, .*Location: https:/),
  other('a page', page('return 200 "<h1>Welcome</h1>";'), /200 OK, .*Welcome/),
  other('an empty page', 'return 204;', /204 No Content/),
  other('nothing found', 'root .; location /none { }  location / { return 404; }', /404 Not Found/),
  {
    name: 'HTTP/2 alone, without TLS',
    listen: 'http2',
    server: engine,
    verdict: 'inconclusive',
    evidence: /no readable HTTP/,
  },
  {
    name: 'waits for the line of a proxy before it',
    listen: 'proxy_protocol',
    server: engine,
    verdict: 'no-reply',
    evidence: /closed without an answer/,
  },
];

export const NGINX_KINDS: readonly (RealKind & ServerKind)[] = SERVERS.map((kind, i) => ({
  ...kind,
  address: `127.0.102.${i + 1}`,
  port: kind.port ?? 2375,
}));

export async function startNginx(real: Real): Promise<void> {
  real.file('users', 'user:$apr1$abcdefgh$AAAAAAAAAAAAAAAAAAAAA.\n');
  writeFileSync(real.path('version.gz'), gzipSync(ENGINE_JSON));
  const root = process.getuid?.() === 0 ? 'user root;' : '';
  const servers = NGINX_KINDS.map(
    ({ address, port, listen = '', server }) => `server { listen ${address}:${port} ${listen}; ${server} }`,
  );
  const text = `${root} daemon off; pid nginx.pid; error_log stderr; events { } http {
    access_log off; limit_req_zone $server_addr zone=few:1m rate=1r/m;
    ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${name};`).join(' ')}
    ${servers.join('\n')}
  }`;
  const { address, port } = NGINX_KINDS[0] ?? { address: '', port: 0 };
  await real.start('nginx', ['-p', real.folder, '-c', real.file('nginx.conf', text)], { address, port });
  // The one request that it allows in a minute.
  const limited = NGINX_KINDS.find(({ server }) => server.startsWith('limit_req'));
  if (limited !== undefined) await (await fetch(`http://${limited.address}:${limited.port}/`)).text();
}
