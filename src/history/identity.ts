/** What makes an endpoint the one that it was: a difference in any of it is a change worth telling. */

import type { Finding } from '../domain/finding.ts';

/** What is compared, by the name that people know it under. */
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

/** What the endpoint says of itself in one text, without our opinion of it, which may change from release to release. */
export function identityOf(finding: Finding): string {
  return JSON.stringify(factsOf(finding).filter(([name]) => !OPINIONS.has(name)));
}

const OPINIONS: ReadonlySet<string> = new Set(['severity', 'suspected decoy']);
