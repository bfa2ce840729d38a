/**
 * The shapes that pass between stages, and the closed word lists.
 *
 *   Scope -> Endpoint -> SweepRecord -> (open only) ProbeRecord -> Judgement -> Finding -> Report
 *
 * Everything here is plain data that survives JSON, so that a stage may run in another process or on another machine.
 * Times are ISO 8601 in UTC; durations are milliseconds; addresses are canonical text as `ip.ts` prints them.
 */

// ---- words -------------------------------------------------------------------------------------------------------

/** What the sweep learnt of one endpoint. `not-tested` is local trouble or an unfinished run, never the network's word. */
export const SWEEP_STATES = ['open', 'closed', 'filtered', 'unreachable', 'not-tested'] as const;
export type SweepState = (typeof SWEEP_STATES)[number];

/** Worst first. */
export const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Worst first: the order in which findings are listed. */
export const VERDICTS = [
  'engine-open-plaintext',
  'engine-open-tls',
  'engine-open-proxied',
  'engine-filtered',
  'engine-authz-denied',
  'engine-authz-broken',
  'engine-refused',
  'inconclusive',
  'auth-required',
  'forbidden',
  'engine-mtls',
  'mtls-required',
  'other-service',
  'no-reply',
  'tarpit',
] as const;
export type Verdict = (typeof VERDICTS)[number];

/** What answered, where it is known; the empty word means that nothing identified it. */
export const PRODUCTS = [
  '',
  'docker',
  'podman',
  'balena',
  'swarm-classic',
  'etcd',
  'kubernetes',
  'registry',
  'portainer',
  'ssh',
  'ftp',
  'redis',
  'memcached',
  'echo',
] as const;
export type Product = (typeof PRODUCTS)[number];

/** Said beside a verdict, never instead of one. */
export const QUALIFIERS = ['suspected-decoy', 'intermittent'] as const;
export type Qualifier = (typeof QUALIFIERS)[number];

/**
 * How a finding stands against earlier runs. Not seen is not fixed: `resolved` needs definite evidence from the same
 * vantage; silence is `unverified`.
 */
export const LIFECYCLES = ['new', 'persisting', 'changed', 'reopened', 'resolved', 'unverified', 'accepted'] as const;
export type Lifecycle = (typeof LIFECYCLES)[number];

/** What a scope file may declare an endpoint to be: counted, never alarmed, loud when it stops being so. */
export const DECLARATIONS = ['decoy', 'mtls'] as const;
export type Declaration = (typeof DECLARATIONS)[number];

/** Why a run did not finish as planned. */
export const PARTIAL_REASONS = ['interrupted', 'out-of-time', 'killed', 'faulted', 'coverage'] as const;
export type PartialReason = (typeof PARTIAL_REASONS)[number];

// ---- scope -------------------------------------------------------------------------------------------------------

/** Who allowed the audit, under which reference, and when (whole days in UTC, both included, `YYYY-MM-DD`). */
export interface Authorization {
  by: string;
  reference: string;
  from: string;
  until: string;
}

/** One `ranges:` entry of a scope file, with what it inherited. */
export interface AuthorizedRange {
  /** As written. */
  text: string;
  file: string;
  line: number;
  owner: string;
  contact: string;
  tags: string[];
  authorization: Authorization;
  /** Effective addresses: after merging, exclusions and removals. */
  addresses: number;
  /** Effective endpoints: addresses times ports. */
  endpoints: number;
}

/** A run of consecutive addresses that may be touched. Spans are sorted and never overlap. */
export interface Span {
  first: string;
  last: string;
  size: number;
  ports: number[];
  /** Index into `Scope.ranges`: the range that answers for this span. */
  range: number;
}

/** Addresses that an exclusion or a rule took out of the authorised ranges. */
export interface Removal {
  /** `excluded` by the file, or the special-purpose space that a wider range happened to contain. */
  reason: string;
  text: string;
  addresses: number;
}

/** The effective scope: the only thing that says what may be touched. */
export interface Scope {
  /** `sha256:` and hexadecimal: spans, ports and authorisations. */
  digest: string;
  files: string[];
  ranges: AuthorizedRange[];
  spans: Span[];
  removals: Removal[];
  addresses: number;
  endpoints: number;
  /** Endpoints that are declared to be something; not in the digest, because they say nothing of what may be touched. */
  known?: KnownEndpoint[];
}

/** One `known:` entry of a scope file. */
export interface KnownEndpoint {
  address: string;
  port: number;
  is: Declaration;
  reason: string;
  file: string;
  line: number;
}

