import { readDemand } from '../certificate.ts';
import { CIS_TLS } from '../references.ts';
import type { Rule } from '../rule.ts';

export const engineMtls: Rule = {
  verdict: 'engine-mtls',
  references: [CIS_TLS],
  match(reading) {
    const demand = readDemand(reading);
    return demand?.hints === 3 ? { product: '', notes: demand.notes } : undefined;
  },
};
