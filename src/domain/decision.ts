/** Decisions of people about an exposure, as the audit log keeps them: history is made again from these and the journals. */

import type { Finding } from './finding.ts';
import { type Guard, isAddressText, isMoment, isPort, isText, oneOf, optional, orNull, shapeOf } from './shape.ts';

export const DECISION_KINDS = ['accept', 'revoke', 'retire', 'record-change', 'comment', 'ticket', 'assignee'] as const;
export type DecisionKind = (typeof DECISION_KINDS)[number];

/** What a decision is about. */
export interface DecisionSubject {
  address: string;
  port: number;
  vantage: string;
  /** Id and opening of the exposure; null for an endpoint that has none. */
  exposure: string | null;
  opened: string | null;
}

export interface Decision extends DecisionSubject {
  kind: DecisionKind;
  by: string;
  at: string;
  /** Of accept, revoke and retire. */
  reason?: string;
  /** Of accept: who answers for it. */
  owner?: string;
  /** Of accept: its last day, `YYYY-MM-DD`. */
  until?: string;
  /** Of record-change and ticket. */
  reference?: string;
  /** Of comment; of assignee, the name. */
  text?: string;
}

const isShaped: Guard<Decision> = shapeOf<Decision>({
  kind: oneOf(DECISION_KINDS),
  address: isAddressText,
  port: isPort,
  vantage: isText,
  exposure: orNull(isText),
  opened: orNull(isMoment),
  by: isText,
  at: isMoment,
  reason: optional(isText),
  owner: optional(isText),
  until: optional(isMoment),
  reference: optional(isText),
  text: optional(isText),
});

/** What each kind cannot be made again without. */
const NEEDED: Readonly<Record<DecisionKind, readonly (keyof Decision)[]>> = {
  accept: ['reason', 'owner', 'until'],
  revoke: ['reason'],
  retire: ['reason'],
  'record-change': ['reference'],
  comment: ['text'],
  ticket: ['reference'],
  assignee: ['text'],
};

export function isDecision(value: unknown): value is Decision {
  return isShaped(value) && NEEDED[value.kind].every((field) => value[field] !== undefined);
}

export function subjectOf({ address, port, vantage, standing }: Finding): DecisionSubject {
  const { id = null, opened = null } = standing?.exposure ?? {};
  return { address, port, vantage, exposure: id, opened };
}
