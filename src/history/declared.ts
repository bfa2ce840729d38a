/** Whether a declared endpoint still is what the scope file says. */

import { isExposed } from '../domain/exposure.ts';
import type { Finding } from '../domain/finding.ts';
import type { KnownEndpoint } from '../domain/scope.ts';
import { identityOf } from './identity.ts';
import type { Observation } from './lifecycle.ts';

export interface DeclarationCheck {
  /** Null where the run says nothing about it. */
  holds: boolean | null;
  /** What it is instead. */
  what: string;
  /** What to compare with in later runs. */
  baseline: string | null;
}

/**
 * An mTLS endpoint demands a client certificate. A decoy answers as the engine it plays, and always the same: one that
 * tells of another engine may have been replaced by a real one, until the declaration itself is renewed.
 *
 * @param baseline what an earlier check returned
 */
export function checkDeclaration(
  { is, reason }: KnownEndpoint,
  observation: Observation | undefined,
  baseline: string | null,
): DeclarationCheck {
  const declaration = JSON.stringify([is, reason]);
  if (observation?.seen === 'closed' || observation?.seen === 'silent')
    return { holds: false, what: `does not answer (${observation.reason})`, baseline };
  if (observation?.seen !== 'answered') return { holds: null, what: '', baseline };
  const { finding } = observation;
  if (is === 'mtls') {
    const holds = finding.verdict === 'engine-mtls' || finding.verdict === 'mtls-required';
    return { holds, what: holds ? '' : `asks for no client certificate: ${finding.verdict}`, baseline: null };
  }
  if (!isExposed(finding)) return { holds: false, what: `answers as ${finding.verdict}, not as an engine`, baseline };
  const now = JSON.stringify([declaration, identityOf(finding)]);
  if (baseline === null || !isOf(declaration, baseline)) return { holds: true, what: '', baseline: now };
  const holds = baseline === now;
  return {
    holds,
    what: holds ? '' : `tells of another engine than when it was declared: ${nameOf(finding)}`,
    baseline,
  };
}

function isOf(declaration: string, baseline: string): boolean {
  const parsed: unknown = JSON.parse(baseline);
  return Array.isArray(parsed) && parsed[0] === declaration;
}

function nameOf({ product, verdict, engine }: Finding): string {
  return [product, engine?.version ?? '', verdict].filter((word) => word !== '').join(' ');
}
