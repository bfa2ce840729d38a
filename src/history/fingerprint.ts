/** A short text that is the same for two sightings that say the same. */

import { createHash } from 'node:crypto';
import type { Finding } from '../domain/finding.ts';

/** Without what differs from look to look: times, the run, the comparison, and the clock in an HTTP header. */
export function fingerprintOf(finding: Finding): string {
  const { firstSeen: _f, lastSeen: _l, runId: _r, lifecycle: _c, standing: _s, declared: _d, ...rest } = finding;
  const { http } = rest;
  const stable = http === undefined ? rest : { ...rest, http: { ...http, date: '' } };
  return createHash('sha256').update(JSON.stringify(stable)).digest('base64').slice(0, 22);
}
