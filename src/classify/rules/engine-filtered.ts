import { describeEngine, isOpenEngine } from '../open.ts';
import { lowersHeaders } from '../proxy-marks.ts';
import { CIS_TLS, CWE_306, CWE_668, T1133, VERSION_ONLY_CVSS } from '../references.ts';
import type { Rule } from '../rule.ts';

export const engineFiltered: Rule = {
  verdict: 'engine-filtered',
  references: [CIS_TLS, CWE_306, CWE_668, T1133],
  cvss: VERSION_ONLY_CVSS,
  match(reading) {
    if (!isOpenEngine(reading) || reading.transport !== 'plain' || !lowersHeaders(reading)) return undefined;
    const { product } = describeEngine(reading);
    return {
      notes: ['the header names are in lower case, as the common socket proxies (HAProxy) write them'],
      ...(product && { product }),
    };
  },
};
