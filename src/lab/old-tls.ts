/**
 * A TLS server as they were before RFC 5746: a ServerHello without extensions, RSA key exchange, AES-128-CBC with SHA-1, up to
 * TLS 1.2. OpenSSL has no switch for it. RFC 2246 and RFC 5246 say what is on the wire. It checks nothing that a client says.
 */

import {
  constants,
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  privateDecrypt,
  randomBytes,
} from 'node:crypto';
import type { Duplex } from 'node:stream';

export interface OldTlsOptions {
  /** PEM, RSA. */
  key: string;
  /** DER. */
  certificate: Buffer;
  /** 1, 2, 3: TLS 1.0, 1.1, 1.2. */
  minor: 1 | 2 | 3;
  /** Ask for a client certificate, and answer its lack with this alert. */
  demand?: number;
  /** Answer a request with this alert, as where a certificate is demanded for a path (Apache, by renegotiation). */
  refuse?: number;
  /** Sent in answer to the first application data. */
  answer: string;
}

const [CHANGE_CIPHER_SPEC, ALERT, HANDSHAKE, APPLICATION_DATA] = [20, 21, 22, 23];
const RSA_AES_128_CBC_SHA = 0x002f;

const number = (value: number, bytes: number): Buffer => {
  const buffer = Buffer.alloc(bytes);
  buffer.writeUIntBE(value, 0, bytes);
  return buffer;
};
const withLength = (body: Buffer, bytes: number): Buffer => Buffer.concat([number(body.length, bytes), body]);
const hmac = (hash: string, key: Buffer, ...parts: Buffer[]): Buffer =>
  parts.reduce((mac, part) => mac.update(part), createHmac(hash, key)).digest();

/** RFC 5246, section 5. */
function expand(hash: string, secret: Buffer, seed: Buffer, length: number): Buffer {
  const parts: Buffer[] = [];
  for (let a = hmac(hash, secret, seed), n = 0; n < length; a = hmac(hash, secret, a)) {
    const part = hmac(hash, secret, a, seed);
    parts.push(part);
    n += part.length;
  }
  return Buffer.concat(parts).subarray(0, length);
}

/** RFC 2246, section 5, before TLS 1.2: both hashes, one over the other. */
function derive(minor: number, secret: Buffer, label: string, seed: Buffer, length: number): Buffer {
  const text = Buffer.concat([Buffer.from(label), seed]);
  if (minor === 3) return expand('sha256', secret, text, length);
  const half = Math.ceil(secret.length / 2);
  const [md5, sha1] = [
    expand('md5', secret.subarray(0, half), text, length),
    expand('sha1', secret.subarray(secret.length - half), text, length),
  ];
  return Buffer.from(md5.map((byte, i) => byte ^ (sha1[i] ?? 0)));
}

interface Direction {
  mac: Buffer;
  key: Buffer;
  iv: Buffer;
  sequence: bigint;
}

/** Serves one connection. */
export class OldTls {
  private readonly socket: Duplex;
  private readonly options: OldTlsOptions;
  private readonly transcript: Buffer[] = [];
  private readonly random = randomBytes(32);
  private clientRandom: Buffer = Buffer.alloc(32);
  private bytes: Buffer = Buffer.alloc(0);
  private master: Buffer = Buffer.alloc(0);
  private keys: { read: Direction; write: Direction } | undefined;
  private isReadSealed = false;
  private isWriteSealed = false;

