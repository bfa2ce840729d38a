/** English texts for engines: those that answered, those behind something, and those that refused. */

import type { Text } from '../text.ts';
import { OPEN_TEXTS } from './open-engines.ts';
import { CONTAIN, EVIDENCE, MISUSE, MTLS, REPLACE, VERIFY } from './steps.ts';

const filtered: Text = {
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
};

export const ENGINE_TEXTS: Readonly<Record<string, Text>> = {
  ...OPEN_TEXTS,
  'engine-filtered': filtered,
  'engine-authz-denied': {
    title: 'Engine on the network, held back by an authorisation plug-in alone',
    meaning: 'An engine is reachable without transport authentication, and a plug-in refused the request.',
    proved:
      "GET /version was answered 403 in an engine's words for a plug-in that refuses. No password or certificate had been asked for.",
    follows:
      'What is open rests on the plug-in alone. Engines have let requests past such plug-ins: CVE-2024-41110 and CVE-2026-34040.',
    notTested: 'What the plug-in lets through, and whether this release has those faults.',
    summary: 'Close the port, then put client certificates in front: a plug-in authorises, it does not authenticate.',
    remediation: [
      CONTAIN,
      EVIDENCE,
      MTLS,
      'Update the engine past CVE-2024-41110 and CVE-2026-34040, or check the changelog of your distribution for them.',
      VERIFY,
      MISUSE,
    ],
  },
  'engine-authz-broken': {
    title: 'Engine on the network, closed by the failure of its plug-in',
    meaning:
      'An engine is reachable without transport authentication and refuses because its authorisation plug-in does not work.',
    proved:
      "GET /version was answered with a server error in an engine's words for a plug-in that fails. No password or certificate had been asked for.",
    follows: 'It is closed by accident: without the plug-in nothing that was seen here would ask for credentials.',
    notTested: 'Every other path, and what the plug-in would allow if it worked.',
    summary: 'Close the port first; repair or remove the plug-in only afterwards.',
    remediation: [
      CONTAIN,
      EVIDENCE,
      'Repair the plug-in only once the port is closed: an engine started without it refuses nobody.',
      MTLS,
      VERIFY,
      MISUSE,
    ],
  },
  'engine-refused': {
    title: 'Engine on the network, known by its own refusal',
    meaning: 'An engine is reachable without transport authentication and refused this one request in its own words.',
    proved:
      "GET /version was answered with an error in an engine's own form. No password or certificate had been asked for.",
    follows: 'Other requests may be answered: treat it as open until shown otherwise.',
    notTested: 'Every other path.',
    summary: 'Treat it as open: close the port, then remove the TCP listener or require client certificates.',
    remediation: [CONTAIN, EVIDENCE, REPLACE, MTLS, VERIFY, MISUSE],
  },
  'engine-mtls': {
    title: 'Probably an engine, protected by client certificates',
    meaning: 'A TLS service demands a client certificate, and it looks like a protected engine: the wanted state.',
    proved: 'A TLS client without a certificate was refused, so GET /version was not answered.',
    follows:
      "Consistent with a protected Docker or Podman API: the TLS alert, Go's own words to a plain client, and the port or the certificate agree. Other Go services look the same.",
    notTested:
      'Which product it is, which CA it trusts, and who holds client keys. Engines before 17.06 also accept clients of any CA that their system trusts (CVE-2018-12608).',
    summary: 'No exposure seen. Check who holds client keys, when certificates expire, and who can reach the port.',
    remediation: [
      'Keep client keys like root passwords, with short lives.',
      'Restrict who can reach the port.',
      'Watch the expiry of the certificates.',
    ],
  },
};
