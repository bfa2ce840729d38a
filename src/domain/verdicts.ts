/** Verdicts and severities. */

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