  constructor(socket: Duplex, options: OldTlsOptions) {
    this.socket = socket;
    this.options = options;
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      try {
        this.read(chunk);
      } catch {
        // What OpenSSL cannot decrypt: no client of TLS sends it.
        socket.destroy();
      }
    });
  }

  private read(chunk: Buffer): void {
    this.bytes = Buffer.concat([this.bytes, chunk]);
    while (this.bytes.length >= 5 && this.bytes.length >= 5 + this.bytes.readUInt16BE(3)) {
      const end = 5 + this.bytes.readUInt16BE(3);
      const [type = 0, body] = [this.bytes[0], this.bytes.subarray(5, end)];
      this.bytes = this.bytes.subarray(end);
      this.take(type, this.isReadSealed ? this.open(body) : body);
    }
  }

  private take(type: number, body: Buffer): void {
    if (type === CHANGE_CIPHER_SPEC) this.isReadSealed = true;
    else if (type === HANDSHAKE) {
      for (let rest = body; rest.length >= 4; rest = rest.subarray(4 + rest.readUIntBE(1, 3)))
        this.shake(rest.subarray(0, 4 + rest.readUIntBE(1, 3)));
    } else if (type === APPLICATION_DATA && body.length > 0) {
      const { answer, refuse } = this.options;
      if (refuse === undefined) this.send(APPLICATION_DATA, Buffer.from(answer, 'latin1'));
      this.send(ALERT, Buffer.from(refuse === undefined ? [1, 0] : [2, refuse]));
      this.socket.end();
    } else if (type !== APPLICATION_DATA) this.socket.end();
  }

  private shake(message: Buffer): void {
    const { demand } = this.options;
    const body = message.subarray(4);
    const type = message[0];
    if (type === 1) this.hello(message);
    else if (type === 11 && demand !== undefined) {
      this.send(ALERT, Buffer.from([2, demand]));
      this.socket.end();
    } else if (type === 16) {
      this.transcript.push(message);
      this.agree(body.subarray(2));
    } else if (type === 20) {
      this.transcript.push(message);
      this.send(CHANGE_CIPHER_SPEC, Buffer.from([1]));
      this.isWriteSealed = true;
      const digest = this.digest();
      this.send(HANDSHAKE, this.message(20, derive(this.options.minor, this.master, 'server finished', digest, 12)));
    }
  }

  private hello(message: Buffer): void {
    const { minor, certificate, demand } = this.options;
    this.transcript.push(message);
    this.clientRandom = Buffer.from(message.subarray(6, 38));
    const hello = Buffer.concat([
      Buffer.from([3, minor]),
      this.random,
      Buffer.from([0]),
      number(RSA_AES_128_CBC_SHA, 2),
      Buffer.from([0]),
    ]);
    // RSA certificates; with TLS 1.2 signed by RSA with SHA-256 or SHA-1; of any authority.
    const request = Buffer.from(minor === 3 ? [1, 1, 0, 4, 4, 1, 2, 1, 0, 0] : [1, 1, 0, 0]);
    this.send(
      HANDSHAKE,
      Buffer.concat([
        this.message(2, hello),
        this.message(11, withLength(withLength(certificate, 3), 3)),
        ...(demand === undefined ? [] : [this.message(13, request)]),
        this.message(14, Buffer.alloc(0)),
      ]),
    );
  }

  private agree(encrypted: Buffer): void {
    const { key, minor } = this.options;
    const padded = privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, encrypted);
    const seed = Buffer.concat([this.clientRandom, this.random]);
    this.master = derive(minor, padded.subarray(-48), 'master secret', seed, 48);
    const block = derive(minor, this.master, 'key expansion', Buffer.concat([this.random, this.clientRandom]), 104);
    const part = (from: number, length: number): Buffer => block.subarray(from, from + length);
    this.keys = {
      read: { mac: part(0, 20), key: part(40, 16), iv: part(72, 16), sequence: 0n },
      write: { mac: part(20, 20), key: part(56, 16), iv: part(88, 16), sequence: 0n },
    };
  }

  private message(type: number, body: Buffer): Buffer {
    const message = Buffer.concat([Buffer.from([type]), withLength(body, 3)]);
    this.transcript.push(message);
    return message;
  }

  private digest(): Buffer {
    const all = Buffer.concat(this.transcript);
    const hash = (name: string): Buffer => createHash(name).update(all).digest();
    return this.options.minor === 3 ? hash('sha256') : Buffer.concat([hash('md5'), hash('sha1')]);
  }

  private send(type: number, body: Buffer): void {
    const data = this.isWriteSealed ? this.seal(type, body) : body;
    this.socket.write(Buffer.concat([Buffer.from([type, 3, this.options.minor]), withLength(data, 2)]));
  }

  private seal(type: number, body: Buffer): Buffer {
    const write = this.keys?.write;
    if (write === undefined) return body;
    const head = Buffer.concat([number(Number(write.sequence), 6), Buffer.from([type, 3, this.options.minor])]);
    write.sequence += 1n;
    const mac = hmac('sha1', write.mac, Buffer.alloc(2), head, number(body.length, 2), body);
    const plain = Buffer.concat([body, mac]);
    const pad = 16 - (plain.length % 16);
    const iv = this.options.minor === 1 ? write.iv : randomBytes(16);
    const cipher = createCipheriv('aes-128-cbc', write.key, iv).setAutoPadding(false);
    const sealed = Buffer.concat([cipher.update(Buffer.concat([plain, Buffer.alloc(pad, pad - 1)])), cipher.final()]);
    write.iv = sealed.subarray(-16);
    return this.options.minor === 1 ? sealed : Buffer.concat([iv, sealed]);
  }

  private open(body: Buffer): Buffer {
    const read = this.keys?.read;
    if (read === undefined) return body;
    const [iv, sealed] = this.options.minor === 1 ? [read.iv, body] : [body.subarray(0, 16), body.subarray(16)];
    const decipher = createDecipheriv('aes-128-cbc', read.key, iv).setAutoPadding(false);
    const plain = Buffer.concat([decipher.update(sealed), decipher.final()]);
    read.iv = sealed.subarray(-16);
    return plain.subarray(0, plain.length - (plain.at(-1) ?? 0) - 1 - 20);
  }
}
