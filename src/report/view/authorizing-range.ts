/** Which entry of a scope file authorises the address of a finding. */

import { type Address, compareAddresses, parseAddress } from '../../domain/address.ts';
import type { Finding } from '../../domain/finding.ts';
import type { AuthorizedRange, Scope } from '../../domain/scope.ts';

/** By address; for one that left the scope, by the range as it was written. */
export function createRangeFinder({ ranges, spans }: Scope): (finding: Finding) => AuthorizedRange | undefined {
  const starts: { first: Address; last: Address; range: number }[] = [];
  for (const { first, last, range } of spans) {
    const [start, end] = [parseAddress(first), parseAddress(last)];
    if (start !== undefined && end !== undefined) starts.push({ first: start, last: end, range });
  }
  starts.sort((a, b) => compareAddresses(a.first, b.first));
  return (finding) => {
    const address = parseAddress(finding.address);
    const span = address === undefined ? undefined : lastUpTo(starts, address);
    const inside = address !== undefined && span !== undefined && compareAddresses(address, span.last) <= 0;
    return inside ? ranges[span.range] : ranges.find(({ text }) => text === finding.range);
  };
}

/** The last span that begins at the address or before it. */
function lastUpTo<T extends { first: Address }>(spans: readonly T[], address: Address): T | undefined {
  let [low, high] = [0, spans.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const span = spans[middle];
    if (span !== undefined && compareAddresses(span.first, address) <= 0) low = middle + 1;
    else high = middle;
  }
  return spans[low - 1];
}
