/**
 * Detects uniform prefixes, in which every endpoint accepts a connection: one middlebox or tarpit answers for all of them,
 * and five hundred probes tell no more than sixteen.
 *
 * When 16 endpoints of a prefix are open, and more than half of those that the walk has come to, further probes of the
 * prefix are held back. When the first probes are in and tell nothing, and all tell the same, the prefix is uniform and the
 * rest is not asked. Otherwise all that was held is asked: a fleet of engines is probed wholly. The walk is a random
 * permutation: the share of the walk that is done is about the share of each prefix that is done.
 */

import { parseAddress } from '../domain/address.ts';
import type { OpenRecord } from '../domain/endpoint.ts';
import type { Interval } from '../domain/interval.ts';
import { blockText, intersect, parseInterval, prefixAround, sizeOf, unite } from '../domain/interval.ts';
import type { Scope } from '../domain/scope.ts';
import { intervalOf } from '../domain/spans.ts';
import type { Verdict } from '../domain/verdicts.ts';

/** The part of a judgement that decides whether a prefix is uniform. */
export interface ProbeGist {
  verdict: Verdict;
  /** An engine, or a finding that needs a person: a prefix with one is never uniform. */
  telling: boolean;
}

/** Opens of a prefix before it is judged by its probes. */
const MIN_OPENS = 16;
/** Prefixes that are watched: memory is bounded, and in further ones every open endpoint is asked. */
const MAX_PREFIXES = 2 ** 17;

interface Prefix {
  opens: number;
  /** Probes begun, and ended. */
  asked: number;
  answered: number;
  /** `mixed` when they differ or identify a service. */
  verdict: Verdict | 'mixed' | undefined;
  fate: 'watched' | 'held' | 'uniform';
  held: OpenRecord[];
}

/** State by prefix; a resumed run fills it from the probes of earlier processes. */
export type Prefixes = Map<string, Prefix>;

/** Counts an endpoint that an earlier process found open and probed. */
export function addEarlierProbe(prefixes: Prefixes, address: string, gist: ProbeGist): void {
  const prefix = prefixIn(prefixes, prefixOf(address));
  if (prefix === undefined) return;
  prefix.opens += 1;
  prefix.asked += 1;
  take(prefix, gist);
}

/** Marks a prefix that an earlier process found uniform. */
export function addEarlierUniform(prefixes: Prefixes, name: string): void {
  const prefix = prefixIn(prefixes, name);
  if (prefix !== undefined) prefix.fate = 'uniform';
}

export interface UniformOptions {
  scope: Pick<Scope, 'spans'>;
  prefixes: Prefixes;
  /** The share of all endpoints in scope that the walk has come to. */
  share: () => number;
  onUniform: (prefix: string, verdict: Verdict) => void;
  probe: (open: OpenRecord) => void;
}

export interface UniformGate {
  /** Call for each open endpoint: it is probed now, later, or not at all. */
  opened(open: OpenRecord): void;
  /** Call for each probe that ended; undefined if it failed. */
  judged(address: string, gist: ProbeGist | undefined): void;
}

export function createUniformGate({ scope, prefixes, share, onUniform, probe }: UniformOptions): UniformGate {
  const endpointsIn = createEndpointCount(scope);

  function isFull(name: string, { opens }: Prefix): boolean {
    return opens >= MIN_OPENS && opens > (endpointsIn(name) * share()) / 2;
  }

  function ask(prefix: Prefix, opens: readonly OpenRecord[]): void {
    prefix.asked += opens.length;
    for (const open of opens) probe(open);
  }

  function decide(name: string, prefix: Prefix): void {
    if (prefix.fate !== 'held') return;
    const waiting = prefix.verdict !== 'mixed' && prefix.answered < prefix.asked;
    if (waiting) return;
    const { held, verdict } = prefix;
    prefix.held = [];
    if (verdict !== undefined && verdict !== 'mixed' && isFull(name, prefix)) {
      prefix.fate = 'uniform';
      onUniform(name, verdict);
    } else {
      prefix.fate = 'watched';
      ask(prefix, held);
    }
  }

  return {
    opened(open) {
      const name = prefixOf(open.address);
      const prefix = prefixIn(prefixes, name);
      if (prefix === undefined) return probe(open);
      prefix.opens += 1;
      if (prefix.fate === 'uniform') return;
      if (prefix.fate === 'watched') {
        if (prefix.asked < MIN_OPENS || prefix.verdict === 'mixed' || !isFull(name, prefix)) return ask(prefix, [open]);
        prefix.fate = 'held';
      }
      prefix.held.push(open);
      decide(name, prefix);
    },
    judged(address, gist) {
      const name = prefixOf(address);
      const prefix = prefixes.get(name);
      if (prefix === undefined) return;
      take(prefix, gist);
      decide(name, prefix);
    },
  };
}

function prefixIn(prefixes: Prefixes, name: string): Prefix | undefined {
  const known = prefixes.get(name);
  if (known !== undefined || prefixes.size >= MAX_PREFIXES) return known;
  const prefix: Prefix = { opens: 0, asked: 0, answered: 0, verdict: undefined, fate: 'watched', held: [] };
  prefixes.set(name, prefix);
  return prefix;
}

function take(prefix: Prefix, gist: ProbeGist | undefined): void {
  prefix.answered += 1;
  const alike = gist !== undefined && !gist.telling && (prefix.verdict ?? gist.verdict) === gist.verdict;
  prefix.verdict = alike ? gist.verdict : 'mixed';
}

/** `192.0.2.0/24` or `2001:db8::/120` of a canonical address. */
export function prefixOf(address: string): string {
  const parsed = parseAddress(address);
  if (parsed === undefined) throw new RangeError(`${address} is no address`);
  const length = parsed.family === 4 ? 24 : 120;
  const { family, first } = prefixAround(parsed, length);
  return blockText({ family, first, length });
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
