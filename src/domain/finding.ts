/** Findings: the judged facts of one endpoint, its owner, and its standing against earlier runs. */

import { createHash } from 'node:crypto';
import type { EngineRisk } from './advisory.ts';
import type { HttpSummary, TlsFacts, Transport } from './attempt.ts';
import type { EngineFacts, Product } from './engine.ts';
import type { StandingReach } from './reach.ts';
import type { Declaration } from './scope.ts';
import type { Severity, Verdict } from './verdicts.ts';

/** Said beside a verdict, never instead of one. */
export const QUALIFIERS = ['suspected-decoy', 'intermittent'] as const;
export type Qualifier = (typeof QUALIFIERS)[number];

/**
 * Lifecycle of a finding against earlier runs. Not seen is not fixed: `resolved` needs definite evidence from the same
 * vantage; silence is `unverified`.
 */
export const LIFECYCLES = ['new', 'persisting', 'changed', 'reopened', 'resolved', 'unverified', 'accepted'] as const;
export type Lifecycle = (typeof LIFECYCLES)[number];

/** The classification of one ProbeRecord; a pure function of it. */
export interface Judgement {
  verdict: Verdict;
  severity: Severity;
  product: Product;
  qualifiers: Qualifier[];
  /** Transport of the answer; without an answer, of what the port was seen to speak, or else of the first try. */
  transport: Transport;
  /** One line: what was seen. */
  evidence: string;
  /** One line each: why a qualifier was added, and what else a reader should know of this case. */
  notes: string[];
  /** Key of the `Explanation` that fits this case: the verdict, or `verdict/variant` as in `engine-open-plaintext/rootless`. */
  explanation: string;
  engine?: EngineFacts;
  tls?: TlsFacts;
  http?: HttpSummary;
}

/** One address and port that answered, judged, with who must act. */
export interface Finding extends Judgement {
  /** Hash of address, port and vantage: the same from run to run. */
  id: string;
  /** As of the day of the run; absent where no engine told its version. */
  risk?: EngineRisk;
  /** Null where the run was not compared with earlier ones. */
  lifecycle: Lifecycle | null;
  /** Absent where the run was not compared with earlier ones. */
  standing?: Standing;
  /** Its declaration in the scope file, as long as it answers as declared. */
  declared?: Declaration;
  address: string;
  port: number;
  owner: string;
  contact: string;
  tags: string[];
  range: string;
  reference: string;
  firstSeen: string;
  lastSeen: string;
  vantage: string;
  runId: string;
}

/**
 * Why a run did not see an exposure again: `silent` (no answer), `unclear` (an answer that does not tell whether it is
 * over), `not-looked-at` (other ports, another shard, not reached in time, or this machine could not).
 */
export const SIGHTS = ['silent', 'unclear', 'not-looked-at'] as const;
export type Sight = (typeof SIGHTS)[number];

/** States of an exposure; accepted and declared ones have one, too. */
export const EXPOSURE_STATES = ['open', 'unverified', 'closed'] as const;
export type ExposureState = (typeof EXPOSURE_STATES)[number];

/**
 * How an exposure closed. By proof: `refused` (the port refuses), `guarded` (it asks for a certificate or credentials),
 * `replaced` (another product answers). Without proof: `contained` (a recorded change, then no engine in two looks a day
 * apart), `silent` (three looks over 72 hours met silence while the neighbours answered). By a person: `retired`.
 */
export const CLOSINGS = ['refused', 'guarded', 'replaced', 'contained', 'silent', 'retired'] as const;
export type Closing = (typeof CLOSINGS)[number];

/** One spell in which strangers could reach an engine, or a control plane, at an endpoint. */
export interface Exposure {
  /** `e` and 15 hexadecimal digits: another spell at the same endpoint has another one. */
  id: string;
  state: ExposureState;
  /** Null unless closed. */
  how: Closing | null;
  opened: string;
  /** Null unless closed. */
  closed: string | null;
  /** Of the last sighting that proved it. */
  verdict: Verdict;
  severity: Severity;
  product: Product;
  version: string;
}

/** A finding against its history. */
export interface Standing {
  /** Differences from the last sighting, or reasons for the lifecycle word; one line each. */
  changes: string[];
  /** When this spell of exposure began. */
  openSince: string;
  /** Whole days from `openSince` to the run. */
  daysOpen: number;
  /** `YYYY-MM-DD` by which the policy wants it closed; null without a deadline. */
  due: string | null;
  overdue: boolean;
  acceptance: Acceptance | null;
  /** Absent where this run saw what the finding says, and in older reports. */
  sight?: Sight;
  /** Its exposure: the living one, or the one that this run closed. Absent where there is none, and in older reports. */
  exposure?: Exposure;
  /** From where strangers get to it; of a living exposure, where the scope declares vantages of two kinds. */
  reach?: StandingReach;
  /** What people said of it; absent where they said nothing, and in older reports. */
  remarks?: Remarks;
}

/** What people say of an exposure, or of a finding that is none: it goes with the exposure. */
export interface Remarks {
  /** A reference in another system. */
  ticket?: string;
  /** Who works on it. */
  assignee?: string;
  /** How many; their text is in the timeline alone. */
  comments: number;
}

/** Days from the beginning of an exposure to its deadline, by severity. A severity without a number has none. */
export type Deadlines = Partial<Record<Severity, number>>;

/** A decision by a person to live with a finding, until a day. */
export interface Acceptance {
  findingId: string;
  reason: string;
  owner: string;
  /** `YYYY-MM-DD`, included. */
  until: string;
  by: string;
  at: string;
}

/**
 * The same from run to run: nothing that an endpoint can change goes into it. The letter keeps spreadsheets from reading
 * `12e345` as a number.
 */
export function findingId(address: string, port: number, vantage: string): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([address, port, vantage]))
    .digest('hex');
  return `f${hash.slice(0, 15)}`;
}

/** The same again where history is built anew from the journals. */
export function exposureId(finding: string, opened: string): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([finding, opened]))
    .digest('hex');
  return `e${hash.slice(0, 15)}`;
}
