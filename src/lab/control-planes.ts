/** Control planes of containers that are no engines, each on a port that a scope asks for as such. */

import type { Product } from '../domain/engine.ts';
import type { Severity } from '../domain/verdicts.ts';
import type { LabCertificate } from './certificates.ts';
import type { Exhibit } from './engine-exhibits.ts';
import { KUBERNETES } from './others.ts';
import { answer, type Behaviour, response } from './serve.ts';
import { overTls } from './tls-server.ts';

const JSON_TYPE = 'Content-Type: application/json';
const TEXT_TYPE = 'Content-Type: text/plain; charset=utf-8';

/** The first frame of an HTTP/2 server: SETTINGS on stream 0, with a frame size. */
export const SETTINGS = Buffer.from('000006040000000000000500004000', 'hex');

export function controlPlanes(certificate: LabCertificate): Exhibit[] {
  const tls = (inside: Behaviour): Behaviour => overTls({ certificate }, inside);
  return [
    plane(
      'etcd-plane',
      'etcd on its own port',
      2379,
      json({ etcdserver: '3.5.16', etcdcluster: '3.5.0' }),
      'etcd',
      'high',
    ),
    plane('kube-api', 'a Kubernetes API server, public by default', 6443, tls(json(KUBERNETES)), 'kubernetes', 'info'),
    plane('kube-plain', 'a Kubernetes API over plain HTTP', 8001, json(KUBERNETES), 'kubernetes', 'critical'),
    plane('kubelet', 'a kubelet that lets strangers in as anonymous', 10250, tls(refused()), 'kubelet', 'medium'),
    plane('kubelet-open', 'a kubelet that refuses no stranger', 10250, tls(notFound()), 'kubelet', 'medium'),
    plane('kubelet-read', 'the read-only port of a kubelet', 10255, notFound(), 'kubelet', 'medium'),
    plane('registry-plane', 'an image registry on a port of its own', 5005, registry(), 'registry', 'info'),
    plane('model-runner', 'Docker Model Runner', 12434, json({ version: 'v1.0.6' }), 'model-runner', 'medium'),
    plane('mcp-open', 'an MCP gateway without a token', 8811, redirect(), 'mcp-gateway', 'high'),
    plane('portainer-agent', 'a Portainer agent', 9001, tls(agent()), 'portainer-agent', 'low'),
    plane('portainer-plane', "Portainer's page", 9000, page(), 'portainer', 'info'),
    plane('buildkit', 'a BuildKit daemon without TLS', 1234, (stream) => void stream.end(SETTINGS), 'buildkit', 'high'),
    {
      ...plane('mcp-token', 'an MCP gateway that wants a token', 8811, challenge(), 'mcp-gateway', 'medium'),
      verdict: 'auth-required',
    },
  ];
}

function plane(
  name: string,
  shows: string,
  port: number,
  behave: Behaviour,
  product: Product,
  severity: Severity,
): Exhibit {
  return { name, shows, port, behave, verdict: 'control-plane-open', severity, product };
}

function json(value: object): Behaviour {
  return answer(() => response('200 OK', [JSON_TYPE], JSON.stringify(value)));
}

function notFound(...headers: string[]): Behaviour {
  return answer(() =>
    response('404 Not Found', [TEXT_TYPE, ...headers, 'X-Content-Type-Options: nosniff'], '404 page not found\n'),
  );
}

function registry(): Behaviour {
  return notFound('Docker-Distribution-Api-Version: registry/2.0');
}

function refused(): Behaviour {
  const text = 'Forbidden (user=system:anonymous, verb=get, resource=nodes, subresource=proxy)';
  return answer(() => response('403 Forbidden', [TEXT_TYPE], text));
}

function redirect(): Behaviour {
  return answer(() => response('307 Temporary Redirect', ['Location: /mcp'], ''));
}

function challenge(): Behaviour {
  return answer(() =>
    response('401 Unauthorized', [TEXT_TYPE, 'Www-Authenticate: Bearer realm="MCP Gateway"'], 'Unauthorized\n'),
  );
}

function agent(): Behaviour {
  const body = '{"message":"Unauthorized","details":"Unauthorized"}';
  return answer(() => response('403 Forbidden', [JSON_TYPE, 'Portainer-Agent: 2.21.4'], body));
}

function page(): Behaviour {
  return answer(() =>
    response('200 OK', ['Content-Type: text/html'], '<!doctype html><html lang="en" ng-app="portainer"></html>'),
  );
}
