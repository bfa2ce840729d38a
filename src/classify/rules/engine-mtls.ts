/** An engine that demands a client certificate. */

import { readDemand } from '../certificate.ts';
import { hasEngineMarks } from '../proxy-marks.ts';
import { CIS_TLS } from '../references.ts';
import type { Rule } from '../rule.ts';
import type { RuleTexts } from '../texts/text.ts';

const EN: RuleTexts = {
  '': {
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

export const engineMtls: Rule<'engine-mtls'> = {
  verdict: 'engine-mtls',
  references: [CIS_TLS],
  match(reading) {
    // What answers with an engine's own headers lets strangers in further than this.
    const demand = hasEngineMarks(reading) ? undefined : readDemand(reading);
    return demand?.hints === 3 ? { product: '', notes: demand.notes } : undefined;
  },
  texts: { en: EN },
};
