/**
 * What a TLS server says in clear text before there are keys: up to TLS 1.2 its whole first flight. OpenSSL does not tell
 * whether a client certificate was asked for, and an alert alone does not either.
 */

import type { Duplex } from 'node:stream';
import { passThrough } from './pass-through.ts';

/** Content types and handshake types: RFC 5246, sections 6.2.1 and 7.4. */
const [CHANGE_CIPHER_SPEC, HANDSHAKE, APPLICATION_DATA] = [20, 22, 23];
const [SERVER_HELLO, SERVER_KEY_EXCHANGE, CERTIFICATE_REQUEST, SERVER_HELLO_DONE] = [2, 12, 13, 14];
/** Bytes that are looked at; a certificate chain may be long. */
const MAX_BYTES = 262_144;

/** Reads handshake messages from the records of a server. */
export class FlightReader {
  /** A ServerHello came. */
  hello = false;
  /** A CertificateRequest came. */
  requested = false;
  /**
   * Bits of the finite-field group that the server chose in a ServerKeyExchange: 0 before one came, infinite where none came within
   * the bytes that are looked at. In TLS 1.3 the client names the groups.
   */
  groupBits = 0;
  private readonly isFiniteField: boolean;
  private records = Buffer.alloc(0);
  private messages = Buffer.alloc(1_024);
  /** Bytes of `messages` that are filled. */
  private filled = 0;
  private total = 0;
  private done = false;

  /** @param isFiniteField finite-field Diffie-Hellman is all that was offered: a ServerKeyExchange begins with its prime */
  constructor(isFiniteField = false) {
    this.isFiniteField = isFiniteField;
  }

  add(chunk: Buffer): void {
    this.total += chunk.length;
    if (this.done) return;
    this.done = this.total > MAX_BYTES;
    if (this.done && this.isFiniteField) this.groupBits = Number.POSITIVE_INFINITY;
    this.records = Buffer.concat([this.records, chunk]);
    while (!this.done && this.records.length >= 5) {
      const length = this.records.readUInt16BE(3);
      if (this.records.length < 5 + length) break;
      this.takeRecord(this.records[0] ?? 0, this.records.subarray(5, 5 + length));
      this.records = this.records.subarray(5 + length);
    }
  }

  private takeRecord(type: number, body: Buffer): void {
    // What follows is encrypted. A ChangeCipherSpec may also come early, and is no reason to miss a group.
    if (type === APPLICATION_DATA || (type === CHANGE_CIPHER_SPEC && !this.isFiniteField)) this.done = true;
    if (type !== HANDSHAKE) return;
    this.append(body);
    let start = 0;
    while (!this.done && this.filled - start >= 4) {
      const end = start + 4 + this.messages.readUIntBE(start + 1, 3);
      if (this.filled < end) break;
      this.takeMessage(this.messages.subarray(start, end));
      start = end;
    }
    this.messages.copyWithin(0, start, this.filled);
    this.filled -= start;
  }

  private takeMessage(message: Buffer): void {
    const type = message[0];
    if (type === SERVER_HELLO) this.hello = true;
    if (type === CERTIFICATE_REQUEST) this.requested = true;
    if (type === SERVER_KEY_EXCHANGE && this.isFiniteField && this.groupBits === 0) this.groupBits = primeBits(message);
    // What comes after it is in the clear up to this message, and encrypted then.
    if (type === SERVER_HELLO_DONE && this.isFiniteField) this.done = true;
  }

  /** A message may come in records of one byte: room is doubled, so that each byte is copied a few times. */
  private append(body: Buffer): void {
    const filled = this.filled + body.length;
    if (filled > this.messages.length) {
      const larger = Buffer.alloc(Math.max(filled, 2 * this.messages.length));
      this.messages.copy(larger, 0, 0, this.filled);
      this.messages = larger;
    }
    body.copy(this.messages, this.filled);
    this.filled = filled;
  }
}

/** Bits of `dh_p` in a ServerKeyExchange, before which its length stands in two bytes: RFC 5246, section 7.4.3. */
function primeBits(message: Buffer): number {
  if (message.length < 6) return 0;
  const prime = message.subarray(6, 6 + message.readUInt16BE(4));
  const zeros = prime.findIndex((byte) => byte !== 0);
  return zeros < 0 ? 0 : (prime.length - zeros) * 8;
}

/**
 * The largest group that is computed with: that of RFC 3526 and RFC 7919, which takes a fifth of a second. OpenSSL goes up to
 * 10,000 bits and would take three times as long, and nothing stops it meanwhile.
 */
const MAX_GROUP_BITS = 8_192;

/**
 * A stream that passes everything on, and reads along what the server sends. It fails before OpenSSL sees a group that is too
 * large.
 */
export function readAlong(socket: Duplex, reader: FlightReader): Duplex {
  const through = passThrough(socket, (chunk, push) => {
    reader.add(chunk);
    if (reader.groupBits > MAX_GROUP_BITS)
      through.destroy(new Error(`a Diffie-Hellman group of ${reader.groupBits} bits`));
    else push(chunk);
  });
  return through;
}
