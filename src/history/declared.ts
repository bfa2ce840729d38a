/** Declarations of scope files (`known:`) against what the endpoints answer. */

import { isExposed } from '../domain/exposure.ts';
import type { Finding } from '../domain/finding.ts';
import { DECLARATIONS, type Declaration, type KnownEndpoint } from '../domain/scope.ts';
import { tryJson } from '../domain/shape.ts';
import { identityOf } from './identity.ts';
import type { Observation } from './life.ts';

export interface DeclarationCheck {
  /** Null where the run says nothing about it. */
  holds: boolean | null;
  /** The answer that breaks the declaration. */
  what: string;
  /** Baseline for later runs: JSON of the declaration and, for a decoy, its identity. */
  baseline: string | null;
}

/**
 * An mTLS endpoint demands a client certificate. A decoy answers as the engine it plays, and always the same: one that
 * tells of another engine may have been replaced by a real one, until the declaration itself is renewed.
 *
 * @param baseline of an earlier check
 */
export function checkDeclaration(
  known: KnownEndpoint,
  observation: Observation | undefined,
  baseline: string | null,
): DeclarationCheck {
  if (observation?.seen === 'closed' || observation?.seen === 'silent')
    return { holds: false, what: `does not answer (${observation.reason})`, baseline };
  if (observation?.seen !== 'answered') return { holds: null, what: '', baseline };
  const { finding } = observation;
  const holds = isAsDeclared(known, finding, baseline);
  const what = holds ? '' : describeBreach(known, finding);
  const declaration = declarationText(known);
  if (known.is === 'mtls') return { holds, what, baseline: JSON.stringify([declaration]) };
  return { holds, what, baseline: holds ? JSON.stringify([declaration, identityOf(finding)]) : baseline };
}

/** Whether a sighting keeps its declaration. */
export function isAsDeclared(known: KnownEndpoint, finding: Finding, baseline: string | null): boolean {
  const { declaration, identity } = parseBaseline(baseline);
  const isRenewed = declaration !== declarationText(known);
  return fits(known.is, finding, isRenewed ? undefined : identity);
}

/** The last declaration of a stored finding, by its baseline: kept or broken by its last sighting. */
export function storedDeclaration(
  finding: Finding,
  baseline: string | null,
): { declared: Declaration } | { broken: Declaration } | undefined {
  const { is, identity } = parseBaseline(baseline);
  if (is === undefined) return undefined;
  return fits(is, finding, identity) ? { declared: is } : { broken: is };
}

function fits(is: Declaration, finding: Finding, identity: string | undefined): boolean {
  if (is === 'mtls') return finding.verdict === 'engine-mtls' || finding.verdict === 'mtls-required';
  return isExposed(finding) && (identity === undefined || identity === identityOf(finding));
}

function describeBreach({ is }: KnownEndpoint, finding: Finding): string {
  if (is === 'mtls') return `asks for no client certificate: ${finding.verdict}`;
  if (!isExposed(finding)) return `answers as ${finding.verdict}, not as an engine`;
  return `tells of another engine than when it was declared: ${nameOf(finding)}`;
}

function declarationText({ is, reason }: KnownEndpoint): string {
  return JSON.stringify([is, reason]);
}

function parseBaseline(baseline: string | null): { declaration?: string; is?: Declaration; identity?: string } {
  const [declaration, identity] = baseline === null ? [] : textsIn(baseline);
  if (declaration === undefined) return {};
  const [word] = textsIn(declaration);
  const is = DECLARATIONS.find((declared) => declared === word);
  return { declaration, ...(is && { is }), ...(identity !== undefined && { identity }) };
}

/** The texts of a JSON array that history wrote; none of one that was damaged: the declaration then counts as renewed. */
function textsIn(json: string): string[] {
  const parsed = tryJson(json);
  return Array.isArray(parsed) ? parsed.filter((item) => typeof item === 'string') : [];
}

function nameOf({ product, verdict, engine }: Finding): string {
  return [product, engine?.version ?? '', verdict].filter((word) => word !== '').join(' ');
}
