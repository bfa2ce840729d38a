/** The permit: default-deny check of address, port and authorisation dates before every connection. */

import type { PackedEndpoint } from '../domain/endpoint.ts';
import type { Authorization, PackedPermit, Permit, Scope } from '../domain/scope.ts';
import { createSpanTable } from '../domain/spans.ts';
import { type Clock, DAY_MS } from '../domain/time.ts';

interface Entry {
  ports: readonly number[];
  /** Milliseconds since 1970: the permission holds from `from` and before `until`. */
  from: number;
  until: number;
}

/**
 * The one gate in front of every connection: default deny. An address passes if a span holds it, the port is one of the
 * span's, and its authorisation holds at this moment: a run that crosses the last day stops being permitted.
 */
export function createPermit(scope: Scope, clock: Clock): Permit {
  const { byText } = createGate(scope, clock);
  return byText;
}

/** The same gate for engines that handle addresses as numbers. */
export function createPackedPermit(scope: Scope, clock: Clock): PackedPermit {
  const { byNumber } = createGate(scope, clock);
  return byNumber;
}

function createGate(scope: Scope, clock: Clock): { byText: Permit; byNumber: PackedPermit } {
  const table = createSpanTable(scope.spans);
  const entries = scope.spans.map(({ ports, range }): Entry | undefined => {
    const authorized = scope.ranges[range];
    return authorized && { ports, ...validity(authorized.authorization) };
  });
  const allows = (span: number, port: number): boolean => {
    const entry = entries[span];
    if (entry === undefined || !entry.ports.includes(port)) return false;
    const now = clock.now();
    return now >= entry.from && now < entry.until;
  };
  return {
    byText: (address, port) => allows(table.find(address), port),
    byNumber: (packed: PackedEndpoint) =>
      allows(packed.v6 ? table.findV6(packed.groups) : table.findV4(packed.low), packed.port),
  };
}

function validity({ from, until }: Authorization): Pick<Entry, 'from' | 'until'> {
  return { from: Date.parse(from), until: Date.parse(until) + DAY_MS };
}