/** May this address and port be connected to now? The one gate, asked before every connection. */
export type Permit = (address: string, port: number) => boolean;
/** The same gate, asked by engines that handle addresses as numbers. */
export type SpotPermit = (spot: Spot) => boolean;

// ---- sweep -------------------------------------------------------------------------------------------------------

/** One address and port of the walk. */
export interface Endpoint {
  /** Place in this shard's walk, from 0. */
  position: number;
  address: string;
  port: number;
  /** Index into `Scope.ranges`. */
  range: number;
}

/** An endpoint that accepted a connection. */
export interface OpenRecord extends Endpoint {
  state: 'open';
  at: string;
}

/** What the sweep says of an endpoint that is not open. `reason` is a system error code or a word of ours. */
export interface SettledRecord {
  position: number;
  state: Exclude<SweepState, 'open'>;
  reason: string;
}

export type SweepRecord = OpenRecord | SettledRecord;

/**
 * An endpoint as numbers, for engines that handle half a million a second: one object is written to again and again.
 * An IPv4 address is its 32-bit value in `low`, with `v6` false; an IPv6 address is its eight 16-bit groups.
 */
export interface Spot {
  v6: boolean;
  low: number;
  groups: number[];
  port: number;
  range: number;
}

/** A seeded permutation of a scope's endpoints. */
export interface Walk {
  /** Endpoints in this shard. */
  readonly size: number;
  /** @throws RangeError outside 0..size-1 */
  at(position: number): Endpoint;
  /** The same as numbers, into `spot`. @throws RangeError outside 0..size-1 */
  read(position: number, spot: Spot): void;
  /** Where an endpoint stands in this shard's walk; undefined if it does not. */
  find(address: string, port: number): number | undefined;
  /** The same for an IPv4 address as a number; -1 if it does not. */
  findV4(address: number, port: number): number;
}

/** Who may open a connection now: the rate, the rate per prefix, and one connection at a time per address. */
export interface Pace {
  /** Milliseconds until the overall rate allows one more connection; 0 for now. */
  ready(): number;
  /**
   * Takes the right to connect to `address` at once.
   * @returns 0 when taken; otherwise the milliseconds after which asking again makes sense
   */
  take(address: string): number;
  /** Gives the address back. The rate is not given back. */
  release(address: string): void;
}

// ---- probe -------------------------------------------------------------------------------------------------------

export type Transport = 'plain' | 'tls';

/** Remote bytes: text where they are UTF-8, base64 where not. `total` counts what was read, kept or not. */
export interface Bytes {
  encoding: 'utf8' | 'base64';
  data: string;
  total: number;
}

export interface CertificateFacts {
  subject: string;
  issuer: string;
  names: string[];
  validFrom: string;
  validTo: string;
  fingerprint: string;
  selfSigned: boolean;
}

export interface TlsFacts {
  /** The handshake finished on our side; under TLS 1.3 that does not mean that we were let in. */
  established: boolean;
  /** `TLSv1.3`, or empty when none was agreed. */
  protocol: string;
  cipher: string;
  /** Number of the alert that the server sent, if any. */
  alert?: number;
  /** Whether keys were derived: tells a missing client certificate from a missing common cipher under alert 40. */
  keyed: boolean;
  certificate?: CertificateFacts;
}

/** The head of the answer that a judgement rests on: remote text, bounded and free of control characters. */
export interface HttpSummary {
  /** `1.0` or `1.1`. */
  version: string;
  status: number;
  reason: string;
  contentType: string;
  server: string;
  date: string;
}

export interface HttpFacts {
  /** `1.0` or `1.1`. */
  version: string;
  status: number;
  reason: string;
  /** In the order and case of the wire. */
  headers: [name: string, value: string][];
  body: Bytes;
  /** The head ended lines with LF alone somewhere. */
  bareLf: boolean;
}

/** How one connection ended. */
export const ATTEMPT_ENDS = [
  'answered', // a whole HTTP response
  'cut', // a response began and ended short of what it announced
  'oversize', // a response announced or delivered more than is read
  'unending', // bytes came without end: too much head, or too slow
  'unparsable', // bytes that are no HTTP response
  'tls-refused', // the TLS layer said no, before or after the handshake
  'plain-here', // a TLS client was answered without TLS
  'tls-here', // a plain client was told that this port speaks TLS
  'closed', // FIN without a byte
  'reset', // RST without a byte
  'silent', // nothing within the limit
  'not-connected', // the connection was refused or not answered
  'local-trouble', // this machine could not open it
  'not-permitted', // outside the authorised scope
] as const;
export type AttemptEnd = (typeof ATTEMPT_ENDS)[number];

