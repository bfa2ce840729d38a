/** The shape of a finding that history or a journal keeps, and of what is kept beside it. */

import { ADVISORY_VERDICTS, type AdvisoryMatch, type EngineRisk, RISK_COMPONENTS, SUPPORT_STATES } from './advisory.ts';
import type { CertificateFacts, HttpSummary, TlsFacts, Transport } from './attempt.ts';
import { type EngineFacts, PRODUCTS } from './engine.ts';
import {
  type Acceptance,
  CLOSINGS,
  EXPOSURE_STATES,
  type Exposure,
  type Finding,
  LIFECYCLES,
  QUALIFIERS,
  type Remarks,
  SIGHTS,
  type Standing,
} from './finding.ts';
import type { UnmatchedAcceptance } from './history.ts';
import { LOOKS, REACH_NEWS, REACHES, type SideLook, type StandingReach } from './reach.ts';
import { REVIEW_GAPS } from './review.ts';
import { DECLARATIONS, STANDS } from './scope.ts';
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
  orNull,
  recordOf,
  shapeOf,
  wordOf,
} from './shape.ts';
import { SEVERITIES, VERDICTS } from './verdicts.ts';

export const isVerdict = oneOf(VERDICTS);
export const isSeverity = oneOf(SEVERITIES);
export const isTransport = wordOf<Transport>({ plain: true, tls: true });

const isCertificate = shapeOf<CertificateFacts>({
  subject: isText,
  issuer: isText,
  names: listOf(isText),
  validFrom: isText,
  validTo: isText,
  fingerprint: isText,
  selfSigned: isFlag,
});

export const isTls = shapeOf<TlsFacts>({
  established: isFlag,
  protocol: isText,
  cipher: isText,
  alert: optional(isCount),
  requested: optional(isFlag),
  keyed: isFlag,
  certificate: optional(isCertificate),
});

const isHttpSummary = shapeOf<HttpSummary>({
  version: isText,
  status: isNumber,
  reason: isText,
  contentType: isText,
  server: isText,
  date: isText,
});

const isEngine = shapeOf<EngineFacts>({
  product: oneOf(PRODUCTS),
  version: isText,
  apiVersion: isText,
  minApiVersion: isText,
  os: isText,
  arch: isText,
  platform: isText,
  gitCommit: isText,
  goVersion: isText,
  kernelVersion: isText,
  buildTime: isText,
  rootless: isFlag,
  components: listOf(
    shapeOf<EngineFacts['components'][number]>({ name: isText, version: isText, details: recordOf(isText) }),
  ),
  other: recordOf(isText),
});

const isMatch = shapeOf<AdvisoryMatch>({
  id: isText,
  component: oneOf(RISK_COMPONENTS),
  verdict: oneOf(ADVISORY_VERDICTS),
  fixedIn: listOf(isText),
  why: optional(isText),
});

const isRisk = shapeOf<EngineRisk>({
  line: isText,
  status: oneOf(SUPPORT_STATES),
  supportEnds: orNull(isMoment),
  notes: listOf(isText),
  advisories: listOf(isMatch),
});

const ACCEPTANCE = {
  findingId: isText,
  reason: isText,
  owner: isText,
  until: isMoment,
  by: isText,
  at: isText,
};

export const isAcceptance = shapeOf<Acceptance>(ACCEPTANCE);

export const isUnmatched = shapeOf<UnmatchedAcceptance>({ ...ACCEPTANCE, gap: optional(oneOf(REVIEW_GAPS)) });

const isExposure = shapeOf<Exposure>({
  id: isText,
  state: oneOf(EXPOSURE_STATES),
  how: orNull(oneOf(CLOSINGS)),
  opened: isMoment,
  closed: orNull(isMoment),
  verdict: isVerdict,
  severity: isSeverity,
  product: oneOf(PRODUCTS),
  version: isText,
});

const isSideLook = shapeOf<SideLook>({
  vantage: isText,
  stands: oneOf(STANDS),
  look: oneOf(LOOKS),
  at: isMoment,
  since: optional(isMoment),
  fresh: isFlag,
});

const isReach = shapeOf<StandingReach>({
  word: oneOf(REACHES),
  text: isText,
  outside: orNull(isSideLook),
  inside: orNull(isSideLook),
  news: optional(oneOf(REACH_NEWS)),
});
const isRemarks = shapeOf<Remarks>({ ticket: optional(isText), assignee: optional(isText), comments: isCount });

export const isStanding = shapeOf<Standing>({
  changes: listOf(isText),
  openSince: isMoment,
  daysOpen: isNumber,
  due: orNull(isMoment),
  overdue: isFlag,
  acceptance: orNull(isAcceptance),
  sight: optional(oneOf(SIGHTS)),
  exposure: optional(isExposure),
  reach: optional(isReach),
  remarks: optional(isRemarks),
});

export const isFinding = shapeOf<Finding>({
  id: isText,
  risk: optional(isRisk),
  lifecycle: orNull(oneOf(LIFECYCLES)),
  standing: optional(isStanding),
  declared: optional(oneOf(DECLARATIONS)),
  address: isAddressText,
  port: isPort,
  owner: isText,
  contact: isText,
  tags: listOf(isText),
  range: isText,
  reference: isText,
  firstSeen: isMoment,
  lastSeen: isMoment,
  vantage: isText,
  runId: isText,
  verdict: isVerdict,
  severity: isSeverity,
  product: oneOf(PRODUCTS),
  qualifiers: listOf(oneOf(QUALIFIERS)),
  transport: isTransport,
  evidence: isText,
  notes: listOf(isText),
  explanation: isText,
  engine: optional(isEngine),
  tls: optional(isTls),
  http: optional(isHttpSummary),
});
