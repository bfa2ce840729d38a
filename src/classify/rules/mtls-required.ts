import { readDemand } from '../certificate.ts';
import { CIS_TLS } from '../references.ts';
import type { Rule } from '../rule.ts';

export const mtlsRequired: Rule = {
  verdict: 'mtls-required',
  references: [CIS_TLS],
  match(reading) {
    const demand = readDemand(reading);
    return demand && { notes: demand.notes, ...(demand.likely && { variant: 'likely' }) };
  },
};
