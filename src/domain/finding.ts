/** What the facts of one endpoint mean, who must act, and how it stands against earlier runs. */

import { createHash } from 'node:crypto';
import type { EngineRisk } from './advisory.ts';
import type { HttpSummary, TlsFacts, Transport } from './attempt.ts';
import type { EngineFacts, Product } from './engine.ts';
import type { Declaration } from './scope.ts';
import type { Severity, Verdict } from './verdicts.ts';

/** Said beside a verdict, never instead of one. */
export const QUALIFIERS = ['suspected-decoy', 'intermittent'] as const;
export type Qualifier = (typeof QUALIFIERS)[number];

/**
 * How a finding stands against earlier runs. Not seen is not fixed: `resolved` needs definite evidence from the same
 * vantage; silence is `unverified`.
 */
export const LIFECYCLES = ['new', 'persisting', 'changed', 'reopened', 'resolved', 'unverified', 'accepted'] as const;
export type Lifecycle = (typeof LIFECYCLES)[number];

/** What the facts mean. A pure function of one ProbeRecord. */
export interface Judgement {
  verdict: Verdict;
  severity: Severity;
  product: Product;
  qualifiers: Qualifier[];
  /** What the answer came over; without an answer, what the port was seen to speak, or else what was tried first. */
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
  /** What the scope file declares it to be, as long as it is that. */
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

/** A finding against its history. */
export interface Standing {
  /** What is different from the last sighting, or why the finding stands as it does; one line each. */
  changes: string[];
  /** When this spell of exposure began. */
  openSince: string;
  /** Whole days from `openSince` to the run. */
  daysOpen: number;
  /** `YYYY-MM-DD` by which the policy wants it closed; null without a deadline. */
  due: string | null;
  overdue: boolean;
  acceptance: Acceptance | null;
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
