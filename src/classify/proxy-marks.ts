/** Proxy fingerprints in an answer: header names, Server, Via. */

import { hasEngineKeys } from './engine-keys.ts';
import { isOtherServer } from './makers.ts';
import type { Reading } from './reading.ts';

/** Headers that only an engine sets. */
const ENGINE_HEADERS = ['api-version', 'ostype', 'docker-experimental', 'libpod-api-version'];

export function hasEngineHeaders({ headers }: Reading): boolean {
  return ENGINE_HEADERS.some((name) => headers.has(name)) || /^(Docker|Libpod)\//.test(headers.get('server') ?? '');
}

/** Whether an answer has anything that only engines have: then no rule may call it harmless. */
export function hasEngineMarks(reading: Reading): boolean {
  return hasEngineHeaders(reading) || hasEngineKeys(reading.json);
}

/**
 * HAProxy, on which the common socket proxies are built, writes header names in lower case; Go does not. Envoy does it too,
 * and names itself in headers of its own.
 */
export function lowersHeaders({ http, engine, headers }: Reading): boolean {
  if (isEnvoy(headers) || (engine !== undefined && isOtherServer(engine.product))) return false;
  const names = http?.headers.map(([name]) => name) ?? [];
  return names.length > 0 && names.every((name) => name === name.toLowerCase());
}

/** It replaces the Server header or passes it on, as it is told. */
function isEnvoy(headers: Reading['headers']): boolean {
  return [...headers.keys()].some((name) => name.startsWith('x-envoy-'));
}

/** Servers that stand in front of others. */
const PROXIES = /nginx|openresty|apache|haproxy|caddy|envoy|traefik|iis|squid|varnish|cloudflare|litespeed/i;

/** The name of a proxy that put its own words into the answer, or an empty text. */
export function proxyName({ headers, engine }: Reading): string {
  const server = headers.get('server') ?? '';
  // A maker that is not written in Go has a server with a name of its own.
  const own = engine !== undefined && isOtherServer(engine.product) && !PROXIES.test(server);
  if (server !== '' && !own && !/^(Docker|Libpod|swarm)\//i.test(server)) return server;
  return headers.get('via') ?? headers.get('x-cache') ?? (isEnvoy(headers) ? 'Envoy' : '');
}

/** Sentences of web servers that wanted a client certificate and say so in HTTP. */
export function wantsCertificateInWords({ http, body, transport }: Reading): boolean {
  return (
    transport === 'tls' &&
    http?.status === 400 &&
    /No required SSL certificate was sent|The SSL certificate error/.test(body)
  );
}
