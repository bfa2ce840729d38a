/** Demands for a client certificate, and hints that an engine is behind one. */

import { formatAddress, parseAddress } from '../domain/address.ts';
import { demandsCertificate } from '../domain/attempt.ts';
import { wantsCertificateInWords } from './proxy-marks.ts';
import type { Reading } from './reading.ts';

export interface Demand {
  /** Sentences for the notes. */
  notes: string[];
  /** The number of hints that point at an engine, of three: Go's plain answer, Go's alert, and port or certificate. */
  hints: number;
  /** The server hung up without saying why. */
  likely?: true;
}

/** @returns undefined where nothing shows that a client certificate was demanded */
export function readDemand(reading: Reading): Demand | undefined {
  const handshakes = reading.record.attempts.filter(({ transport, tls }) => transport === 'tls' && tls !== undefined);
  const attempt =
    handshakes.find(({ tls }) => tls?.requested === true) ??
    handshakes.find(({ tls }) => tls !== undefined && demandsCertificate(tls)) ??
    handshakes[0];
  const { tls, end } = attempt ?? {};
  if (wantsCertificateInWords(reading))
    return { notes: ['the web server asks for a client certificate in its answer'], hints: 0 };
  if (tls === undefined || end === undefined || attempt?.http !== undefined) return undefined;
  const named = demandsCertificate(tls);
  if (!named && tls.requested && (end === 'closed' || end === 'reset')) {
    return {
      notes: ['the server asked for a client certificate, and hung up without an alert when there was none'],
      hints: 0,
      likely: true,
    };
  }
  if (!named) return undefined;
  const notes = [
    `TLS alert ${tls.alert} ${tls.established ? 'after' : 'during'} the handshake: a client certificate is required`,
  ];
  const hints = [saysGo(reading), alertsLikeGo(tls), looksLikeEngineHost(reading)].filter(Boolean).length;
  return { notes, hints };
}

/** Go's own sentence to a plain client on a TLS port. */
function saysGo({ record }: Reading): boolean {
  return record.attempts.some(
    ({ end, http }) =>
      end === 'tls-here' && http?.body.data.startsWith('Client sent an HTTP request to an HTTPS server') === true,
  );
}

/** 42 up to Go 1.24 (TLS 1.2) and 1.21 (TLS 1.3), 116 or 40 later: the newer ones are what other software sends too. */
function alertsLikeGo({ alert }: NonNullable<Reading['tls']>): boolean {
  return alert === 42 || alert === 116 || alert === 40;
}

function looksLikeEngineHost({ record }: Reading): boolean {
  if (record.port === 2376) return true;
  const certificate = record.attempts.find(({ tls }) => tls?.certificate !== undefined)?.tls?.certificate;
  if (certificate === undefined) return false;
  const words = [certificate.subject, certificate.issuer, ...certificate.names].join(' ');
  return /docker/i.test(words) || certificate.names.some((name) => addressOf(name) === record.address);
}

/**
 * Self-signed, and for other addresses alone. Names are not compared: the audit knows an address, and resolves nothing.
 * @returns a sentence for the notes
 */
export function describeStrangeness({ record }: Reading): string | undefined {
  const certificate = record.attempts.find(({ tls }) => tls?.certificate !== undefined)?.tls?.certificate;
  if (certificate?.selfSigned !== true || certificate.names.length === 0) return undefined;
  const others = certificate.names.map(addressOf).every((other) => other !== undefined && other !== record.address);
  return others
    ? 'the certificate is self-signed and names other addresses than this one, as behind address translation, on a copied machine, or on a decoy'
    : undefined;
}

/** The address in a certificate's name, in canonical text; Node writes IPv6 there in full and in capitals. */
function addressOf(name: string): string | undefined {
  const address = name.startsWith('IP:') ? parseAddress(name.slice(3).toLowerCase()) : undefined;
  return address && formatAddress(address);
}
