/** The shape of a scope, as a journal keeps it: one that a walk and a permit can be made of. */

import { sizeOf } from './interval.ts';
import {
  type Authorization,
  type AuthorizedRange,
  DECLARATIONS,
  type KnownEndpoint,
  type Removal,
  type Scope,
  type Span,
  STANDS,
  type Vantage,
} from './scope.ts';
import { isAddressText, isCount, isMoment, isPort, isText, listOf, oneOf, optional, shapeOf } from './shape.ts';
import { intervalOf } from './spans.ts';

const isRange = shapeOf<AuthorizedRange>({
  text: isText,
  file: isText,
  line: isCount,
  owner: isText,
  contact: isText,
  tags: listOf(isText),
  authorization: shapeOf<Authorization>({ by: isText, reference: isText, from: isMoment, until: isMoment }),
  filePorts: optional(listOf(isPort)),
  addresses: isCount,
  endpoints: isCount,
});

const isSpanShape = shapeOf<Span>({
  first: isAddressText,
  last: isAddressText,
  size: isCount,
  ports: listOf(isPort),
  range: isCount,
});

export const isVantage = shapeOf<Vantage>({ name: isText, stands: oneOf(STANDS) });

const isFields = shapeOf<Scope>({
  digest: isText,
  files: listOf(isText),
  ranges: listOf(isRange),
  spans: listOf(isSpan),
  removals: listOf(shapeOf<Removal>({ reason: isText, text: isText, addresses: isCount })),
  addresses: isCount,
  endpoints: isCount,
  known: optional(
    listOf(
      shapeOf<KnownEndpoint>({
        address: isAddressText,
        port: isPort,
        is: oneOf(DECLARATIONS),
        reason: isText,
        file: isText,
        line: isCount,
      }),
    ),
  ),
  name: optional(isText),
  vantages: optional(listOf(isVantage)),
  key: optional(isText),
});

export function isScope(value: unknown): value is Scope {
  if (!isFields(value)) return false;
  const endpoints = value.spans.reduce((sum, { size, ports }) => sum + size * ports.length, 0);
  return endpoints === value.endpoints && value.spans.every(({ range }) => range < value.ranges.length);
}

function isSpan(value: unknown): value is Span {
  if (!isSpanShape(value)) return false;
  const interval = intervalOf(value);
  return interval !== undefined && sizeOf(interval) === BigInt(value.size);
}
