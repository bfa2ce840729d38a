import { textAt } from '../engine.ts';
import { hasEngineHeaders } from '../proxy-marks.ts';
import { CIS_TLS, CWE_306, T1133 } from '../references.ts';
import type { Rule } from '../rule.ts';

/** Sentences of engines that refuse an API version, through all generations. */
const VERSION_REFUSED =
  /client version \S+ is too (?:old|new)\.|client is newer than server|client and server don't have same version/;

export const engineRefused: Rule = {
  verdict: 'engine-refused',
  references: [CIS_TLS, CWE_306, T1133],
  match(reading) {
    const { http, json, body, engine, headers } = reading;
    if (http === undefined || http.status === 200) return undefined;
    const message = textAt(json, 'message');
    const podman = /^Libpod\//.test(headers.get('server') ?? '') || headers.has('libpod-api-version');
    const known =
      engine !== undefined ||
      VERSION_REFUSED.test(message || body) ||
      (http.status === 404 && body.trim() === '{"message":"page not found"}') ||
      (message !== '' && hasEngineHeaders(reading));
    return known ? { product: engine?.product ?? (podman ? 'podman' : 'docker') } : undefined;
  },
};
