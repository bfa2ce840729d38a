/** One connection and what came of it: facts as they were seen, remote bytes bounded. */

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
  /** The server asked for a client certificate; known where its first flight was read along. */
  requested?: boolean;
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

/** Ends of one connection. */
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

/** The far side said nothing at all on this connection. */
export function isMute({ end }: { end: AttemptEnd }): boolean {
  return end === 'closed' || end === 'reset' || end === 'silent' || end === 'not-connected';
}

/** RFC 5246, section 7.2.2, and RFC 8446, section 6.2: alerts with which servers answer a missing client certificate. */
const CERTIFICATE_ALERTS: readonly number[] = [40, 41, 42, 43, 44, 45, 46, 48, 49, 116];

/** An alert is about our certificate where one was asked for, or where keys were agreed before it; else about the handshake. */
export function demandsCertificate({ alert, requested, keyed, established }: TlsFacts): boolean {
  if (alert === undefined) return false;
  return requested === true || ((keyed || established) && CERTIFICATE_ALERTS.includes(alert));
}

/**
 * Why an attempt was made. `permissive` is a TLS handshake with everything that OpenSSL refuses by default: old protocol
 * versions, weak ciphers and signatures, servers without RFC 5746. `finite-field` is one with finite-field Diffie-Hellman
 * (RFC 7919), and nothing else: the server sets what it costs, so it is made on a thread of its own and within a budget.
 */
export type AttemptPurpose = 'first' | 'other-transport' | 'permissive' | 'finite-field' | 'patient' | 'confirm';

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
  /** Set where less was kept than had come, because the run's bytes for this prefix were spent. */
  shortened?: true;
  /** It was asked once and briefly, because most of its prefix accepts and answers nothing. */
  brief?: true;
  /** Not asked with all tries, or not read to its end, as the time or the bytes for it were spent: not tested. */
  untested?: true;
  /** A handshake with finite-field Diffie-Hellman was due and was not made: the budget for such was spent, or their thread ended in one. */
  withheld?: true;
  /** Set when the probe itself failed: local trouble to the end, or a bug of ours. */
  fault?: string;
}
