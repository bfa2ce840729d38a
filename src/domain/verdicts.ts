/** Verdicts and severities: the one table from which every order, list, set and schema enum is derived. */

/** Worst first. */
export const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];

/**
 * Evidence that a verdict gives about the endpoint.
 *
 * - `exposed`: an engine, or another control plane of containers, that strangers can reach without credentials.
 * - `guarded`: something that asks for a certificate or credentials.
 * - `other`: a service that is no engine, where a product is named.
 * - `unclear`: the port answers, and the answer does not show whether an engine is behind it.
 */
export const EVIDENCE = ['exposed', 'guarded', 'other', 'unclear'] as const;
export type Evidence = (typeof EVIDENCE)[number];

export interface VerdictMeaning {
  /** Unless a rule knows a case that is better or worse. */
  readonly severity: Severity;
  readonly evidence: Evidence;
  /** Of what is exposed where it is high or critical: the evidence of a case that is better than that. */
  readonly mild?: Evidence;
  /** Of an engine that is exposed, what became of the question: answered, answered through a filter of paths, or refused. */
  readonly access?: 'open' | 'filtered' | 'refused';
}

/** Worst first: the order in which findings are listed. */
const MEANINGS = {
  'engine-open-plaintext': { severity: 'critical', evidence: 'exposed', access: 'open' },
  'engine-open-tls': { severity: 'critical', evidence: 'exposed', access: 'open' },
  'engine-open-proxied': { severity: 'critical', evidence: 'exposed', access: 'open' },
  'engine-filtered': { severity: 'high', evidence: 'exposed', access: 'filtered' },
  'engine-authz-denied': { severity: 'high', evidence: 'exposed', access: 'refused' },
  'engine-authz-broken': { severity: 'high', evidence: 'exposed', access: 'refused' },
  'engine-refused': { severity: 'high', evidence: 'exposed', access: 'refused' },
  // As severe as its answer proves: an open etcd is no public Kubernetes API.
  'control-plane-open': { severity: 'high', evidence: 'exposed', mild: 'other' },
  inconclusive: { severity: 'medium', evidence: 'unclear' },
  'auth-required': { severity: 'low', evidence: 'guarded' },
  forbidden: { severity: 'low', evidence: 'unclear' },
  'engine-mtls': { severity: 'info', evidence: 'guarded' },
  'mtls-required': { severity: 'info', evidence: 'guarded' },
  'other-service': { severity: 'info', evidence: 'other' },
  'no-reply': { severity: 'info', evidence: 'unclear' },
  tarpit: { severity: 'info', evidence: 'unclear' },
} as const satisfies Readonly<Record<string, VerdictMeaning>>;

export type Verdict = keyof typeof MEANINGS;

/** Worst first. */
// The keys of a literal object, in the order in which they are written.
export const VERDICTS = Object.keys(MEANINGS) as readonly Verdict[];

const RANKS: ReadonlyMap<string, number> = new Map([...SEVERITIES, ...VERDICTS].map((word, rank) => [word, rank]));

export function meaningOf(verdict: Verdict): VerdictMeaning {
  return MEANINGS[verdict];
}

/** Whether a verdict is of an engine that strangers can reach. */
export function isEngineVerdict(verdict: Verdict): boolean {
  return meaningOf(verdict).access !== undefined;
}

/** Whether an engine told its version to a stranger, through a filter of paths or not. */
export function answersVersion(verdict: Verdict): boolean {
  const { access } = meaningOf(verdict);
  return access === 'open' || access === 'filtered';
}

/** Below zero if `a` is worse. */
export function compareSeverity(a: Severity, b: Severity): number {
  return rankOf(a) - rankOf(b);
}

/** Below zero if `a` is listed first. */
export function compareVerdict(a: Verdict, b: Verdict): number {
  return rankOf(a) - rankOf(b);
}

/** Whether a severity is as bad as a threshold, or worse; nothing reaches `none`. */
export function isAtLeast(severity: Severity, threshold: Severity | 'none'): boolean {
  return threshold !== 'none' && rankOf(severity) <= rankOf(threshold);
}

/** @returns null for an empty list */
export function worstOf(severities: Iterable<Severity>): Severity | null {
  let worst: Severity | null = null;
  for (const severity of severities) if (worst === null || compareSeverity(severity, worst) < 0) worst = severity;
  return worst;
}

/** A word of neither list, as an older or newer file may hold, ranks last. */
function rankOf(word: Severity | Verdict): number {
  return RANKS.get(word) ?? RANKS.size;
}
