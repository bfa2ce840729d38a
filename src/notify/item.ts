/** One finding in a message. */

import { comparePlaces } from '../domain/address.ts';
import type { Product } from '../domain/engine.ts';
import { type ReportRow, sightOf } from '../domain/exposure.ts';
import type { Closing, Sight } from '../domain/finding.ts';
import { compareSeverity, compareVerdict, type Severity, type Verdict } from '../domain/verdicts.ts';
import { type Change, compareChanges, leadOf } from './change.ts';
import type { Difference } from './difference.ts';
import type { Fact } from './fact.ts';
import { phrasesOf } from './phrases.ts';

/** Fields are only added; those that older releases did not write may be missing. Free of text that a host sent. */
export interface Item {
  /** Finding id: what `seawall show` takes. */
  id: string;
  change: Change;
  /** Of the exposure: where something harmless answers now, of what was closed. */
  severity: Severity;
  verdict: Verdict;
  product: Product;
  address: string;
  port: number;
  owner: string;
  contact: string;
  /** `YYYY-MM-DD` by which it should be closed, or null. */
  due: string | null;
  /** Exposure id; null for what is no exposure. */
  exposure?: string | null;
  /** All that is told of it, in one line each. */
  what?: string[];
  /** Whole days since it was opened; of a closed one, that it was open. */
  daysOpen?: number;
  openSince?: string;
  overdue?: boolean;
  /** Of a closed one. */
  how?: Closing | null;
  /** What was told before, where it was something else. */
  previousSeverity?: Severity | null;
  /** What answers now, where that is something else than the exposure. */
  answersAs?: Verdict | null;
  /** Last day of its acceptance. */
  acceptedUntil?: string | null;
  /** Why it was not seen again. */
  sight?: Sight | null;
}

export function itemOf(difference: Difference): Item {
  const { fact, before, words } = difference;
  const previous = before !== undefined && before.severity !== fact.severity ? before.severity : null;
  return { ...itemOfFact(fact, leadOf(words)), what: phrasesOf(difference), previousSeverity: previous };
}

/** Of something open that was told before. */
export function itemOfFact(fact: Fact, change: Change): Item {
  const { severity, verdict, product, how, accepted, row, opened, answersAs } = fact;
  const item = itemOfRow(row, change);
  const exposure = row.finding.standing?.exposure?.id ?? null;
  const rest = { how, answersAs, exposure, openSince: opened, overdue: fact.overdue && fact.isWork };
  return { ...item, severity, verdict, product, ...rest, acceptedUntil: accepted };
}

/** Of a row of a report. */
export function itemOfRow(row: ReportRow, change: Change): Item {
  const { id, address, port, owner, contact, standing } = row.finding;
  // Where something harmless answers now, what was closed.
  const { severity, verdict, product } = standing?.exposure ?? row.finding;
  const due = standing?.due ?? null;
  const item: Item = { id, change, severity, verdict, product, address, port, owner, contact, due };
  if (standing === undefined) return item;
  const { openSince, daysOpen, overdue, acceptance, exposure } = standing;
  return {
    ...item,
    exposure: exposure?.id ?? null,
    ...{ daysOpen, openSince, overdue, acceptedUntil: acceptance?.until ?? null },
    sight: row.work === 'unverified' ? (sightOf(row) ?? null) : null,
  };
}

/** New before changed before others, worst first: in this order a message is cut. */
export function compareItems(a: Item, b: Item): number {
  return (
    compareChanges(a.change, b.change) ||
    compareSeverity(a.severity, b.severity) ||
    compareVerdict(a.verdict, b.verdict) ||
    comparePlaces(a, b)
  );
}
