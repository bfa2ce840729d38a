/**
 * Budget of the remote bytes that a run keeps in its journal, for each prefix and in all. When it is spent, probes are kept
 * in part: fewer headers, the beginning of a body, part of a JSON object. What is kept is what is judged, so
 * that a report from the journal says the same; where the part would be judged otherwise, the whole is kept.
 */

import { classify } from '../classify/classify.ts';
import type { Attempt, Bytes, HttpFacts, ProbeRecord } from '../domain/attempt.ts';
import { prefixOf } from '../domain/prefix.ts';
import { firstObject } from '../text/json-object.ts';
import { partOfObject } from '../text/json-part.ts';

export interface BudgetLimits {
  /** Bytes of one /24, or IPv6 /120; a /24 full of engines on two ports takes 2 MB. */
  prefix: number;
  run: number;
}

const LIMITS: BudgetLimits = { prefix: 4 * 2 ** 20, run: 2 ** 30 };

/** Of a probe that is kept in part. */
const [MAX_HEADERS, NAME_CHARACTERS, VALUE_CHARACTERS] = [24, 64, 128];
const [JSON_CHARACTERS, OTHER_CHARACTERS] = [2_048, 512];

export class KeptBudget {
  private readonly limits: BudgetLimits;
  private readonly prefixes = new Map<string, number>();
  private spent = 0;

  constructor(limits = LIMITS) {
    this.limits = limits;
  }

  /** Counts what an earlier process of the run kept. */
  count({ address, attempts }: Pick<ProbeRecord, 'address' | 'attempts'>): void {
    const bytes = attempts.reduce((sum, attempt) => sum + bytesOf(attempt), 0);
    const prefix = prefixOf(address);
    this.prefixes.set(prefix, (this.prefixes.get(prefix) ?? 0) + bytes);
    this.spent += bytes;
  }

  /** @returns the probe as it is to be written and judged, and counts it */
  fit(probe: ProbeRecord): ProbeRecord {
    const { prefix, run } = this.limits;
    const isSpent = this.spent >= run || (this.prefixes.get(prefixOf(probe.address)) ?? 0) >= prefix;
    const kept = isSpent ? shorten(probe) : probe;
    this.count(kept);
    return kept;
  }
}

function shorten(probe: ProbeRecord): ProbeRecord {
  const part: ProbeRecord = { ...probe, attempts: probe.attempts.map(shortenAttempt) };
  const isLess = part.attempts.some((attempt, i) => bytesOf(attempt) < bytesOf(probe.attempts[i] ?? attempt));
  return isLess && isJudgedAlike(probe, part) ? { ...part, shortened: true } : probe;
}

function isJudgedAlike(probe: ProbeRecord, part: ProbeRecord): boolean {
  const [whole, less] = [classify(probe), classify(part)];
  return whole.verdict === less.verdict && whole.severity === less.severity && whole.product === less.product;
}

function shortenAttempt({ http, raw, ...attempt }: Attempt): Attempt {
  return { ...attempt, ...(http && { http: shortenHttp(http) }), ...(raw && { raw: shortenBytes(raw) }) };
}

function shortenHttp(http: HttpFacts): HttpFacts {
  const headers = http.headers
    .slice(0, MAX_HEADERS)
    .map(([name, value]): [string, string] => [name.slice(0, NAME_CHARACTERS), value.slice(0, VALUE_CHARACTERS)]);
  return { ...http, headers, body: shortenBytes(http.body) };
}

function shortenBytes({ encoding, data, total }: Bytes): Bytes {
  if (data.length <= OTHER_CHARACTERS) return { encoding, data, total };
  const object = firstObject(encoding === 'utf8' ? data : Buffer.from(data, 'base64').toString('utf8'));
  if (object !== undefined) return { encoding: 'utf8', data: partOfObject(object, JSON_CHARACTERS), total };
  // A whole number of base64's groups; no half of a character that takes two units.
  const cut = data.slice(0, OTHER_CHARACTERS);
  return { encoding, data: /[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut, total };
}

function bytesOf({ http, raw }: Attempt): number {
  const headers = (http?.headers ?? []).reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  return headers + Buffer.byteLength(http?.body.data ?? '') + Buffer.byteLength(raw?.data ?? '');
}
