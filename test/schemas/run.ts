/** The description of `run.json`. */

import { z } from 'zod';
import { SWEEP_STATES } from '../../src/domain/endpoint.ts';
import {
  type NoSecondLook,
  PARTIAL_REASONS,
  RATE_CAUSES,
  type RangeCounts,
  type RatePoint,
  type RunOptions,
  type RunRecord,
  type SampleResult,
  type SecondLook,
  SPENT_KINDS,
  type Spent,
  type UniformPrefix,
} from '../../src/domain/run.ts';
import type { Removal } from '../../src/domain/scope.ts';
import { SEVERITIES, type Verdict } from '../../src/domain/verdicts.ts';
import {
  addedLater,
  count,
  countsBy,
  countsByGrowingWord,
  exactly,
  growingWord,
  percent,
  port,
  text,
  texts,
  time,
} from './shapes.ts';

export const severity = z.enum(SEVERITIES).meta({ id: 'severity', description: 'Worst first.' });
export const verdict = growingWord<Verdict>().meta({
  id: 'verdict',
  description: 'What an endpoint was judged to be: a word of a list that grows. `explanations` says what it means.',
});
export const severityCounts = countsBy(SEVERITIES).meta({ id: 'severityCounts' });
export const partialReason = z.enum(PARTIAL_REASONS).meta({ id: 'partialReason' });
const stateCounts = countsBy(SWEEP_STATES).meta({
  id: 'stateCounts',
  description: 'What the sweep learnt of endpoints. `not-tested` is never the network’s word.',
});
const notTested = z.record(text, count).meta({ description: 'By reason; adds up to `states.not-tested`.' });
const perSecond = z.number().nullable().meta({ description: 'Connections per second; null for no limit.' });

const options = exactly<RunOptions>()({
  engine: growingWord<RunOptions['engine']>(),
  ports: z.array(port),
  rate: perSecond,
  prefixRate: z
    .number()
    .nullable()
    .meta({ description: 'Connections per second to one /24 or /64; null for no limit.' }),
  concurrency: count,
  threads: addedLater(z.int().min(1)),
  probes: count,
  waiting: count.exactOptional().meta({ description: 'Probes that wait for the far side, besides those at work.' }),
  timeout: z.number().min(0).meta({ description: 'Milliseconds.' }),
  retries: count,
  seed: z.number(),
  shard: exactly<RunOptions['shard']>()({ index: count, count }),
  maxDuration: z.number().nullable().meta({ description: 'Milliseconds; null for no limit.' }),
  minCoverage: z.number().meta({ description: 'Percent.' }),
  secondLook: z.boolean().exactOptional().meta({ description: 'Whether a sample is asked again at the end.' }),
}).meta({ id: 'options' });

const removal = exactly<Removal>()({ reason: text, text, addresses: count });

const rangeCounts = exactly<RangeCounts>()({
  range: text,
  owner: text,
  reference: text,
  authorized: count,
  states: stateCounts,
  notTested: notTested.exactOptional(),
});

const sampleLook = exactly<SampleResult>()({ endpoints: count, sampled: count, answered: count }).meta({
  id: 'sampleLook',
});

const secondLook = exactly<SecondLook>()({
  perSecond: z.number().meta({ description: 'Connections per second, at most.' }),
  silent: sampleLook.meta({ description: 'Endpoints that the sweep had called filtered.' }),
  control: sampleLook.meta({ description: 'Endpoints that had answered: what the second look itself loses.' }),
  missed: z.int().nullable().meta({
    description: 'Estimate of the endpoints that answer and had been silent; null if nothing answered in either look.',
  }),
  rate: percent.nullable().meta({ description: 'Percent of all endpoints that answer which had been silent.' }),
  low: percent.nullable().meta({ description: 'Lower end of the 95 % interval.' }),
  high: percent.nullable().meta({ description: 'Upper end of the 95 % interval.' }),
}).meta({ id: 'secondLook' });

const uniformPrefix = exactly<UniformPrefix>()({
  prefix: text,
  accepted: count,
  probed: count,
  verdict,
  briefly: count.exactOptional().meta({
    description:
      'Those of the probed that were asked once and briefly. Without it, in older runs, the rest was not asked.',
  }),
});

const spent = exactly<Spent>()({
  what: z.enum(SPENT_KINDS),
  prefix: text.exactOptional().meta({ description: "Without it, the run's own." }),
});

const ratePoint = exactly<RatePoint>()({
  at: time,
  rate: perSecond,
  cause: z.enum(RATE_CAUSES),
  sent: count,
  answered: count,
  late: count,
  trouble: count,
});

const NO_SECOND_LOOK = ['not-wanted', 'unfinished'] as const satisfies readonly NoSecondLook[];

export const run = exactly<RunRecord>()({
  schema: z.literal('seawall.run/1'),
  id: text,
  purpose: z.literal('verify').exactOptional().meta({
    description: 'Set for a run that looked at known findings again, and at nothing else.',
  }),
  version: text,
  vantage: text,
  startedAt: time,
  finishedAt: time,
  resumedAt: z.array(time),
  outcome: z.enum(['finished', 'partial']),
  reasons: z
    .array(partialReason)
    .meta({ description: 'Why the run is partial; empty if it finished.', uniqueItems: true }),
  options,
  scope: exactly<RunRecord['scope']>()({
    digest: z.string().regex(/^sha256:[0-9a-f]+$/),
    files: texts,
    addresses: count,
    endpoints: count,
    removals: z.array(removal),
  }),
  coverage: exactly<RunRecord['coverage']>()({ endpoints: count, tested: count, percent }).meta({
    description: 'Endpoints of this run’s shard, and those that were tested.',
  }),
  states: stateCounts.meta({ description: 'Add up to `scope.endpoints`.' }),
  notTested,
  ranges: z.array(rangeCounts),
  probes: exactly<RunRecord['probes']>()({
    done: count,
    faulted: count,
    withheld: count.exactOptional().meta({
      description:
        'Probes without a TLS handshake with finite-field Diffie-Hellman that was due: the budget was spent.',
    }),
  }),
  severities: severityCounts,
  verdicts: countsByGrowingWord<Verdict>().meta({ description: 'By verdict.' }),
  faults: texts,
  pacing: addedLater(z.array(ratePoint)).meta({
    description: 'How the rate went: every cut, and a point now and then.',
  }),
  secondLook: secondLook.nullable().exactOptional().meta({
    description:
      'What a sample that was asked again at a low rate says of what the sweep missed; null if there was none.',
  }),
  noSecondLook: z.enum(NO_SECOND_LOOK).exactOptional().meta({ description: 'Why `secondLook` is null.' }),
  spent: z
    .array(spent)
    .exactOptional()
    .meta({ description: 'Budgets that were spent: of bytes received, of time waited, of bytes kept.' }),
  uniform: z.array(uniformPrefix).exactOptional().meta({
    description:
      'Prefixes in which most endpoints accept a connection and answer nothing. Those not probed are not tested.',
  }),
}).meta({ id: 'run', description: 'Who, when, what was covered, and how it ended. Also the content of `run.json`.' });
