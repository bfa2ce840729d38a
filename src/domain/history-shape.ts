/** The shape of the comparison with earlier runs, as a journal keeps it. */

import type { Lifecycle } from './finding.ts';
import { isAcceptance, isFinding, isUnmatched } from './finding-shape.ts';
import type { BrokenDeclaration, History, TrendPoint } from './history.ts';
import { DECLARATIONS } from './scope.ts';
import {
  isAddressText,
  isCount,
  isMoment,
  isNumber,
  isPort,
  isText,
  listOf,
  oneOf,
  optional,
  orNull,
  shapeOf,
} from './shape.ts';
import type { Severity } from './verdicts.ts';

export const isTrendPoint = shapeOf<TrendPoint>({
  run: isText,
  at: isMoment,
  severities: shapeOf<Record<Severity, number>>({
    critical: isCount,
    high: isCount,
    medium: isCount,
    low: isCount,
    info: isCount,
  }),
  opened: isCount,
  resolved: isCount,
  bySilence: optional(isCount),
  meanDaysToClose: orNull(isNumber),
});

const isBroken = shapeOf<BrokenDeclaration>({
  findingId: isText,
  address: isAddressText,
  port: isPort,
  is: oneOf(DECLARATIONS),
  what: isText,
});

export const isHistory = shapeOf<History>({
  previous: orNull(shapeOf<NonNullable<History['previous']>>({ run: isText, at: isMoment })),
  absent: listOf(isFinding),
  counts: shapeOf<Record<Lifecycle, number>>({
    new: isCount,
    persisting: isCount,
    changed: isCount,
    reopened: isCount,
    resolved: isCount,
    unverified: isCount,
    accepted: isCount,
  }),
  overdue: isCount,
  broken: optional(listOf(isBroken)),
  acceptances: shapeOf<History['acceptances']>({
    expired: listOf(isAcceptance),
    unmatched: listOf(isUnmatched),
    expiring: listOf(isAcceptance),
  }),
  trend: listOf(isTrendPoint),
});
