/** Observation of one known endpoint in a run, from the run's findings and the sweep states that it kept. */

import type { SweepState } from '../domain/endpoint.ts';
import type { Finding } from '../domain/finding.ts';
import type { AuthorizedRange } from '../domain/scope.ts';
import type { Observation } from './life.ts';
import type { Neighbours } from './quiet.ts';

/** The sweep's word on an endpoint that gave no finding. */
export interface WatchedState {
  state: Exclude<SweepState, 'open'>;
  reason: string;
}

/** The endpoints that a run looked at. */
export interface RunView {
  /** By id. */
  findings: ReadonlyMap<string, Finding>;
  /** By address and port. */
  watched: ReadonlyMap<string, WatchedState>;
  /** Whether the run set out to ask this endpoint. */
  isInScope(address: string, port: number): boolean;
  /** Whether the files of the scope name this endpoint, whatever ports the run asked. */
  isNamed(address: string, port: number): boolean;
  /** The range of the scope that holds an address, whatever ports were asked; undefined for none. */
  rangeOf(address: string): AuthorizedRange | undefined;
  /** The run set out to look at the whole scope, or a shard of it: not at known findings alone. */
  audit: boolean;
  /** The run looked at a part of the scope: a shard, or known findings only. */
  part: boolean;
  /** Other addresses of its prefix; undefined where they were not counted. */
  neighboursOf(address: string): Neighbours | undefined;
  /** Endpoints that accepted or refused. */
  answers: number;
  /** Resumptions of the run before it looked at an endpoint. */
  resumptionsOf(id: string, key: string): number;
}

/** @param finding its id and place */
export function observe(
  view: RunView,
  { id, address, port }: { id: string; address: string; port: number },
): Observation {
  const finding = view.findings.get(id);
  if (finding !== undefined) return { seen: 'answered', finding };
  const watched = view.watched.get(endpointKey(address, port));
  if (watched !== undefined) return translate(watched);
  if (!view.part && view.isInScope(address, port)) return { seen: 'not-tested' };
  return { seen: 'elsewhere' };
}

function translate({ state, reason }: WatchedState): Observation {
  if (state === 'closed') return { seen: 'closed', reason };
  // A router's "no way" may pass as quickly as it came.
  return state === 'not-tested' ? { seen: 'not-tested' } : { seen: 'silent', reason };
}

export function endpointKey(address: string, port: number): string {
  return `${address} ${port}`;
}
