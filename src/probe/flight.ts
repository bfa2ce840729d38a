/**
 * What a TLS server says in clear text before there are keys: up to TLS 1.2 its whole first flight. OpenSSL does not tell
 * whether a client certificate was asked for, and an alert alone does not either.
 */

import { Duplex } from 'node:stream';

/** Content types and handshake types: RFC 5246, sections 6.2.1 and 7.4. */
const [HANDSHAKE, CHANGE_CIPHER_SPEC] = [22, 20];
const [SERVER_HELLO, CERTIFICATE_REQUEST] = [2, 13];
/** Bytes that are looked at; a certificate chain may be long. */
const MAX_BYTES = 262_144;

/** Reads handshake messages from the records of a server. */
export class FlightReader {
  /** A ServerHello came. */
  hello = false;
  /** A CertificateRequest came. */
  requested = false;
  private records = Buffer.alloc(0);
  private messages = Buffer.alloc(0);
  private total = 0;
  private done = false;

  add(chunk: Buffer): void {
    this.total += chunk.length;
    if (this.done) return;
    this.done = this.total > MAX_BYTES;
    this.records = Buffer.concat([this.records, chunk]);
    while (!this.done && this.records.length >= 5) {
      const length = this.records.readUInt16BE(3);
      if (this.records.length < 5 + length) break;
      this.takeRecord(this.records[0] ?? 0, this.records.subarray(5, 5 + length));
      this.records = this.records.subarray(5 + length);
    }
  }

  private takeRecord(type: number, body: Buffer): void {
    // What follows is encrypted.
    if (type === CHANGE_CIPHER_SPEC) this.done = true;
    if (type !== HANDSHAKE) return;
    this.messages = Buffer.concat([this.messages, body]);
    while (this.messages.length >= 4) {
      const length = this.messages.readUIntBE(1, 3);
      if (this.messages.length < 4 + length) break;
      if (this.messages[0] === SERVER_HELLO) this.hello = true;
      if (this.messages[0] === CERTIFICATE_REQUEST) this.requested = true;
      this.messages = this.messages.subarray(4 + length);
    }
  }
}

/** A stream that passes everything on, and reads along what the server sends. */
export function readAlong(socket: Duplex, reader: FlightReader): Duplex {
  const through = new Duplex({
    read: () => void socket.resume(),
    write: (chunk: Buffer, encoding, done) => void socket.write(chunk, encoding, done),
    final: (done) => {
      socket.end();
      done();
    },
    destroy: (error, done) => {
      socket.destroy();
      done(error);
    },
  });
  socket.on('data', (chunk: Buffer) => {
    reader.add(chunk);
    if (!through.push(chunk)) socket.pause();
  });
  socket.on('end', () => void through.push(null));
  socket.on('error', (error) => through.destroy(error));
  socket.on('close', () => through.destroy());
  return through;
}
