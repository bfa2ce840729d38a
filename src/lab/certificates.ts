/** Certificates for the lab, made afresh at each start: no key is ever shipped. */

import { generateKeyPair, type KeyObject, sign } from 'node:crypto';
import { promisify } from 'node:util';
import { parseAddress } from '../domain/address.ts';
import { DAY_MS } from '../domain/time.ts';
import * as der from './der.ts';

export interface LabCertificate {
  /** PKCS #8, PEM. */
  key: string;
  /** PEM. */
  cert: string;
}

const ECDSA_WITH_SHA256 = der.sequence(der.objectIdentifier('1.2.840.10045.4.3.2'));
/** With parameters that are nothing (RFC 4055, section 5). */
const RSA_WITH_SHA256 = der.sequence(der.objectIdentifier('1.2.840.113549.1.1.11'), der.nothing());
const COMMON_NAME = '2.5.4.3';
const SUBJECT_ALT_NAME = '2.5.29.17';
/** The choice iPAddress of GeneralName. */
const IP_ADDRESS = 7;
/** Counted from 0. */
const VERSION_3 = 2;

/**
 * A self-signed server certificate (X.509 v3, P-256 or RSA) for some addresses, valid from a day before `now` to 30 days after it.
 * @param name its common name
 * @param addresses IPv4 or IPv6, as subject alternative names
 * @param rsaBits for an RSA key of that length, as old servers need it
 */
export async function createCertificate(
  name: string,
  addresses: readonly string[],
  now: number,
  rsaBits?: number,
): Promise<LabCertificate> {
  const { publicKey, privateKey } =
    rsaBits === undefined
      ? await promisify(generateKeyPair)('ec', { namedCurve: 'P-256' })
      : await promisify(generateKeyPair)('rsa', { modulusLength: rsaBits });
  const algorithm = rsaBits === undefined ? ECDSA_WITH_SHA256 : RSA_WITH_SHA256;
  const body = certificateBody(name, addresses, now, publicKey, algorithm);
  const signature = der.bitString(sign('sha256', body, privateKey));
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: pemOf('CERTIFICATE', der.sequence(body, algorithm, signature)),
  };
}

/** TBSCertificate of RFC 5280, 4.1: what is signed. */
function certificateBody(
  name: string,
  addresses: readonly string[],
  now: number,
  publicKey: KeyObject,
  algorithm: Buffer,
): Buffer {
  const subject = der.sequence(der.set(der.sequence(der.objectIdentifier(COMMON_NAME), der.utf8String(name))));
  const parts = [
    der.explicit(0, der.smallInteger(VERSION_3)),
    der.smallInteger(1),
    algorithm,
    subject,
    der.sequence(der.timeOf(now - DAY_MS), der.timeOf(now + 30 * DAY_MS)),
    subject,
    publicKey.export({ type: 'spki', format: 'der' }),
  ];
  // An extension without a name in it is not allowed.
  if (addresses.length > 0) parts.push(der.explicit(3, der.sequence(alternativeNames(addresses))));
  return der.sequence(...parts);
}

function alternativeNames(addresses: readonly string[]): Buffer {
  const names = addresses.map((address) => der.implicit(IP_ADDRESS, bytesOf(address)));
  return der.sequence(der.objectIdentifier(SUBJECT_ALT_NAME), der.octetString(der.sequence(...names)));
}

/** An address in network byte order. @throws Error where the text is none */
function bytesOf(text: string): Buffer {
  const address = parseAddress(text);
  if (address === undefined) throw new Error(`no IP address: ${JSON.stringify(text)}`);
  const digits = address.family === 4 ? 8 : 32;
  return Buffer.from(address.value.toString(16).padStart(digits, '0'), 'hex');
}

function pemOf(label: string, content: Buffer): string {
  const lines = content.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}
