/** The shape of each kind of journal line: what a reader may rely on, whoever changed the file. */

import { SWEEP_STATES } from '../domain/endpoint.ts';
import { LIFECYCLES } from '../domain/finding.ts';
import { isStanding, isVerdict } from '../domain/finding-shape.ts';
import { isHistory } from '../domain/history-shape.ts';
import { isOpenRecord, isProbe } from '../domain/probe-shape.ts';
import {
  PARTIAL_REASONS,
  RATE_CAUSES,
  type RunOptions,
  type SampleResult,
  SPENT_KINDS,
  SWEEP_ENGINES,
} from '../domain/run.ts';
import { DECLARATIONS } from '../domain/scope.ts';
import { isScope } from '../domain/scope-shape.ts';
import {
  type Guard,
  isAddressText,
  isCount,
  isFlag,
  isMoment,
  isNumber,
  isPort,
  isText,
  listOf,
  oneOf,
  optional,
  orNull,
  recordOf,
  shapeOf,
  tupleOf,
  wordOf,
} from '../domain/shape.ts';
import { type HistoryLine, JOURNAL_SCHEMA, type JournalLine, type WatchedLine } from './lines.ts';
import type { SampledPositions, SampledState, SecondLookLine } from './sample.ts';

type Kind = JournalLine['kind'];
type Line<K extends Kind> = Extract<JournalLine, { kind: K }>;

const isSampledState = wordOf<SampledState>({ open: true, closed: true, unreachable: true, filtered: true });
const isSweepState = oneOf(SWEEP_STATES);
const isPositions = optional(listOf(isCount));

const isShardShape = shapeOf<RunOptions['shard']>({ index: isCount, count: isCount });
const isShard: Guard<RunOptions['shard']> = (value): value is RunOptions['shard'] =>
  isShardShape(value) && value.index >= 1 && value.index <= value.count;

const isOptions = shapeOf<RunOptions>({
  engine: oneOf(SWEEP_ENGINES),
  ports: listOf(isPort),
  rate: orNull(isNumber),
  prefixRate: orNull(isNumber),
  concurrency: isNumber,
  threads: isNumber,
  probes: isNumber,
  waiting: optional(isNumber),
  timeout: isNumber,
  retries: isNumber,
  seed: isCount,
  shard: isShard,
  maxDuration: orNull(isNumber),
  minCoverage: isNumber,
  secondLook: optional(isFlag),
});

const isSample = shapeOf<SampleResult>({ endpoints: isCount, sampled: isCount, answered: isCount });
const isCorrection = tupleOf<SecondLookLine['corrected'][number]>(isCount, isCount, isSampledState, isSampledState);

const isEntry = shapeOf<HistoryLine['entries'][string]>({
  lifecycle: orNull(oneOf(LIFECYCLES)),
  standing: optional(isStanding),
  firstSeen: isMoment,
  declared: optional(oneOf(DECLARATIONS)),
});

type NotTested = Line<'checkpoint'>['notTested'];
const isNotTested: Guard<NotTested> = (value): value is NotTested =>
  listOf(tupleOf<[number, string, number]>(isCount, isText, isCount))(value) || recordOf(isCount)(value);

const SHAPES: { readonly [K in Kind]: Guard<Line<K>> } = {
  start: shapeOf<Line<'start'>>({
    kind: oneOf(['start']),
    schema: oneOf([JOURNAL_SCHEMA]),
    run: isText,
    version: isText,
    at: isMoment,
    vantage: isText,
    options: isOptions,
    scope: isScope,
    purpose: optional(oneOf(['verify'])),
    confirms: optional(isText),
  }),
  resume: shapeOf<Line<'resume'>>({ kind: oneOf(['resume']), at: isMoment }),
  open: shapeOf<Line<'open'>>({ kind: oneOf(['open']), open: isOpenRecord, was: optional(isSampledState) }),
  probe: shapeOf<Line<'probe'>>({ kind: oneOf(['probe']), probe: isProbe }),
  checkpoint: shapeOf<Line<'checkpoint'>>({
    kind: oneOf(['checkpoint']),
    at: isMoment,
    position: isCount,
    counts: listOf(tupleOf<Line<'checkpoint'>['counts'][number]>(isCount, isSweepState, isCount)),
    notTested: isNotTested,
    sampled: optional(
      shapeOf<SampledPositions>({
        open: isPositions,
        closed: isPositions,
        unreachable: isPositions,
        filtered: isPositions,
      }),
    ),
  }),
  rate: shapeOf<Line<'rate'>>({
    kind: oneOf(['rate']),
    at: isMoment,
    rate: orNull(isNumber),
    cause: oneOf(RATE_CAUSES),
    sent: isNumber,
    answered: isNumber,
    late: isNumber,
    trouble: isNumber,
  }),
  uniform: shapeOf<Line<'uniform'>>({
    kind: oneOf(['uniform']),
    at: isMoment,
    prefix: isText,
    verdict: isVerdict,
    rest: optional(oneOf(['brief'])),
  }),
  spent: shapeOf<Line<'spent'>>({
    kind: oneOf(['spent']),
    at: isMoment,
    what: oneOf(SPENT_KINDS),
    prefix: optional(isText),
  }),
  'second-look': shapeOf<SecondLookLine>({
    kind: oneOf(['second-look']),
    at: isMoment,
    perSecond: isNumber,
    silent: isSample,
    control: isSample,
    corrected: listOf(isCorrection),
  }),
  fault: shapeOf<Line<'fault'>>({ kind: oneOf(['fault']), at: isMoment, message: isText }),
  neighbours: shapeOf<Line<'neighbours'>>({
    kind: oneOf(['neighbours']),
    prefixes: listOf(tupleOf<[string, string, string]>(isText, isText, isText)),
  }),
  end: shapeOf<Line<'end'>>({ kind: oneOf(['end']), at: isMoment, reasons: listOf(oneOf(PARTIAL_REASONS)) }),
  watched: shapeOf<WatchedLine>({
    kind: oneOf(['watched']),
    address: isAddressText,
    port: isPort,
    state: wordOf<WatchedLine['state']>({ closed: true, filtered: true, unreachable: true, 'not-tested': true }),
    reason: isText,
  }),
  history: shapeOf<HistoryLine>({ kind: oneOf(['history']), entries: recordOf(isEntry), history: isHistory }),
};

export function isKind(value: unknown): value is Kind {
  return typeof value === 'string' && Object.hasOwn(SHAPES, value);
}

export function isLine(value: unknown, kind: Kind): value is JournalLine {
  return SHAPES[kind](value);
}

/** Whether the ranges that a line names are among so many. */
export function isInScope(line: JournalLine, ranges: number): boolean {
  if (line.kind === 'open') return line.open.range < ranges;
  if (line.kind === 'probe') return line.probe.range < ranges;
  if (line.kind === 'second-look') return line.corrected.every(([, range]) => range < ranges);
  return line.kind !== 'checkpoint' || line.counts.every(([range]) => range < ranges);
}
