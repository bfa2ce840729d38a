/** Comparison of two sightings of an endpoint, fact by fact, and its identity as text. */

import type { Finding } from '../domain/finding.ts';

/** The compared facts, by the names that people know them under. */
function factsOf(finding: Finding): [name: string, value: string][] {
  const { engine } = finding;
  return [
    ['verdict', finding.verdict],
    ['severity', finding.severity],
    ['transport', finding.transport],
    ['product', finding.product],
    ['version', engine?.version ?? ''],
    ['API version', engine?.apiVersion ?? ''],
    ['OS', engine?.os ?? ''],
    ['architecture', engine?.arch ?? ''],
    ['rootless', engine === undefined ? '' : engine.rootless ? 'yes' : 'no'],
    ['suspected decoy', finding.qualifiers.includes('suspected-decoy') ? 'yes' : 'no'],
  ];
}

/** One line for each difference: `version: 20.10.5 → 27.0.3`. */
export function differences(before: Finding, now: Finding): string[] {
  const then = new Map(factsOf(before));
  return factsOf(now)
    .filter(([name, value]) => then.get(name) !== value)
    .map(([name, value]) => `${name}: ${then.get(name) || 'unknown'} → ${value || 'unknown'}`);
}

/** The facts that the endpoint itself states, as one text; our judgements are left out, for they change from release to release. */
export function identityOf(finding: Finding): string {
  return JSON.stringify(factsOf(finding).filter(([name]) => !OPINIONS.has(name)));
}

const OPINIONS: ReadonlySet<string> = new Set(['severity', 'suspected decoy']);
