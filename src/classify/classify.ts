/** Classification of a probe by ordered rules. A pure function: the same record gives the same judgement, years later too. */

import type { Attempt, HttpFacts, HttpSummary, ProbeRecord, TlsFacts } from '../domain/attempt.ts';
import { isMute } from '../domain/attempt.ts';
import type { Explanation } from '../domain/explanation.ts';
import type { Judgement, Qualifier } from '../domain/finding.ts';
import { meaningOf, VERDICTS, type Verdict } from '../domain/verdicts.ts';
import { describeStrangeness } from './certificate.ts';
import { findInconsistencies } from './consistency.ts';
import { describe } from './evidence.ts';
import { factText } from './fact-text.ts';
import { type Reading, read } from './reading.ts';
import type { Match, Rule } from './rule.ts';
import { inconclusive } from './rules/inconclusive.ts';
import { RULES, ruleOf } from './rules.ts';
import type { Language, Text } from './texts/text.ts';

export function classify(record: ProbeRecord): Judgement {
  return judge(read(record));
}

export interface Classified {
  reading: Reading;
  judgement: Judgement;
}

export type Classifier = (record: ProbeRecord) => Classified;

/**
 * The same, which remembers the last record: a probe is looked at to see whether it is settled, and to record it. Attempts may
 * be added to a record, and are never changed.
 */
export function createClassifier(): Classifier {
  let last: (Classified & { record: ProbeRecord; attempts: number }) | undefined;
  return (record) => {
    const attempts = record.attempts.length;
    if (last?.record === record && last.attempts === attempts) return last;
    const reading = read(record);
    last = { record, attempts, reading, judgement: judge(reading) };
    return last;
  };
}

function judge(reading: Reading): Judgement {
  const { record } = reading;
  const { rule, match } = decide(reading);
  const { severity = meaningOf(rule.verdict).severity, product = '', variant = '', notes = [] } = match;
  const inconsistencies = findInconsistencies(reading);
  const disagreement = findDisagreement(record.attempts);
  const strangeness = describeStrangeness(reading);
  const qualifiers: Qualifier[] = [];
  if (inconsistencies.length > 0) qualifiers.push('suspected-decoy');
  if (disagreement !== undefined) qualifiers.push('intermittent');
  const tls = record.attempts.find((attempt) => attempt.tls?.certificate !== undefined)?.tls ?? reading.tls;
  return {
    verdict: rule.verdict,
    severity,
    product,
    qualifiers,
    transport: reading.transport,
    evidence: describe(reading),
    notes: [...notes, ...inconsistencies, disagreement, strangeness].filter((note) => note !== undefined),
    explanation: keyOf(rule, Object.hasOwn(rule.texts.en, variant) ? variant : ''),
    ...(reading.engine && { engine: reading.engine }),
    ...(tls && { tls: cleanTls(tls) }),
    ...(reading.http && { http: summarize(reading.http) }),
  };
}

function summarize({ version, status, reason, headers }: HttpFacts): HttpSummary {
  const header = (name: string): string =>
    factText(headers.find(([written]) => written.toLowerCase() === name)?.[1] ?? '');
  return {
    version: factText(version),
    status,
    reason: factText(reason),
    contentType: header('content-type'),
    server: header('server'),
    date: header('date'),
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

/** A certificate is written by the other side. */
function cleanTls(tls: TlsFacts): TlsFacts {
  const { certificate } = tls;
  if (certificate === undefined) return tls;
  const { subject, issuer, names, validFrom, validTo, fingerprint, selfSigned } = certificate;
  return {
    ...tls,
    certificate: {
      subject: factText(subject),
      issuer: factText(issuer),
      names: names.map((name) => factText(name)),
      validFrom: factText(validFrom),
      validTo: factText(validTo),
      fingerprint: factText(fingerprint),
      selfSigned,
    },
  };
}

/** Trouble on this machine, which says nothing of the other side. */
const LOCAL_ENDS: readonly Attempt['end'][] = ['local-trouble', 'not-permitted'];

/** Two tries over one transport, of which one was answered and the other was not; what else is offered is no second try. */
function findDisagreement(attempts: readonly Attempt[]): string | undefined {
  const made = attempts.filter(({ end, purpose }) => !LOCAL_ENDS.includes(end) && purpose !== 'finite-field');
  for (const [i, first] of made.entries()) {
    const second = made.slice(i + 1).find(({ transport }) => transport === first.transport);
    if (second !== undefined && isMute(first) !== isMute(second)) {
      return `two tries disagree: the first ended '${first.end}', the second '${second.end}'`;
    }
  }
  return undefined;
}

/** The key of an explanation: a verdict, or `verdict/variant`. */
function keyOf({ verdict }: Rule, variant: string): string {
  return variant === '' ? verdict : `${verdict}/${variant}`;
}

/** @throws RangeError for a key that no judgement has */
export function explanationFor(key: string, language: Language = 'en'): Explanation {
  for (const rule of RULES) {
    const entry = Object.entries(rule.texts[language]).find(([variant]) => keyOf(rule, variant) === key);
    if (entry !== undefined) return explain(rule, key, entry[1]);
  }
  throw new RangeError(`no explanation '${key}'`);
}

function explain(rule: Rule, key: string, text: Text): Explanation {
  const { severity = meaningOf(rule.verdict).severity, cvss = rule.cvss, ...words } = text;
  return {
    key,
    verdict: rule.verdict,
    severity,
    ...words,
    references: [...rule.references],
    ...(cvss && { cvss }),
  };
}

/** Every explanation: engines before everything else, each of them worst verdict first, variants behind their verdict. */
export function listExplanations(language: Language = 'en'): Explanation[] {
  const isEngine = (verdict: Verdict): boolean => verdict.startsWith('engine-');
  const order = [...VERDICTS.filter(isEngine), ...VERDICTS.filter((verdict) => !isEngine(verdict))];
  return order
    .map(ruleOf)
    .flatMap((rule) =>
      Object.entries(rule.texts[language]).map(([variant, text]) => explain(rule, keyOf(rule, variant), text)),
    );
}
