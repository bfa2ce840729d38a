/**
 * A random sample of the endpoints that were settled, of bounded size, for a second look: of those that answered, and of
 * those that were silent.
 *
 * Bottom-k sampling: every position of the walk has a number that the seed gives it, and a class keeps the positions with the
 * k least numbers. The order of arrival does not matter, so that a run that was killed and taken up again ends with the same
 * sample. What is added is handed out for the journal: k (1 + 2 ln(N / 2k)) positions at most are expected of a class of N.
 */

import type { SweepState } from '../domain/endpoint.ts';
import type { SampleResult } from '../domain/run.ts';

/** State of an endpoint in a sample. */
export type SampledState = Exclude<SweepState, 'not-tested'>;

const SAMPLED_STATES = ['open', 'closed', 'unreachable', 'filtered'] as const;

/** Positions in the walk, by the state that was found there. */
export type SampledPositions = Partial<Record<SampledState, number[]>>;

export interface SampledEndpoint {
  position: number;
  state: SampledState;
}

/** Journal line: the answers of the sample in the second look. */
export interface SecondLookLine {
  kind: 'second-look';
  at: string;
  perSecond: number;
  silent: SampleResult;
  control: SampleResult;
  /** States that are different now: `[position, range, from, to]` */
  corrected: [position: number, range: number, from: SampledState, to: SampledState][];
}

export interface Sample {
  /** Call once for each settled endpoint. */
  offer(position: number, state: SweepState): void;
  /** @returns positions added since the last call; undefined if there are none */
  take(): SampledPositions | undefined;
  /** The sample of a class of so many endpoints, in the order of the walk, which is random. */
  listAnswered(endpoints: number): SampledEndpoint[];
  listSilent(endpoints: number): SampledEndpoint[];
}

const SAMPLE_SHARE = 0.05;
const MIN_ENDPOINTS = 50;
const MAX_ENDPOINTS = 4_000;

export function addPositions(sampled: SampledPositions, added: SampledPositions): void {
  for (const state of SAMPLED_STATES) {
    const list = added[state];
    if (list === undefined) continue;
    const known = sampled[state];
    if (known === undefined) sampled[state] = [...list];
    else for (const position of list) known.push(position);
  }
}

/** The sample size of a class. */
export function sampleSize(endpoints: number): number {
  return Math.min(endpoints, MAX_ENDPOINTS, Math.max(MIN_ENDPOINTS, Math.ceil(endpoints * SAMPLE_SHARE)));
}

/**
 * @param total endpoints of the walk
 * @param earlier positions that another process of the same run handed out
 */
export function createSample(seed: number, total: number, earlier: SampledPositions = {}): Sample {
  const size = Math.max(1, sampleSize(total));
  const [answered, silent] = [new Bottom(size), new Bottom(size)];
  let added: SampledPositions = {};

  function add(position: number, state: SampledState): boolean {
    return (state === 'filtered' ? silent : answered).add(position, state, numberOf(position, seed));
  }

  for (const state of SAMPLED_STATES) for (const position of earlier[state] ?? []) add(position, state);
  return {
    offer(position, state) {
      if (state === 'not-tested' || !add(position, state)) return;
      added[state] ??= [];
      added[state].push(position);
    },
    take() {
      const taken = added;
      added = {};
      return Object.keys(taken).length === 0 ? undefined : taken;
    },
    listAnswered: (endpoints) => answered.least(sampleSize(endpoints)),
    listSilent: (endpoints) => silent.least(sampleSize(endpoints)),
  };
}

interface Numbered extends SampledEndpoint {
  number: number;
}

/** Keeps the k entries with the least numbers, and up to k more until it sorts them out. */
class Bottom {
  private readonly size: number;
  private kept: Numbered[] = [];
  /** Entries from this number on are not among the least. */
  private bound = Number.POSITIVE_INFINITY;

  constructor(size: number) {
    this.size = size;
  }

  /** @returns whether it may be among the least */
  add(position: number, state: SampledState, number: number): boolean {
    if (number >= this.bound) return false;
    this.kept.push({ position, state, number });
    if (this.kept.length >= this.size * 2) this.sortOut();
    return true;
  }

  least(size: number): SampledEndpoint[] {
    this.sortOut();
    return this.kept
      .slice(0, size)
      .map(({ position, state }) => ({ position, state }))
      .sort((a, b) => a.position - b.position);
  }

  private sortOut(): void {
    this.kept.sort((a, b) => a.number - b.number);
    this.kept.length = Math.min(this.kept.length, this.size);
    if (this.kept.length === this.size) this.bound = this.kept.at(-1)?.number ?? this.bound;
  }
}

/** A position's number: 53 bits that say nothing of the walk's order. Murmur's finaliser, over the halves and the seed. */
function numberOf(position: number, seed: number): number {
  const high = Math.floor(position / 2 ** 32);
  const first = mix((position >>> 0) ^ mix((seed >>> 0) ^ 0x9e3779b9) ^ Math.imul(high, 0x85ebca6b));
  const second = mix(first ^ (Math.floor(seed / 2 ** 32) >>> 0) ^ 0x7f4a7c15 ^ high);
  return second * 2 ** 21 + (first >>> 11);
}

function mix(value: number): number {
  let mixed = value;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
