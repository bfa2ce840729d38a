/** Facts of a TLS handshake: alert, protocol, certificate. */

import type { X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import type { CertificateFacts, TlsFacts } from '../domain/attempt.ts';
import { isoOf } from '../domain/time.ts';

/** Names kept of a certificate, and characters of each text. */
const MAX_NAMES = 32;
const MAX_TEXT_CHARACTERS = 256;

/**
 * The alert that the server sent. The number is in the message of every Node release, while the codes around it change
 * (RFC 8446, section 6).
 */
export function alertNumber(error: Error | undefined): number | undefined {
  const match = /alert number (\d+)/.exec(error?.message ?? '');
  return match?.[1] === undefined ? undefined : Number(match[1]);
}

/** OpenSSL's words for "these bytes are no TLS record". */
export function saysPlain(error: Error): boolean {
  return /wrong version number|packet length too long|record layer failure|http request|bad record type/i.test(
    error.message,
  );
}

/**
 * The facts of the handshake. Never call this from a `close` handler: reading the protocol or cipher there ends Node 20
 * and 22 with a segmentation fault.
 */
export function readTls(socket: TLSSocket, established: boolean, keyed: boolean): TlsFacts {
  const certificate = readCertificate(socket.getPeerX509Certificate());
  return {
    established,
    keyed,
    protocol: established ? (socket.getProtocol() ?? '') : '',
    cipher: established ? socket.getCipher().name : '',
    ...(certificate === undefined ? {} : { certificate }),
  };
}

export function readCertificate(certificate: X509Certificate | undefined): CertificateFacts | undefined {
  if (certificate === undefined) return undefined;
  return {
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    names: splitNames(certificate.subjectAltName ?? ''),
    validFrom: isoDate(certificate.validFrom),
    validTo: isoDate(certificate.validTo),
    fingerprint: certificate.fingerprint256,
    selfSigned: isSelfSigned(certificate),
  };
}

function oneLine(text: string | undefined): string {
  return (text ?? '').split('\n').join(', ').slice(0, MAX_TEXT_CHARACTERS);
}

/** `DNS:a, IP Address:1.2.3.4`; a name that holds a comma is quoted by Node. One pass: a certificate may hold 100 kB of them. */
function splitNames(text: string): string[] {
  const names: string[] = [];
  const end = Math.min(text.length, MAX_NAMES * MAX_TEXT_CHARACTERS);
  let [from, quoted] = [0, false];
  for (let at = 0; at <= end && names.length < MAX_NAMES; at += 1) {
    const mark = at === end ? ',' : text[at];
    if (mark === '"') quoted = !quoted;
    else if (quoted && mark === '\\') at += 1;
    if (mark !== ',' || (quoted && at < end)) continue;
    const name = text
      .slice(from, at)
      .trim()
      .replace(/^IP Address:/, 'IP:');
    if (/^[A-Za-z ]+:/.test(name)) names.push(name.slice(0, MAX_TEXT_CHARACTERS));
    from = at + 1;
  }
  return names;
}

function isoDate(text: string): string {
  const time = Date.parse(text);
  return Number.isNaN(time) ? text.slice(0, MAX_TEXT_CHARACTERS) : isoOf(time);
}

function isSelfSigned(certificate: X509Certificate): boolean {
  if (certificate.subject !== certificate.issuer) return false;
  try {
    return certificate.verify(certificate.publicKey);
  } catch {
    // A key that this OpenSSL cannot read: the names alone say that it issued itself.
    return true;
  }
}