/** Why an attempt was made. */
export type AttemptPurpose = 'first' | 'other-transport' | 'patient' | 'confirm';

/** One connection and what came of it. */
export interface Attempt {
  purpose: AttemptPurpose;
  transport: Transport;
  at: string;
  end: AttemptEnd;
  /** Milliseconds from the dial to the end. */
  elapsed: number;
  /** Milliseconds from the request to the first byte of an answer. */
  firstByte?: number;
  tls?: TlsFacts;
  http?: HttpFacts;
  /** The first bytes as they came, where no HTTP response could be read from them. */
  raw?: Bytes;
  error?: { code: string; message: string };
}

/** Everything that was learnt of one open endpoint. */
export interface ProbeRecord {
  address: string;
  port: number;
  range: number;
  position: number;
  at: string;
  attempts: Attempt[];
  /** Set when the probe itself failed: local trouble to the end, or a bug of ours. */
  fault?: string;
}

// ---- judgement ---------------------------------------------------------------------------------------------------

/** What an engine says of itself. Every text is bounded and free of control characters. */
export interface EngineFacts {
  product: Product;
  version: string;
  apiVersion: string;
  minApiVersion: string;
  os: string;
  arch: string;
  platform: string;
  gitCommit: string;
  goVersion: string;
  kernelVersion: string;
  buildTime: string;
  rootless: boolean;
  components: { name: string; version: string; details: Record<string, string> }[];
  /** Keys of the answer that are not known to us, as bounded text. */
  other: Record<string, string>;
}

/** Whether upstream still mends a release line. */
export const SUPPORT_STATES = ['supported', 'ended', 'unknown'] as const;
export type SupportState = (typeof SUPPORT_STATES)[number];

/** `possibly-affected`: the version is, but whoever built it may have mended it without changing the version. */
export const ADVISORY_VERDICTS = ['affected', 'possibly-affected', 'not-affected', 'not-comparable'] as const;
export type AdvisoryVerdict = (typeof ADVISORY_VERDICTS)[number];

/** Parts of an answer that an advisory can be compared with. */
export const RISK_COMPONENTS = ['engine', 'containerd', 'runc', 'podman', 'desktop'] as const;
export type RiskComponent = (typeof RISK_COMPONENTS)[number];

/** One advisory against what one endpoint says of itself. */
export interface AdvisoryMatch {
  /** Key of the `Advisory`. */
  id: string;
  component: RiskComponent;
  verdict: AdvisoryVerdict;
  /** Releases with the fix that exist, oldest first; empty where none is newer or none is known. */
  fixedIn: string[];
  /** Where the version alone would say something else. */
  why?: string;
}

/** Age of the software: kept apart from exposure, whose severity it neither raises nor lowers. */
export interface EngineRisk {
  /** Release line, `20.10`; empty where the version is none that can be compared. */
  line: string;
  status: SupportState;
  /** `YYYY-MM-DD` on which upstream support ended or will end; null where none is announced or none is known. */
  supportEnds: string | null;
  /** What a reader must know about this judgement, one line each. */
  notes: string[];
  /** Without those that plainly do not apply. */
  advisories: AdvisoryMatch[];
}

/** What is published about one fault. */
export interface Advisory {
  id: string;
  /** What it means for an engine that can be reached, in our words. */
  meaning: string;
  /** Only as published, and only where it was looked up. */
  cvss?: { score: number; vector?: string; system: 'CVSS 3' | 'CVSS 4.0' };
  source: string;
  url: string;
}

/** What was known of advisories when findings were judged. */
export interface AdvisoryBook {
  /** `YYYY-MM-DD`: what was published later is not in it. */
  snapshot: string;
  /** Those that the findings name, by id. */
  known: Record<string, Advisory>;
}

/** What the facts mean. A pure function of one ProbeRecord. */
export interface Judgement {
  verdict: Verdict;
  severity: Severity;
  product: Product;
  qualifiers: Qualifier[];
  /** What the answer came over; without an answer, what the port was seen to speak, or else what was tried first. */
  transport: Transport;
  /** One line: what was seen. */
  evidence: string;
  /** One line each: why a qualifier was added, and what else a reader should know of this case. */
  notes: string[];
  /** Key of the `Explanation` that fits this case: the verdict, or `verdict/variant` as in `engine-open-plaintext/rootless`. */
  explanation: string;
  engine?: EngineFacts;
  tls?: TlsFacts;
  http?: HttpSummary;
}

