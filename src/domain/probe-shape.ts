/** The shape of a probe and of an open port, as a journal keeps them. */

import {
  ATTEMPT_ENDS,
  type Attempt,
  type AttemptPurpose,
  type Bytes,
  type HttpFacts,
  type ProbeRecord,
} from './attempt.ts';
import type { OpenRecord } from './endpoint.ts';
import { isTls, isTransport } from './finding-shape.ts';
import {
  isAddressText,
  isCount,
  isFlag,
  isMoment,
  isNumber,
  isPort,
  isText,
  listOf,
  oneOf,
  optional,
  shapeOf,
  tupleOf,
  wordOf,
} from './shape.ts';

const isBytes = shapeOf<Bytes>({
  encoding: wordOf<Bytes['encoding']>({ utf8: true, base64: true }),
  data: isText,
  total: isCount,
});

const isHttp = shapeOf<HttpFacts>({
  version: isText,
  status: isNumber,
  reason: isText,
  headers: listOf(tupleOf<[string, string]>(isText, isText)),
  body: isBytes,
  bareLf: isFlag,
});

const isAttempt = shapeOf<Attempt>({
  purpose: wordOf<AttemptPurpose>({
    first: true,
    'other-transport': true,
    permissive: true,
    'finite-field': true,
    patient: true,
    confirm: true,
  }),
  transport: isTransport,
  at: isMoment,
  end: oneOf(ATTEMPT_ENDS),
  elapsed: isNumber,
  firstByte: optional(isNumber),
  tls: optional(isTls),
  http: optional(isHttp),
  raw: optional(isBytes),
  error: optional(shapeOf<NonNullable<Attempt['error']>>({ code: isText, message: isText })),
});

const isTrue = (value: unknown): value is true => value === true;

export const isProbe = shapeOf<ProbeRecord>({
  address: isAddressText,
  port: isPort,
  range: isCount,
  position: isCount,
  at: isMoment,
  attempts: listOf(isAttempt),
  shortened: optional(isTrue),
  brief: optional(isTrue),
  untested: optional(isTrue),
  withheld: optional(isTrue),
  fault: optional(isText),
});

export const isOpenRecord = shapeOf<OpenRecord>({
  position: isCount,
  address: isAddressText,
  port: isPort,
  range: isCount,
  state: wordOf<'open'>({ open: true }),
  at: isMoment,
});
