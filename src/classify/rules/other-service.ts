/** Another service, named where its answer identifies it. */

import type { HttpFacts } from '../../domain/attempt.ts';
import type { Product } from '../../domain/engine.ts';
import { namedPlane } from '../control-planes.ts';
import { hasEngineMarks } from '../proxy-marks.ts';
import type { Reading } from '../reading.ts';
import { CWE_668 } from '../references.ts';
import type { Match, Rule } from '../rule.ts';
import { type RuleTexts, type Text, vary } from '../texts/text.ts';

const BASE: Text = {
  title: 'Another service',
  meaning: "Something that is no container engine lives on an engine's port.",
  proved: 'GET /version was answered, and not as an engine does.',
  follows: 'Nothing for this audit.',
  notTested: 'What it is good for, and whether it is safe.',
  summary: 'Make sure that this service is known and belongs here.',
  remediation: ['Confirm with the owner that the service is known.'],
};

const EN: RuleTexts = {
  '': BASE,
  unclear: vary(BASE, {
    title: 'A web answer that names no service',
    meaning: 'A redirect, a server error or an empty page: something speaks HTTP, and nothing says what it is for.',
    proved: 'GET /version was answered by a web server or proxy, without content that identifies anything.',
    follows: 'Nothing. A proxy whose backend is down answers like this, and the backend may be an engine.',
    notTested: 'What stands behind it. Redirects are not followed.',
    summary: 'Ask the owner what listens here: the answer names no service, and an engine may stand behind it.',
    remediation: ['Confirm with the owner what listens here, and what stands behind it; on the host: ss -ltnp.'],
  }),
  etcd: vary(BASE, {
    title: 'etcd that answers strangers',
    meaning:
      'The key-value store etcd answers a client without a certificate. That is no engine, and may be a serious exposure of its own.',
    proved: "GET /version was answered with etcd's version data.",
    follows:
      "Unless its authentication is switched on, its keys can be read and written by whoever reaches it; where Kubernetes uses it, they are the cluster's state.",
    notTested: 'Whether any key can be read or written.',
    summary:
      'Not an engine, but perhaps serious in its own right: close the port, and require client certificates in etcd.',
    remediation: [
      'Close the port to strangers.',
      "Switch on etcd's client certificate authentication.",
      'Check what was stored there.',
    ],
  }),
  kubernetes: vary(BASE, {
    title: 'Kubernetes API',
    meaning:
      'A Kubernetes API server tells a stranger its version, as the default roles of Kubernetes allow (KEP-789).',
    proved: "GET /version was answered with a Kubernetes API server's version data.",
    follows: 'Nothing about its other paths: this one is commonly public.',
    summary: 'Not an engine. Confirm that this API server should be reachable from here.',
    remediation: [
      'Confirm that the API server should be reachable from here, and that anonymous rights are what you mean them to be.',
    ],
  }),
};

export const otherService: Rule<'other-service'> = {
  verdict: 'other-service',
  references: [CWE_668],
  match(reading) {
    const { http, attempt } = reading;
    // A person must look at whatever has an engine's marks.
    if (hasEngineMarks(reading)) return undefined;
    const product = http === undefined ? bannerOf(reading) : namedPlane(reading);
    if (product === 'etcd' || product === 'kubernetes') return { product, variant: product };
    if (product !== '') return { product };
    return http !== undefined && attempt?.end === 'answered' && !isEncoded(reading)
      ? readable(http, reading)
      : undefined;
  },
  texts: { en: EN },
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

function isEncoded({ headers }: Reading): boolean {
  return !['', 'identity'].includes((headers.get('content-encoding') ?? '').toLowerCase());
}

/** Statuses about our request and no service: a part of an answer, too slow, another name, too often, another HTTP. */
const ABOUT_THE_REQUEST = [206, 408, 421, 425, 429, 505];

/** An answer that was read whole and is no engine's. One that is cut-off engine JSON is not settled by that. */
function readable({ status, body: bytes }: HttpFacts, { body, json }: Reading): Match | undefined {
  const blank = bytes.encoding === 'utf8' && body.trim() === '';
  // Of blanks alone, or of JSON that is not whole, the rest was not seen.
  const partial = blank ? bytes.total > body.length : json === undefined && /^\s*\{/.test(body);
  if (ABOUT_THE_REQUEST.includes(status) || (status < 300 && partial)) return undefined;
  return blank || status >= 500 || (status >= 300 && status < 400) ? { variant: 'unclear' } : {};
}
