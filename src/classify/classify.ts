/** What do the facts mean? A pure function: the same record gives the same judgement, now and years later. */

import type { Attempt, Explanation, Judgement, ProbeRecord, Qualifier } from '../model.ts';
import { findInconsistencies } from './consistency.ts';
import { describe } from './evidence.ts';
import { type Reading, read } from './reading.ts';
import type { Match, Rule } from './rule.ts';
import { inconclusive } from './rules/inconclusive.ts';
import { RULES } from './rules.ts';
import { TEXTS } from './texts/en.ts';

export function classify(record: ProbeRecord): Judgement {
  const reading = read(record);
  const { rule, match } = decide(reading);
  const { severity = rule.severity, product = '', variant = '', notes = [] } = match;
  const inconsistencies = findInconsistencies(reading);
  const disagreement = findDisagreement(record.attempts);
  const qualifiers: Qualifier[] = [];
  if (inconsistencies.length > 0) qualifiers.push('suspected-decoy');
  if (disagreement !== undefined) qualifiers.push('intermittent');
  const tls = record.attempts.find((attempt) => attempt.tls?.certificate !== undefined)?.tls ?? reading.tls;
  const key = `${rule.verdict}/${variant}`;
  return {
    verdict: rule.verdict,
    severity,
    product,
    qualifiers,
    transport: reading.transport,
    evidence: describe(reading),
    notes: [...notes, ...inconsistencies, ...(disagreement === undefined ? [] : [disagreement])],
    explanation: key in TEXTS ? key : rule.verdict,
    ...(reading.engine && { engine: reading.engine }),
    ...(tls && { tls }),
  };
}

function decide(reading: Reading): { rule: Rule; match: Match } {
  // A probe that failed on our side proves nothing, unless an answer had come before.
  if (reading.record.fault === undefined || reading.http !== undefined) {
    for (const rule of RULES) {
      const match = rule.match(reading);
      if (match !== undefined) return { rule, match };
    }
  }
  return { rule: inconclusive, match: inconclusive.match(reading) ?? {} };
}

const MUTE: readonly Attempt['end'][] = ['closed', 'reset', 'silent', 'not-connected'];

/** Two tries over one transport, of which one was answered and the other was not. */
function findDisagreement(attempts: readonly Attempt[]): string | undefined {
  for (const [i, first] of attempts.entries()) {
    const second = attempts.slice(i + 1).find(({ transport }) => transport === first.transport);
    if (second !== undefined && MUTE.includes(first.end) !== MUTE.includes(second.end)) {
      return `two tries disagree: the first ended '${first.end}', the second '${second.end}'`;
    }
  }
  return undefined;
}

/** @throws RangeError for a key that no judgement has */
export function explanationFor(key: string): Explanation {
  const verdict = key.split('/')[0];
  const rule = RULES.find((candidate) => candidate.verdict === verdict);
  const text = TEXTS[key];
  if (rule === undefined || text === undefined) throw new RangeError(`no explanation '${key}'`);
  const { severity = rule.severity, ...words } = text;
  return {
    key,
    verdict: rule.verdict,
    severity,
    ...words,
    references: [...rule.references],
    ...(rule.cvss && { cvss: rule.cvss }),
  };
}

/** Every explanation, in the order of the texts: worst verdict first, its variants behind it. */
export function listExplanations(): Explanation[] {
  return Object.keys(TEXTS).map(explanationFor);
}
