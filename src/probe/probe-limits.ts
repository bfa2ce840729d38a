/** Bounds of one connection. Times in milliseconds, sizes in bytes. */
export interface Limits {
  /** From the dial to the accepted connection. */
  connect: number;
  /** From the accepted connection to the finished TLS handshake. */
  handshake: number;
  /** From the request to the first byte of an answer. */
  firstByte: number;
  /** From the request to the end of the answer. */
  total: number;
  /** For bytes that are no HTTP: the time to go on reading, which distinguishes a banner from a flood. */
  linger: number;
  /** Head of a response; engines behind some proxies send tens of kilobytes, and Go's client takes a megabyte. */
  head: number;
  /** Body that is read when it begins as JSON does. A genuine answer has about 2,000 bytes; more than 64 kB are kept in part. */
  json: number;
  /** Body of anything else that is kept until its end. */
  body: number;
  /** Body of anything else that is read and thrown away before an answer of unknown length counts as unending. */
  excess: number;
  /** Bytes kept of anything that is no JSON. */
  kept: number;
  /** Bytes that are read of one connection, whatever they are: counted at the socket. */
  bytes: number;
  /** From a whole JSON value to the end of the answer: what is left does not change the judgement. */
  grace: number;
}

const COMMON = {
  handshake: 5_000,
  linger: 3_000,
  head: 655_360,
  json: 655_360,
  body: 65_536,
  excess: 262_144,
  kept: 4_096,
  bytes: 655_360,
  grace: 1_000,
};

/** The first try is short. `timeout` is what the sweep allows for a connection; a probe is given twice that. */
export function firstLimits(timeout: number): Limits {
  return { ...COMMON, connect: Math.max(3_000, timeout * 2), firstByte: 5_000, total: 10_000 };
}

/**
 * The second try after silence is long: an engine whose authorisation plug-in is dead answers only after 15 seconds, and
 * one that was just restarted may take as long.
 */
export function patientLimits(timeout: number): Limits {
  return { ...firstLimits(timeout), handshake: 20_000, firstByte: 25_000, total: 26_000 };
}
