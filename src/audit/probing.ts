/** Probes what the sweep finds open, and judges at once as far as a run must know while it runs. */

import { classify } from '../classify/classify.ts';
import type { ProbeRecord } from '../domain/attempt.ts';
import type { OpenRecord } from '../domain/endpoint.ts';
import { reasonOf } from '../domain/errors.ts';
import { isExposed } from '../domain/exposure.ts';
import type { RunOptions } from '../domain/run.ts';
import type { Scope } from '../domain/scope.ts';
import { isoNow } from '../domain/time.ts';
import type { Severity, Verdict } from '../domain/verdicts.ts';
import type { JournalWriter } from '../journal/journal.ts';
import { createUniformGate, type Look, type Prefixes } from '../journal/uniform.ts';
import { createProbePool, type ProbePool } from '../probe/pool.ts';
import { createProber } from '../probe/probe.ts';
import type { SweepJob } from '../sweep/sweep.ts';

const HARMLESS: readonly Severity[] = ['low', 'info'];

export interface ProbingRequest {
  scope: Scope;
  options: RunOptions;
  version: string;
  run: string;
  journal: JournalWriter;
  /** The sweep's own gate, pace and limits hold for probes too. */
  job: SweepJob;
  /** What an earlier process of this run learnt of prefixes. */
  prefixes: Prefixes;
  /** The share of all endpoints in scope that the walk has come to. */
  share: () => number;
  fault: (message: string) => void;
}

export interface Probing {
  readonly pool: ProbePool;
  /** Exposed engines so far. */
  readonly exposed: number;
  /** Has an open endpoint probed, unless its prefix is uniform. */
  add(open: OpenRecord): void;
}

export function createProbing(request: ProbingRequest): Probing {
  const { scope, options, journal, job, prefixes, share, fault } = request;
  const { permit, pace, clock, signal, timeout } = job;
  let exposed = 0;
  const prober = createProber({ permit, pace, clock, signal, timeout, userAgent: userAgents(request) });
  const pool = createProbePool(
    prober,
    options.probes,
    (probe) => {
      journal.append({ kind: 'probe', probe });
      const look = lookOf(probe);
      if (look.exposed) exposed += 1;
      gate.judged(probe.address, look);
    },
    (error, open) => {
      // A stopped probe is owed to the next run.
      if (signal.aborted) return;
      fault(`probe of ${open.address}:${open.port}: ${reasonOf(error)}`);
      gate.judged(open.address, undefined);
    },
  );
  const gate = createUniformGate({
    scope,
    prefixes,
    share,
    onUniform: (prefix: string, verdict: Verdict) =>
      journal.append({ kind: 'uniform', at: isoNow(clock), prefix, verdict }),
    probe: (open) => pool.add(open),
  });
  return {
    pool,
    get exposed() {
      return exposed;
    },
    add: (open) => gate.opened(open),
  };
}

export function lookOf(probe: ProbeRecord): Look & { exposed: boolean } {
  const { verdict, severity } = classify(probe);
  const telling = !HARMLESS.includes(severity) || verdict.startsWith('engine-');
  return { verdict, telling, exposed: isExposed({ verdict }) };
}

/** Says who asks and whom to call: one text per range, because contacts differ. */
function userAgents({ scope, version, run }: ProbingRequest): (range: number) => string {
  const texts = scope.ranges.map(({ contact }) => `seawall/${version} (${contact}; run ${run})`);
  return (range) => texts[range] ?? `seawall/${version} (run ${run})`;
}
