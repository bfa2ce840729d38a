/** Counts by prefix: endpoints that accepted a connection, and those that were probed. */

import { compareAddresses, parseAddress } from '../domain/address.ts';
import type { UniformPrefix } from '../domain/run.ts';
import type { Verdict } from '../domain/verdicts.ts';
import { prefixOf } from './uniform.ts';

export type PrefixCounts = Map<string, { accepted: number; probed: number; verdict?: Verdict }>;

export function countAccepted(counts: PrefixCounts, address: string): void {
  countsIn(counts, prefixOf(address)).accepted += 1;
}

export function countProbed(counts: PrefixCounts, address: string): void {
  countsIn(counts, prefixOf(address)).probed += 1;
}

export function markUniform(counts: PrefixCounts, { prefix, verdict }: { prefix: string; verdict: Verdict }): void {
  countsIn(counts, prefix).verdict = verdict;
}

export function isUniform(counts: PrefixCounts, address: string): boolean {
  return counts.get(prefixOf(address))?.verdict !== undefined;
}

/** In the order of their addresses. */
export function listUniform(counts: PrefixCounts): UniformPrefix[] {
  const list: UniformPrefix[] = [];
  for (const [prefix, { accepted, probed, verdict }] of counts)
    if (verdict !== undefined) list.push({ prefix, accepted, probed, verdict });
  return list.sort((a, b) => compareAddresses(firstOf(a), firstOf(b)));
}

function firstOf({ prefix }: UniformPrefix): { family: 4 | 6; value: bigint } {
  return parseAddress(prefix.slice(0, prefix.indexOf('/'))) ?? { family: 4, value: 0n };
}

function countsIn(counts: PrefixCounts, prefix: string): { accepted: number; probed: number; verdict?: Verdict } {
  const known = counts.get(prefix) ?? { accepted: 0, probed: 0 };
  counts.set(prefix, known);
  return known;
}
