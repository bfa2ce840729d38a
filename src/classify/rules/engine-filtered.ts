/** An engine behind a path-filtering socket proxy. */

import { describeEngine, isOpenEngine } from '../open.ts';
import { lowersHeaders } from '../proxy-marks.ts';
import { CIS_TLS, CWE_306, CWE_668, T1133, VERSION_ONLY_CVSS } from '../references.ts';
import type { Rule } from '../rule.ts';
import { VERIFY } from '../texts/en/steps.ts';
import type { RuleTexts } from '../texts/text.ts';

const EN: RuleTexts = {
  '': {
    title: 'Engine behind what looks like a filtering proxy',
    meaning: 'An engine answers through what looks like a path-filtering socket proxy, which asks nobody who they are.',
    proved:
      "GET /version over plain HTTP, without password or certificate, was answered with an engine's version data, all header names in lower case as HAProxy writes them.",
    follows:
      'Version data leaks. The common socket proxies are built on HAProxy and filter paths: whatever else this one lets through is open as well, and reading a container alone can expose its files.',
    notTested: 'Whether it filters at all, and which other paths pass. It may be all of them, or none.',
    summary: 'Bind the proxy to loopback or a private network: it asked for no credentials, whatever else it filters.',
    remediation: [
      'Contain now: restrict who can reach the port, at the network edge or in DOCKER-USER where a container publishes it.',
      'Bind the proxy to 127.0.0.1 or to the network of its one consumer, and never publish its port.',
      'Let it allow only what the consumer needs: keep POST off, and switch VERSION off where nobody uses it.',
      VERIFY,
      'Read its log: which other paths were asked, and by whom.',
    ],
  },
};

export const engineFiltered: Rule<'engine-filtered'> = {
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
  texts: { en: EN },
};