/** A public catalogue entry. The title names the catalogue's edition where ids move between editions. */
export interface Reference {
  /** `CIS Docker 1.6.0 2.7`, `CWE-306`, `T1610`. */
  id: string;
  title: string;
  url?: string;
}

/** What people are told of a verdict. Data, keyed by rule, so that another language can stand beside this one. */
export interface Explanation {
  key: string;
  verdict: Verdict;
  severity: Severity;
  title: string;
  meaning: string;
  /** What the probe showed. */
  proved: string;
  /** What a reader may conclude from it, and under which assumption. */
  follows: string;
  /** What nobody looked at. */
  notTested: string;
  /** What to do next, in one line, for a table or a CSV cell. */
  summary: string;
  /** What to do, in order: contain, keep evidence, fix for good, verify, look for misuse. */
  remediation: string[];
  references: Reference[];
  /** Our own judgement; no CVE exists for the misconfiguration. */
  cvss?: { vector: string; score: number };
}

// ---- findings and reports ----------------------------------------------------------------------------------------

/** One address and port that answered, judged, with who must act. */
export interface Finding extends Judgement {
  /** Hash of address, port and vantage: the same from run to run. */
  id: string;
  /** As of the day of the run; absent where no engine told its version. */
  risk?: EngineRisk;
  /** Null where the run was not compared with earlier ones. */
  lifecycle: Lifecycle | null;
  /** Absent where the run was not compared with earlier ones. */
  standing?: Standing;
  /** What the scope file declares it to be, as long as it is that. */
  declared?: Declaration;
  address: string;
  port: number;
  owner: string;
  contact: string;
  tags: string[];
  range: string;
  reference: string;
  firstSeen: string;
  lastSeen: string;
  vantage: string;
  runId: string;
}

/** A finding against its history. */
export interface Standing {
  /** What is different from the last sighting, or why the finding stands as it does; one line each. */
  changes: string[];
  /** When this spell of exposure began. */
  openSince: string;
  /** Whole days from `openSince` to the run. */
  daysOpen: number;
  /** `YYYY-MM-DD` by which the policy wants it closed; null without a deadline. */
  due: string | null;
  overdue: boolean;
  acceptance: Acceptance | null;
}

/** Somebody's decision to live with a finding, until a day. */
export interface Acceptance {
  findingId: string;
  reason: string;
  owner: string;
  /** `YYYY-MM-DD`, included. */
  until: string;
  by: string;
  at: string;
}

/** How history holds a finding between runs. An address that left the scope is neither fixed nor open. */
export const FINDING_STATES = ['open', 'unverified', 'resolved', 'out-of-scope'] as const;
export type FindingState = (typeof FINDING_STATES)[number];

/** A finding as history knows it: its last sighting, and how it stands today. */
export interface RememberedFinding {
  state: FindingState;
  finding: Finding & { standing: Standing };
  /** The run that last said something of it. */
  lastRun: string;
}

/** One thing that happened to a finding. */
export interface TimelineEntry {
  at: string;
  /** A lifecycle word, `seen` for a span of unchanged sightings, or what people did: `acceptance`, `change record`. */
  what: string;
  detail: string;
  run: string;
}

/** What changed since earlier runs. */
export interface History {
  previous: { run: string; at: string } | null;
  /** Findings of earlier runs that gave no finding in this one: `resolved`, `unverified`, or null where it left the scope. */
  absent: Finding[];
  /** Of the findings and the absent ones. */
  counts: Record<Lifecycle, number>;
  overdue: number;
  /** Declared endpoints that stopped being what they were declared to be. */
  broken?: BrokenDeclaration[];
  acceptances: { expired: Acceptance[]; unmatched: Acceptance[]; expiring: Acceptance[] };
  /** The last runs, oldest first, this one included. */
  trend: TrendPoint[];
}

export interface BrokenDeclaration {
  findingId: string;
  address: string;
  port: number;
  is: Declaration;
  /** What it is instead, in one line. */
  what: string;
}

/** How a run ended, and what it found against the runs before it. */
export interface TrendPoint {
  run: string;
  at: string;
  severities: Record<Severity, number>;
  /** Exposed engines that were new or came back. */
  opened: number;
  /** Exposed engines that were exposed no longer. */
  resolved: number;
  /** Of the findings resolved in this run; null if there was none. */
  meanDaysToClose: number | null;
}

