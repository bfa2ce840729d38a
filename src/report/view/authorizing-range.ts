/** The entry of a scope file that authorises the address of a finding. */

import type { Finding } from '../../domain/finding.ts';
import type { AuthorizedRange, Scope } from '../../domain/scope.ts';
import { createSpanTable } from '../../domain/spans.ts';

/** By address; for one that left the scope, by the range as it was written. */
export function createRangeFinder({ ranges, spans }: Scope): (finding: Finding) => AuthorizedRange | undefined {
  const table = createSpanTable(spans);
  return (finding) => {
    const span = spans[table.find(finding.address)];
    return span === undefined ? ranges.find(({ text }) => text === finding.range) : ranges[span.range];
  };
}
