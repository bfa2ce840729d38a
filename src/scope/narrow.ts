/** Narrowing of a scope to named endpoints. */

import { createHash } from 'node:crypto';
import { compareAddresses, type Place, parseAddress } from '../domain/address.ts';
import type { Scope, Span } from '../domain/scope.ts';

/**
 * The part of a scope that holds these endpoints and nothing else: what may be touched only ever shrinks.
 *
 * @returns undefined where the scope holds none of them
 */
export function narrowScope(scope: Scope, places: readonly Place[]): Scope | undefined {
  const ports = new Map<string, Set<number>>();
  for (const { address, port } of places) ports.set(address, (ports.get(address) ?? new Set<number>()).add(port));
  const spans: Span[] = [];
  for (const [address, wanted] of ports) {
    const span = scope.spans.find((candidate) => holds(candidate, address));
    const both = span?.ports.filter((port) => wanted.has(port)) ?? [];
    if (span !== undefined && both.length > 0)
      spans.push({ first: address, last: address, size: 1, ports: both, range: span.range });
  }
  if (spans.length === 0) return undefined;
  spans.sort(compareSpans);
  const ranges = scope.ranges.map((range, index) => {
    const own = spans.filter((span) => span.range === index);
    return { ...range, addresses: own.length, endpoints: own.reduce((sum, span) => sum + span.ports.length, 0) };
  });
  const content = JSON.stringify([scope.digest, spans.map((span) => [span.first, span.ports])]);
  return {
    ...scope,
    digest: `sha256:${createHash('sha256').update(content).digest('hex')}`,
    ranges,
    spans,
    removals: [],
    addresses: spans.length,
    endpoints: ranges.reduce((sum, { endpoints }) => sum + endpoints, 0),
  };
}

function holds({ first, last }: Span, address: string): boolean {
  const [from, to, at] = [parseAddress(first), parseAddress(last), parseAddress(address)];
  if (from === undefined || to === undefined || at === undefined || from.family !== at.family) return false;
  return compareAddresses(from, at) <= 0 && compareAddresses(at, to) <= 0;
}

function compareSpans(a: Span, b: Span): number {
  const [first, second] = [parseAddress(a.first), parseAddress(b.first)];
  return first === undefined || second === undefined ? 0 : compareAddresses(first, second);
}
