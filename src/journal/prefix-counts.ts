/** Counts by prefix: endpoints that accepted a connection, and those that were probed. */

import { compareAddresses, parseAddress } from '../domain/address.ts';
import type { ProbeRecord } from '../domain/attempt.ts';
import { prefixOf } from '../domain/prefix.ts';
import type { UniformPrefix } from '../domain/run.ts';
import type { Verdict } from '../domain/verdicts.ts';

interface Counts {
  accepted: number;
  probed: number;
  briefly: number;
  uniform?: { verdict: Verdict; rest?: 'brief' };
}

export type PrefixCounts = Map<string, Counts>;

export function countAccepted(counts: PrefixCounts, address: string): void {
  countsIn(counts, prefixOf(address)).accepted += 1;
}

export function countProbed(counts: PrefixCounts, { address, brief }: Pick<ProbeRecord, 'address' | 'brief'>): void {
  const prefix = countsIn(counts, prefixOf(address));
  prefix.probed += 1;
  if (brief === true) prefix.briefly += 1;
}

export function markUniform(
  counts: PrefixCounts,
  { prefix, verdict, rest }: { prefix: string; verdict: Verdict; rest?: 'brief' },
): void {
  countsIn(counts, prefix).uniform = { verdict, ...(rest && { rest }) };
}

/** Whether an endpoint lies in a prefix whose rest was not asked: 0.1 did so. */
export function isLeftOut(counts: PrefixCounts, address: string): boolean {
  const uniform = counts.get(prefixOf(address))?.uniform;
  return uniform !== undefined && uniform.rest === undefined;
}

/** In the order of their addresses. */
export function listUniform(counts: PrefixCounts): UniformPrefix[] {
  const list: UniformPrefix[] = [];
  for (const [prefix, { accepted, probed, briefly, uniform }] of counts) {
    if (uniform === undefined) continue;
    list.push({ prefix, accepted, probed, verdict: uniform.verdict, ...(uniform.rest && { briefly }) });
  }
  return list.sort((a, b) => compareAddresses(firstOf(a), firstOf(b)));
}

function firstOf({ prefix }: UniformPrefix): { family: 4 | 6; value: bigint } {
  return parseAddress(prefix.slice(0, prefix.indexOf('/'))) ?? { family: 4, value: 0n };
}

function countsIn(counts: PrefixCounts, prefix: string): Counts {
  const known = counts.get(prefix) ?? { accepted: 0, probed: 0, briefly: 0 };
  counts.set(prefix, known);
  return known;
}
