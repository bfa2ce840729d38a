/** Look-alikes and other services. */

import type { Product } from '../domain/engine.ts';
import type { Exhibit } from './engine-exhibits.ts';
import { answer, type Behaviour, response } from './serve.ts';

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

function json(value: object): Behaviour {
  return answer(() => response('200 OK', [JSON_TYPE], JSON.stringify(value)));
}

/** What a Kubernetes API server says of itself. */
export const KUBERNETES = {
  major: '1',
  minor: '31',
  gitVersion: 'v1.31.2',
  gitCommit: '5864a46',
  gitTreeState: 'clean',
  buildDate: '2024-10-22T20:28:14Z',
  goVersion: 'go1.22.8',
  compiler: 'gc',
  platform: 'linux/amd64',
};

export const OTHERS: readonly Exhibit[] = [
  other('etcd', 'etcd: the same path, other keys', json({ etcdserver: '3.4.23', etcdcluster: '3.4.0' }), 'etcd'),
  other('kubernetes', 'Kubernetes API', json(KUBERNETES), 'kubernetes'),
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
    'go-404',
    "a Go server's 404",
    answer(() =>
      response(
        '404 Not Found',
        ['Content-Type: text/plain; charset=utf-8', 'X-Content-Type-Options: nosniff'],
        '404 page not found\n',
      ),
    ),
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
  other('ftp', 'an FTP server', (stream) => void stream.end(), 'ftp', '220 (vsFTPd 3.0.3)\r\n'),
  other('memcached', 'memcached', (stream) => void stream.end('ERROR\r\nERROR\r\n'), 'memcached'),
  other('redis', 'Redis with a password', (stream) => void stream.end('-NOAUTH Authentication required.\r\n'), 'redis'),
  other('echo', 'an echo service', (stream, first) => void stream.end(first), 'echo'),
];
