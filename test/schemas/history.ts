/** The description of the `history` of `findings.json`. */

import { z } from 'zod';
import { type Finding, LIFECYCLES } from '../../src/domain/finding.ts';
import type { BrokenDeclaration, History, TrendPoint, UnmatchedAcceptance } from '../../src/domain/history.ts';
import { REVIEW_GAPS } from '../../src/domain/review.ts';
import { DECLARATIONS } from '../../src/domain/scope.ts';
import { acceptance, finding } from './finding.ts';
import { severityCounts } from './run.ts';
import { count, countsBy, day, exactly, port, text, time } from './shapes.ts';

const unmatched = exactly<UnmatchedAcceptance>()({
  findingId: text.meta({ description: 'Empty for one of a reviewed file: `by` is its file and line.' }),
  reason: text,
  owner: text,
  until: day,
  by: text,
  at: time,
  gap: z.enum(REVIEW_GAPS).exactOptional().meta({ description: 'Of a reviewed one: why it covers nothing.' }),
});

const brokenDeclaration = exactly<BrokenDeclaration>()({
  findingId: text.meta({ description: 'Empty if it never answered.' }),
  address: text,
  port,
  is: z.enum(DECLARATIONS),
  what: text.meta({ description: 'What it is instead.' }),
});

const trendPoint = exactly<TrendPoint>()({
  run: text,
  at: time,
  severities: severityCounts,
  opened: count.meta({ description: 'Exposed engines that were new or came back.' }),
  resolved: count.meta({ description: 'Exposed engines that were exposed no longer.' }),
  bySilence: count.exactOptional().meta({
    description:
      'Those of the resolved that closed by silence, with or without a recorded change; absent in older runs.',
  }),
  meanDaysToClose: z.number().nullable().meta({ description: 'Of those that closed by proof.' }),
});

const absent: z.ZodType<Finding[]> = z.array(finding).meta({
  description:
    'Findings of earlier runs that gave no finding in this one: `resolved`, `unverified`, or null where the address left the scope.',
});

export const history = exactly<History>()({
  previous: exactly<NonNullable<History['previous']>>()({ run: text, at: time })
    .nullable()
    .meta({ description: 'The audit before this one from the same vantage; null for the first.' }),
  absent,
  counts: countsBy(LIFECYCLES).meta({ description: 'Of the findings and the absent ones.' }),
  overdue: count,
  broken: z.array(brokenDeclaration).exactOptional().meta({
    description: 'Declared endpoints that stopped being what they were declared to be.',
  }),
  acceptances: exactly<History['acceptances']>()({
    expired: z.array(acceptance).meta({ description: 'Ended, and the finding is still there.' }),
    unmatched: z
      .array(unmatched)
      .meta({ description: 'In force, and covers nothing: what it is for is gone, or has become worse.' }),
    expiring: z.array(acceptance).meta({ description: 'Ends within 14 days.' }),
  }),
  trend: z.array(trendPoint).meta({ description: 'The last audits, oldest first, this one included.' }),
}).meta({
  id: 'history',
  description: 'What changed since earlier runs. Absent where the run was not compared with any.',
});