/** What led to a change of rate, or `steady` for a point that shows how it went. */
export const RATE_CAUSES = [
  'slow-start',
  'steady',
  'local-trouble',
  'answers-lost',
  'answers-late',
  'recovered',
] as const;
export type RateCause = (typeof RATE_CAUSES)[number];

/** One moment in the story of a run's rate. Counts are since the process began. */
export interface RatePoint {
  at: string;
  /** Connections per second that are allowed from now on; null for no limit. */
  rate: number | null;
  cause: RateCause;
  sent: number;
  answered: number;
  late: number;
  trouble: number;
}

export type StateCounts = Record<SweepState, number>;

export interface RangeCounts {
  range: string;
  owner: string;
  reference: string;
  authorized: number;
  states: StateCounts;
  /** Add up to `states['not-tested']`. Missing in older runs. */
  notTested?: Record<string, number>;
}

/** A class of endpoints, how many of them were looked at a second time, and how many of those answered then. */
export interface SampleLook {
  endpoints: number;
  sampled: number;
  answered: number;
}

/** What a second look, at a low rate, says of what the sweep missed. */
export interface SecondLook {
  /** Connections per second, at most. */
  perSecond: number;
  /** Endpoints that the sweep had called `filtered`. */
  silent: SampleLook;
  /** Endpoints that had answered: what the second look itself loses. */
  control: SampleLook;
  /** Endpoints that answer and had been silent, all in all; null, as the following, if nothing answered in either look. */
  missed: number | null;
  /** Percent of all that answer which had been silent, and the 95 % interval. */
  rate: number | null;
  low: number | null;
  high: number | null;
}

/** Why there was no second look. */
export type NoSecondLook = 'not-wanted' | 'unfinished';

/** A prefix in which most endpoints accept every connection alike: one middlebox or tarpit, not so many services. */
export interface UniformPrefix {
  /** `192.0.2.0/24`, or an IPv6 /120. */
  prefix: string;
  /** Endpoints that accepted a connection. */
  accepted: number;
  /** Those that were asked; the others were not. */
  probed: number;
  /** What each of those that were asked first was judged to be. */
  verdict: Verdict;
}

/** What a person chose for a run; part of the record. */
export interface RunOptions {
  engine: 'connect' | 'syn' | 'portable';
  ports: number[];
  rate: number | null;
  prefixRate: number | null;
  concurrency: number;
  /** Threads that sweep. */
  threads: number;
  probes: number;
  timeout: number;
  retries: number;
  seed: number;
  shard: { index: number; count: number };
  maxDuration: number | null;
  minCoverage: number;
  /** Whether a sample is looked at again at the end. */
  secondLook?: boolean;
}

export interface RunRecord {
  schema: 'seawall.run/1';
  id: string;
  /** Set for a run that looked at known findings again, and at nothing else. */
  purpose?: 'verify';
  version: string;
  vantage: string;
  startedAt: string;
  finishedAt: string;
  resumedAt: string[];
  outcome: 'finished' | 'partial';
  reasons: PartialReason[];
  options: RunOptions;
  scope: { digest: string; files: string[]; addresses: number; endpoints: number; removals: Removal[] };
  /** Endpoints of this run's shard, and how many of them gave or were given a state other than `not-tested`. */
  coverage: { endpoints: number; tested: number; percent: number };
  /** Add up to `scope.endpoints`. */
  states: StateCounts;
  /** Add up to `states['not-tested']`. */
  notTested: Record<string, number>;
  ranges: RangeCounts[];
  probes: { done: number; faulted: number };
  severities: Record<Severity, number>;
  verdicts: Partial<Record<Verdict, number>>;
  faults: string[];
  /** How the rate went: every cut, and a point now and then. */
  pacing: RatePoint[];
  /** Missing in older runs, as the following. */
  secondLook?: SecondLook | null;
  /** Set where `secondLook` is null. */
  noSecondLook?: NoSecondLook;
  uniform?: UniformPrefix[];
}

/** The one object that every report is a pure function of. */
export interface Report {
  run: RunRecord;
  /** Worst first, then by address and port. */
  findings: Finding[];
  /** The explanations that the findings name, by key. */
  explanations: Record<string, Explanation>;
  /** Absent where no finding has a `risk`. */
  advisories?: AdvisoryBook;
  /** What was authorised, as the run began. */
  scope: Scope;
  /** Absent where the run was not compared with earlier ones. */
  history?: History;
}

/** Where time comes from; passed in, so that tests can stop it. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
}

/** A clock that also measures durations. */
export interface Timer extends Clock {
  /** Milliseconds from an arbitrary start; never goes back when somebody sets the time of day. */
  ticks(): number;
}
