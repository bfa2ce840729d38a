/** Look-alikes, other services, and endpoints that mean harm. */

import { gzipSync } from 'node:zlib';
import type { Product } from '../model.ts';
import { type Exhibit, engineText } from './engines.ts';
import { RECENT } from './recent.ts';
import { answer, type Behaviour, pour, response } from './serve.ts';

const JSON_TYPE = 'Content-Type: application/json';
const HTML = 'Content-Type: text/html';

function other(name: string, shows: string, behave: Behaviour, product: Product = '', greeting?: string): Exhibit {
  return {
    name,
    shows,
    behave,
    verdict: 'other-service',
    severity: 'info',
    product,
    ...(greeting !== undefined && { greeting }),
  };
}

const silent: Behaviour = () => undefined;
const hangUp: Behaviour = (stream) => void stream.end();

function json(value: object, headers: readonly string[] = [JSON_TYPE]): Behaviour {
  return answer(() => response('200 OK', headers, JSON.stringify(value)));
}

const SERVICES: readonly Exhibit[] = [
  other('etcd', 'etcd: the same path, other keys', json({ etcdserver: '3.4.23', etcdcluster: '3.4.0' }), 'etcd'),
  other(
    'kubernetes',
    'Kubernetes API',
    json({
      major: '1',
      minor: '31',
      gitVersion: 'v1.31.2',
      gitCommit: '5864a46',
      gitTreeState: 'clean',
      buildDate: '2024-10-22T20:28:14Z',
      goVersion: 'go1.22.8',
      compiler: 'gc',
      platform: 'linux/amd64',
    }),
    'kubernetes',
  ),
  other(
    'registry',
    'image registry',
    answer(() =>
      response(
        '404 Not Found',
        [
          'Content-Type: text/plain; charset=utf-8',
          'Docker-Distribution-Api-Version: registry/2.0',
          'X-Content-Type-Options: nosniff',
        ],
        '404 page not found\n',
      ),
    ),
    'registry',
  ),
  other(
    'portainer',
    'Portainer',
    answer(() => response('200 OK', [HTML], '<!doctype html><html lang="en" ng-app="portainer"></html>')),
    'portainer',
  ),
  other('lookalike', 'JSON with a version of its own', json({ version: '2.4.1' })),
  other(
    'catch-all',
    'a web page on every path',
    answer(() => response('200 OK', ['Server: nginx/1.22.1', HTML], '<h1>Welcome</h1>')),
  ),
  other(
    'redirect',
    'a redirect, which is not followed',
    answer(() =>
      response('301 Moved Permanently', ['Server: nginx/1.22.1', 'Location: http://127.0.0.99:2375/version'], ''),
    ),
  ),
  other(
    'bad-gateway',
    'a proxy without its backend',
    answer(() => response('502 Bad Gateway', ['Server: nginx/1.22.1', HTML], '<h1>502</h1>')),
  ),
  other(
    'ssh',
    'an SSH server',
    (stream) => void stream.end('Invalid SSH identification string.\r\n'),
    'ssh',
    'SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n',
  ),
  other('ftp', 'an FTP server', hangUp, 'ftp', '220 (vsFTPd 3.0.3)\r\n'),
  other('memcached', 'memcached', (stream) => void stream.end('ERROR\r\nERROR\r\n'), 'memcached'),
  other('redis', 'Redis with a password', (stream) => void stream.end('-NOAUTH Authentication required.\r\n'), 'redis'),
  other('echo', 'an echo service', (stream, first) => void stream.end(first), 'echo'),
];

function odd(
  name: string,
  shows: string,
  behave: Behaviour,
  verdict: Exhibit['verdict'],
  severity: Exhibit['severity'] = 'info',
): Exhibit {
  return { name, shows, behave, verdict, severity };
}

export function others(): Exhibit[] {
  const engine = RECENT.find(({ name }) => name === 'docker-28')?.engine ?? { version: '', headers: [], body: {} };
  const text = engineText(engine);
  const found = { product: 'docker' as const, version: engine.version };
  const packed = gzipSync(Buffer.alloc(8_000_000, 'a'));
  return [
    ...SERVICES,
    odd('silent', 'accepts and says nothing', silent, 'no-reply'),
    odd('hang-up', 'accepts and hangs up', hangUp, 'no-reply'),
    odd(
      'reset',
      'resets the connection on the request',
      (stream) =>
        void ('resetAndDestroy' in stream && typeof stream.resetAndDestroy === 'function'
          ? stream.resetAndDestroy()
          : stream.destroy()),
      'no-reply',
    ),
    odd(
      'drip',
      'one byte of a header a second',
      pour('HTTP/1.1 200 OK\r\nX: ', () => 'x', 1_000),
      'tarpit',
    ),
    odd(
      'endless-head',
      'a head without end',
      pour('HTTP/1.1 200 OK\r\n', () => `X-Pad: ${'x'.repeat(1_000)}\r\n`),
      'tarpit',
    ),
    odd(
      'endless-body',
      'a body without end',
      pour('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{"Version":"', () => 'x'.repeat(16_384)),
      'tarpit',
    ),
    odd(
      'ssh-tarpit',
      'banner lines without end',
      pour('', () => `${Math.random().toString(36).slice(2)}\r\n`, 300),
      'tarpit',
    ),
    odd(
      'too-large',
      '10 MB announced',
      answer(() => `HTTP/1.1 200 OK\r\n${JSON_TYPE}\r\nContent-Length: 10000000\r\n\r\n{`),
      'inconclusive',
      'medium',
    ),
    odd(
      'short-body',
      'less than was announced',
      answer(() => `HTTP/1.1 200 OK\r\n${JSON_TYPE}\r\nContent-Length: 900\r\n\r\n{"Platform":`),
      'inconclusive',
      'medium',
    ),
    odd(
      'two-lengths',
      'length said twice, in two ways',
      answer(() => `HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n`),
      'inconclusive',
      'medium',
    ),
    odd(
      'gzip',
      'a packed body, never unpacked',
      (stream) =>
        void stream.end(
          Buffer.concat([
            Buffer.from(`HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ${packed.length}\r\n\r\n`),
            packed,
          ]),
        ),
      'inconclusive',
      'medium',
    ),
    {
      ...odd(
        'decoy',
        'a release with the API of another',
        answer(() => text.replace(/1\.51/g, '1.39')),
        'engine-open-plaintext',
        'critical',
      ),
      ...found,
    },
    {
      ...odd(
        'decoy-lf',
        'a honeypot that writes bare LF',
        answer(() => text.replaceAll('\r\n', '\n')),
        'engine-open-plaintext',
        'critical',
      ),
      ...found,
    },
    {
      ...odd(
        'intermittent',
        'hangs up first, answers later',
        (stream, first, connection) => (connection <= 2 ? hangUp(stream, first, connection) : void stream.end(text)),
        'engine-open-plaintext',
        'critical',
      ),
      ...found,
    },
    {
      ...odd(
        'hostile',
        'formulas, escapes and markup in every text',
        json(
          {
            Version: "=cmd|' /C calc'!A0",
            ApiVersion: '1.51',
            GitCommit: '\u001b[31mred\u0007',
            Os: '<script>alert(1)</script>',
            Arch: '\u202egpj',
            __proto__x: 1,
            KernelVersion: '| a | b |',
            BuildTime: '\u0000',
          },
          [...engine.headers],
        ),
        'engine-open-plaintext',
        'critical',
      ),
      product: 'docker',
    },
  ];
}
