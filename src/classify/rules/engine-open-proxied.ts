import { clean } from '../engine.ts';
import { describeEngine, isOpenEngine } from '../open.ts';
import { lowersHeaders, proxyName } from '../proxy-marks.ts';
import { OPEN_ENGINE, OPEN_ENGINE_CVSS } from '../references.ts';
import type { Rule } from '../rule.ts';

export const engineOpenProxied: Rule = {
  verdict: 'engine-open-proxied',
  references: OPEN_ENGINE,
  cvss: OPEN_ENGINE_CVSS,
  match(reading) {
    if (!isOpenEngine(reading) || reading.http === undefined) return undefined;
    const proxy = clean(proxyName(reading));
    // HAProxy in plain is what the path-filtering socket proxies look like: that is another rule.
    if (proxy === '' && !(lowersHeaders(reading) && reading.transport === 'tls')) return undefined;
    const notes = [
      proxy === ''
        ? 'the header names are in lower case, as HAProxy writes them'
        : `the answer passed through a proxy: ${proxy}`,
    ];
    return { ...describeEngine(reading), notes };
  },
};
