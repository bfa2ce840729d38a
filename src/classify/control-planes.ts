/** Control planes of containers that are no engines, told by their answer to `GET /version`, some with the help of the port. */

import { isControlPlanePort } from '../domain/control-planes.ts';
import type { Product } from '../domain/engine.ts';
import { textAt } from './json-value.ts';
import { isSuccess } from './open.ts';
import { hasEngineMarks } from './proxy-marks.ts';
import type { Reading } from './reading.ts';

export interface ControlPlane {
  product: Product;
  /** Key of its text. */
  variant: string;
}

/** A product that the answer names by itself, on any port; an empty text where it names none. */
export function namedPlane({ headers, json, body }: Reading): Product {
  if (headers.has('docker-distribution-api-version')) return 'registry';
  if (headers.has('portainer-agent')) return 'portainer-agent';
  if (textAt(json, 'etcdserver') !== '') return 'etcd';
  if (textAt(json, 'gitVersion') !== '' && textAt(json, 'major') !== '') return 'kubernetes';
  return body.includes('ng-app="portainer"') ? 'portainer' : '';
}

/** @returns undefined on the ports of engines, and for whatever has an engine's marks */
export function controlPlaneOf(reading: Reading): ControlPlane | undefined {
  if (!isControlPlanePort(reading.record.port) || hasEngineMarks(reading)) return undefined;
  const product = reading.http === undefined ? '' : namedPlane(reading);
  if (product === 'kubernetes' && reading.transport === 'plain') return { product, variant: 'kubernetes-plain' };
  return product === '' ? suspectedPlane(reading) : { product, variant: product };
}

/** Told by the port together with an answer that alone would name nothing. */
function suspectedPlane(reading: Reading): ControlPlane | undefined {
  switch (reading.record.port) {
    case 10_250:
      return saysKubelet(reading) ? { product: 'kubelet', variant: 'kubelet' } : undefined;
    case 10_255:
      return saysNotFound(reading) && reading.transport === 'plain'
        ? { product: 'kubelet', variant: 'kubelet-read-only' }
        : undefined;
    case 12_434:
      return saysVersionAlone(reading) ? { product: 'model-runner', variant: 'model-runner' } : undefined;
    case 8_811:
      return pointsToMcp(reading) ? { product: 'mcp-gateway', variant: 'mcp-gateway' } : undefined;
    case 1_234:
    case 8_125:
      return speaksHttp2(reading) ? { product: 'buildkit', variant: 'buildkit' } : undefined;
    default:
      return undefined;
  }
}

/** Who is refused is known as anonymous; who is told of no page was not refused at all. */
function saysKubelet(reading: Reading): boolean {
  const { http, body, transport } = reading;
  if (transport !== 'tls') return false;
  return (http?.status === 403 && body.includes('user=system:anonymous')) || saysNotFound(reading);
}

/** Go's own words for a path that is not served. */
function saysNotFound({ http, body }: Reading): boolean {
  return http?.status === 404 && body.trim() === '404 page not found';
}

function saysVersionAlone({ http, json, headers }: Reading): boolean {
  const type = headers.get('content-type') ?? '';
  const keys = json === undefined ? [] : Object.keys(json);
  return http !== undefined && isSuccess(http) && /^application\/json\b/.test(type) && keys.join() === 'version';
}

function pointsToMcp({ http, headers }: Reading): boolean {
  return http?.status === 307 && /\/(?:mcp|sse)\/?$/.test(headers.get('location') ?? '');
}

/** A SETTINGS frame on stream 0 comes first from every gRPC server, whatever it was sent (RFC 9113, section 3.4). */
export function speaksHttp2({ attempt, http }: Reading): boolean {
  if (http !== undefined || attempt?.raw === undefined) return false;
  const bytes = Buffer.from(attempt.raw.data, attempt.raw.encoding);
  return bytes.length >= 9 && bytes[0] === 0 && bytes[3] === 4 && bytes.readUInt32BE(5) === 0;
}
