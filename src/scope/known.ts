/** Validation of declared endpoints. */

import { parseAddress } from '../domain/address.ts';
import type { Problem } from '../domain/errors.ts';
import { contains, type Interval } from '../domain/interval.ts';
import type { KnownEndpoint } from '../domain/scope.ts';

/**
 * Declared endpoints must lie in a range, or they would never be probed, and be declared once. One that is excluded for a
 * while may stay declared.
 */
export function checkKnown(known: readonly KnownEndpoint[], ranges: readonly Interval[]): Problem[] {
  const problems: Problem[] = [];
  const seen = new Map<string, KnownEndpoint>();
  for (const entry of known) {
    const { address, port, file, line } = entry;
    const place = `${address} port ${port}`;
    const earlier = seen.get(place);
    const parsed = parseAddress(address);
    if (earlier !== undefined) {
      const message = `${place} is declared in ${earlier.file}:${earlier.line} already: say it once`;
      problems.push({ code: 'SCOPE_CONFLICT', file, line, message });
    } else if (parsed !== undefined) {
      const { family, value } = parsed;
      if (!ranges.some((range) => contains(range, { family, first: value, last: value }))) {
        const message = `${place} is declared, and lies in no range: correct the address, or remove the entry`;
        problems.push({ code: 'KNOWN_OUT_OF_SCOPE', file, line, message });
      }
    }
    seen.set(place, entry);
  }
  return problems;
}
