/**
 * Budget of the remote bytes that a run keeps in its journal, for each prefix and in all. When it is spent, probes are kept
 * in part: fewer headers, the beginning of a body, part of a JSON object. What is kept is what is judged, so
 * that a report from the journal says the same; where the part would be judged otherwise, the whole is kept.
 */

import { classify } from '../classify/classify.ts';
import { Allowance, type Amounts } from '../domain/allowance.ts';
import type { Attempt, Bytes, HttpFacts, ProbeRecord } from '../domain/attempt.ts';
import type { Spent } from '../domain/run.ts';
import { firstObject } from '../text/json-object.ts';
import { partOfObject } from '../text/json-part.ts';

/**
 * Of a prefix: a /24 full of engines on two ports takes 2 MB. What is kept in part after that is 1.5 MB more, where each has one
 * answer.
 */
const LIMITS: Amounts = { prefix: 2.5 * 2 ** 20, run: 2 ** 30 };

/** Of a probe that is kept in part. */
const [MAX_HEADERS, NAME_CHARACTERS, VALUE_CHARACTERS] = [24, 64, 128];
const OTHER_CHARACTERS = 512;
/** Of JSON: the larger one where the smaller would be judged otherwise. */
const JSON_CHARACTERS = [2_048, 16_384];

export class KeptBudget {
  private readonly kept: Allowance;
  private readonly unsaid: Spent[] = [];

  constructor(limits = LIMITS) {
    this.kept = new Allowance(limits, (prefix) => this.unsaid.push({ what: 'disk', ...(prefix && { prefix }) }));
  }

  /** Counts what an earlier process of the run kept. */
  count({ address, attempts }: Pick<ProbeRecord, 'address' | 'attempts'>): void {
    this.kept.spend(
      address,
      attempts.reduce((sum, attempt) => sum + bytesOf(attempt), 0),
    );
  }

  /** @returns the probe as it is to be written and judged, and counts it */
  fit(probe: ProbeRecord): ProbeRecord {
    const kept = this.kept.isSpent(probe.address) ? shorten(probe) : probe;
    this.count(kept);
    return kept;
  }

  /** What was spent since this was asked last. */
  takeSpent(): Spent[] {
    return this.unsaid.splice(0);
  }
}

/** The first of the smaller ones that is judged alike. */
function shorten(probe: ProbeRecord): ProbeRecord {
  for (const room of JSON_CHARACTERS) {
    const part: ProbeRecord = { ...probe, attempts: probe.attempts.map((attempt) => shortenAttempt(attempt, room)) };
    const isLess = part.attempts.some((attempt, i) => bytesOf(attempt) < bytesOf(probe.attempts[i] ?? attempt));
    if (isLess && isJudgedAlike(probe, part)) return { ...part, shortened: true };
  }
  return probe;
}

function isJudgedAlike(probe: ProbeRecord, part: ProbeRecord): boolean {
  const [whole, less] = [classify(probe), classify(part)];
  return whole.verdict === less.verdict && whole.severity === less.severity && whole.product === less.product;
}

function shortenAttempt({ http, raw, ...attempt }: Attempt, room: number): Attempt {
  return { ...attempt, ...(http && { http: shortenHttp(http, room) }), ...(raw && { raw: shortenBytes(raw, room) }) };
}

function shortenHttp(http: HttpFacts, room: number): HttpFacts {
  const headers = http.headers
    .slice(0, MAX_HEADERS)
    .map(([name, value]): [string, string] => [name.slice(0, NAME_CHARACTERS), value.slice(0, VALUE_CHARACTERS)]);
  return { ...http, headers, body: shortenBytes(http.body, room) };
}

function shortenBytes({ encoding, data, total }: Bytes, room: number): Bytes {
  if (data.length <= OTHER_CHARACTERS) return { encoding, data, total };
  const object = firstObject(encoding === 'utf8' ? data : Buffer.from(data, 'base64').toString('utf8'));
  if (object !== undefined) return { encoding: 'utf8', data: partOfObject(object, room), total };
  // A whole number of base64's groups; no half of a character that takes two units.
  const cut = data.slice(0, OTHER_CHARACTERS);
  return { encoding, data: /[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut, total };
}

function bytesOf({ http, raw }: Attempt): number {
  const headers = (http?.headers ?? []).reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  return headers + Buffer.byteLength(http?.body.data ?? '') + Buffer.byteLength(raw?.data ?? '');
}
