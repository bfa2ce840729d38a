/** Probes the endpoints that the sweep finds open, and has each answer recorded and judged. */

import { type Classifier, createClassifier } from '../classify/classify.ts';
import type { Attempt, ProbeRecord } from '../domain/attempt.ts';
import type { OpenRecord } from '../domain/endpoint.ts';
import { reasonOf } from '../domain/errors.ts';
import { evidenceOf, isExposed } from '../domain/exposure.ts';
import type { Judgement } from '../domain/finding.ts';
import type { RunOptions } from '../domain/run.ts';
import type { Scope } from '../domain/scope.ts';
import { isoNow } from '../domain/time.ts';
import { isAtLeast, type Verdict } from '../domain/verdicts.ts';
import { createUniformGate, type Prefixes, type ProbeGist } from '../journal/uniform.ts';
import { ProbeBudget, QUICK_MS } from '../probe/budget.ts';
import { FiniteFieldTries } from '../probe/finite-field-tries.ts';
import { longestTries } from '../probe/longest.ts';
import { createProbePool, type ProbePool } from '../probe/pool.ts';
import { createProber } from '../probe/probe.ts';
import { Turns } from '../probe/turns.ts';
import type { SweepJob } from '../sweep/sweep.ts';
import type { RunRecorder } from './run-recorder.ts';

export interface ProbingRequest {
  scope: Scope;
  options: RunOptions;
  version: string;
  recorder: RunRecorder;
  /** The sweep's own gate, pace and limits hold for probes too. */
  job: SweepJob;
  /** From the probes of earlier processes of this run. */
  prefixes: Prefixes;
  /** The share of all endpoints in scope that the walk has come to. */
  share: () => number;
  /** Called for a probe that failed on our side. */
  onFault: (message: string) => void;
}

export interface Probing {
  readonly pool: ProbePool;
  /** Exposed engines so far. */
  readonly exposed: number;
  /** Has an open endpoint probed: briefly, if its prefix is uniform. */
  add(open: OpenRecord): void;
  /** Frees what probes share, when the last one has ended. */
  close(): void;
}

export function createProbing(request: ProbingRequest): Probing {
  const { scope, options, recorder, job, prefixes, share, onFault } = request;
  const { permit, pace, clock, signal, timeout } = job;
  let exposed = 0;
  /** Positions of endpoints that are to be asked again later. */
  const putOff = new Set<number>();
  const gate = createUniformGate({
    scope,
    prefixes,
    share,
    onUniform: (prefix: string, verdict: Verdict) =>
      recorder.append({ kind: 'uniform', at: isoNow(clock), prefix, verdict, rest: 'brief' }),
  });
  const userAgent = userAgents(request);
  const finiteField = new FiniteFieldTries(signal);
  const budget = recordedBudget(request);
  const turns = new Turns(clock);
  const prober = createProber({
    ...{ permit, pace, clock, signal, timeout, userAgent },
    isSettled: (record) => isSettled(record, recorder.classify),
    isBrief: gate.isBrief,
    budget,
    finiteField,
    turns,
  });
  const room = { places: options.probes, waiting: options.waiting ?? 0, turns };
  const pool = createProbePool(
    prober,
    { ...room, clock, signal, budget, longest: longestTries(timeout) },
    {
      done(probe) {
        const gist = gistOf(recorder.recordProbe(probe), probe.attempts);
        if (gist.exposed) exposed += 1;
        // What was put off has told the gate already.
        if (!putOff.delete(probe.position)) gate.judged(probe.address, gist);
      },
      failed(error, open) {
        // A stopped probe stays pending: the resumed run does it.
        if (signal.aborted) return;
        onFault(`probe of ${open.address}:${open.port}: ${reasonOf(error)}`);
        gate.judged(open.address, undefined);
      },
      putOff(probe) {
        putOff.add(probe.position);
        gate.judged(probe.address, gistOf(recorder.classify(probe).judgement, probe.attempts));
      },
    },
  );
  return {
    pool,
    get exposed() {
      return exposed;
    },
    add(open) {
      gate.opened(open);
      pool.add(open);
    },
    close: () => finiteField.close(),
  };
}

/** The journal says when a part of it is spent. */
function recordedBudget({ recorder, job: { clock } }: ProbingRequest): ProbeBudget {
  return new ProbeBudget((what, prefix) =>
    recorder.append({ kind: 'spent', at: isoNow(clock), what, ...(prefix !== undefined && { prefix }) }),
  );
}

/** An answer that proves something needs no second look in TLS. */
export function isSettled(record: ProbeRecord, classifier: Classifier = createClassifier()): boolean {
  return evidenceOf(classifier(record).judgement) !== 'unclear';
}

export function gistOf(
  { verdict, severity }: Pick<Judgement, 'verdict' | 'severity'>,
  attempts: readonly Pick<Attempt, 'elapsed'>[],
): ProbeGist & { exposed: boolean } {
  const telling = isAtLeast(severity, 'medium') || verdict.startsWith('engine-');
  const slow = attempts.some(({ elapsed }) => elapsed > QUICK_MS);
  return { verdict, telling, slow, exposed: isExposed({ verdict, severity }) };
}

/** The User-Agent of each range: it names the range's own contact. */
function userAgents({ scope, version, recorder: { run } }: ProbingRequest): (range: number) => string {
  const texts = scope.ranges.map(({ contact }) => `seawall/${version} (${contact}; run ${run})`);
  return (range) => texts[range] ?? `seawall/${version} (run ${run})`;
}
