/**
 * Detects uniform prefixes, in which most endpoints accept a connection and answer nothing: one middlebox or tarpit holds all
 * of them, and each costs time.
 *
 * When the first 16 probes of a prefix met silence or answers that do not end, and more than half of its endpoints that the
 * walk has come to are open, all further ones are asked once and briefly: an engine among tarpits answers at once. Where one
 * of the first answered quickly, or showed something that matters, every endpoint is asked like any other. None is left out.
 * The walk is a random permutation: the share of the walk that is done is about the share of each prefix that is done.
 */

import type { OpenRecord } from '../domain/endpoint.ts';
import type { Interval } from '../domain/interval.ts';
import { intersect, parseInterval, sizeOf, unite } from '../domain/interval.ts';
import { prefixOf } from '../domain/prefix.ts';
import type { Scope } from '../domain/scope.ts';
import { intervalOf } from '../domain/spans.ts';
import type { Verdict } from '../domain/verdicts.ts';

/** The part of a probe that decides whether a prefix is uniform. */
export interface ProbeGist {
  verdict: Verdict;
  /** An engine, or a finding that needs a person: a prefix with one is never uniform. */
  telling: boolean;
  /** It took long, as silence and slow bytes do. */
  slow: boolean;
}

/** Probes of a prefix that must have been slow before the others are brief. */
const MIN_PROBES = 16;
/** Prefixes that are watched: memory is bounded, and in further ones every open endpoint is asked at length. */
const MAX_PREFIXES = 2 ** 17;

interface Prefix {
  opens: number;
  /** Probes that ended, all of them slow as long as it is watched. */
  ended: number;
  /** `whole`: every endpoint is asked at length. `brief`: only the first were. */
  fate: 'watched' | 'whole' | 'brief';
}

/** State by prefix; a resumed run fills it from the probes of earlier processes. */
export type Prefixes = Map<string, Prefix>;

/** Counts an endpoint that an earlier process found open and probed. */
export function addEarlierProbe(prefixes: Prefixes, address: string, gist: ProbeGist): void {
  const prefix = prefixIn(prefixes, prefixOf(address));
  if (prefix === undefined) return;
  prefix.opens += 1;
  take(prefix, gist);
}

/** Marks a prefix that an earlier process found uniform. */
export function addEarlierUniform(prefixes: Prefixes, name: string): void {
  const prefix = prefixIn(prefixes, name);
  if (prefix !== undefined) prefix.fate = 'brief';
}

export interface UniformOptions {
  scope: Pick<Scope, 'spans'>;
  prefixes: Prefixes;
  /** The share of all endpoints in scope that the walk has come to. */
  share: () => number;
  /** @param verdict of the probe that decided it */
  onUniform: (prefix: string, verdict: Verdict) => void;
}

export interface UniformGate {
  /** Call for each open endpoint. */
  opened(open: OpenRecord): void;
  /** Call for each probe that ended; undefined if it failed. */
  judged(address: string, gist: ProbeGist | undefined): void;
  /** Whether an endpoint that is asked now is asked briefly. */
  isBrief(address: string): boolean;
}

export function createUniformGate({ scope, prefixes, share, onUniform }: UniformOptions): UniformGate {
  const endpointsIn = createEndpointCount(scope);
  return {
    opened({ address }) {
      const prefix = prefixIn(prefixes, prefixOf(address));
      if (prefix !== undefined) prefix.opens += 1;
    },
    judged(address, gist) {
      const name = prefixOf(address);
      const prefix = prefixes.get(name);
      if (prefix === undefined) return;
      take(prefix, gist);
      if (prefix.fate !== 'watched' || gist === undefined || prefix.ended < MIN_PROBES) return;
      if (prefix.opens <= (endpointsIn(name) * share()) / 2) return;
      prefix.fate = 'brief';
      onUniform(name, gist.verdict);
    },
    isBrief: (address) => prefixes.get(prefixOf(address))?.fate === 'brief',
  };
}

function prefixIn(prefixes: Prefixes, name: string): Prefix | undefined {
  const known = prefixes.get(name);
  if (known !== undefined || prefixes.size >= MAX_PREFIXES) return known;
  const prefix: Prefix = { opens: 0, ended: 0, fate: 'watched' };
  prefixes.set(name, prefix);
  return prefix;
}

function take(prefix: Prefix, gist: ProbeGist | undefined): void {
  if (prefix.fate !== 'watched') return;
  prefix.ended += 1;
  if (gist === undefined || gist.telling || !gist.slow) prefix.fate = 'whole';
}

/** The number of endpoints of a prefix in scope. */
function createEndpointCount({ spans }: Pick<Scope, 'spans'>): (prefix: string) => number {
  const byPorts = new Map<number, Interval[]>();
  for (const span of spans) {
    const interval = intervalOf(span);
    const intervals = byPorts.get(span.ports.length) ?? [];
    if (interval !== undefined) intervals.push(interval);
    byPorts.set(span.ports.length, intervals);
  }
  const sets = [...byPorts].map(([ports, intervals]) => ({ ports, set: unite(intervals) }));
  const counts = new Map<string, number>();
  return (prefix) => {
    const counted = counts.get(prefix);
    if (counted !== undefined) return counted;
    const interval = parseInterval(prefix);
    let endpoints = 0;
    for (const { ports, set } of sets) {
      for (const shared of interval === undefined ? [] : intersect(interval, set))
        endpoints += Number(sizeOf(shared)) * ports;
    }
    counts.set(prefix, endpoints);
    return endpoints;
  };
}
