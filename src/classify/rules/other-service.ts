import type { Product } from '../../domain/engine.ts';
import { textAt } from '../engine.ts';
import { hasEngineHeaders } from '../proxy-marks.ts';
import type { Reading } from '../reading.ts';
import { CWE_668 } from '../references.ts';
import type { Match, Rule } from '../rule.ts';

export const otherService: Rule = {
  verdict: 'other-service',
  references: [CWE_668],
  match(reading) {
    const { http, attempt } = reading;
    if (attempt?.end === 'tls-refused') return { variant: 'tls' };
    const product = http === undefined ? bannerOf(reading) : productOf(reading);
    if (product === 'etcd' || product === 'kubernetes') return { product, variant: product };
    if (product !== '') return { product };
    // An engine's headers around something unknown: somebody must look at it.
    if (hasEngineHeaders(reading)) return undefined;
    return http !== undefined && attempt?.end === 'answered' && !isEncoded(reading) && http.status !== 206
      ? readable(reading)
      : undefined;
  },
};

/** First words of services that do not speak HTTP. */
function bannerOf({ body, attempt }: Reading): Product {
  if (attempt?.end !== 'unparsable') return '';
  if (body.startsWith('SSH-')) return 'ssh';
  if (body.startsWith('GET /version HTTP/1.1')) return 'echo';
  if (/^(?:220[ -](?!.*SMTP)|500 OOPS)/.test(body)) return 'ftp';
  if (/^ERROR\r\n/.test(body)) return 'memcached';
  return /^-(?:ERR|DENIED|NOAUTH)\b/.test(body) ? 'redis' : '';
}

function productOf({ headers, json, body }: Reading): Product {
  if (headers.has('docker-distribution-api-version')) return 'registry';
  if (textAt(json, 'etcdserver') !== '') return 'etcd';
  if (textAt(json, 'gitVersion') !== '' && textAt(json, 'major') !== '') return 'kubernetes';
  return body.includes('ng-app="portainer"') ? 'portainer' : '';
}

function isEncoded({ headers }: Reading): boolean {
  return !['', 'identity'].includes((headers.get('content-encoding') ?? '').toLowerCase());
}

/** An answer that was read whole and is no engine's. One that is cut-off engine JSON is not settled by that. */
function readable({ http, body, json }: Reading): Match | undefined {
  if (http?.status === 200 && json === undefined && /^\s*\{/.test(body)) return undefined;
  return {};
}
