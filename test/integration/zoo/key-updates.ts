/**
 * A TLS 1.3 server that answers with key updates without end (RFC 8446, section 4.6.3). Node writes none: they are sealed here
 * with the secret that it tells for key logs, behind the records that it has written itself.
 */

import { createCipheriv, createHmac } from 'node:crypto';
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';

const APPLICATION_DATA = 23;
const [KEY_UPDATE, HANDSHAKE] = [24, 22];

export interface KeyUpdateOptions {
  key: string;
  cert: string;
  count: number;
  /** The client is to answer each with one of its own. */
  requested: boolean;
}

export function keyUpdates({ key, cert, count, requested }: KeyUpdateOptions): (socket: Socket) => void {
  return (socket) => {
    socket.on('error', () => undefined);
    let secret: Buffer = Buffer.alloc(0);
    let [written, heard] = [0, 0];
    const through = new Duplex({
      read: () => undefined,
      write: (chunk: Buffer, _encoding, done) => {
        // What is written behind the client's second flight is sealed with the secret: session tickets.
        if (heard > 1) written += recordsIn(chunk);
        socket.write(chunk, done);
      },
    });
    socket.on('data', (chunk) => {
      heard += 1;
      through.push(chunk);
    });
    socket.on('close', () => through.destroy());
    const versions = { minVersion: 'TLSv1.3', maxVersion: 'TLSv1.3' } as const;
    const tls = new TLSSocket(through, { isServer: true, key, cert, ...versions, ciphers: 'TLS_AES_128_GCM_SHA256' });
    tls.on('error', () => undefined);
    tls.on('keylog', (line: Buffer) => {
      const told = /^SERVER_TRAFFIC_SECRET_0 \S+ (\S+)/.exec(line.toString())?.[1];
      if (told !== undefined) secret = Buffer.from(told, 'hex');
    });
    tls.once('data', () => {
      const message = Buffer.from([KEY_UPDATE, 0, 0, 1, requested ? 1 : 0, HANDSHAKE]);
      const records: Buffer[] = [];
      for (let i = 0; i < count; i += 1) {
        records.push(seal(secret, i === 0 ? written : 0, message));
        secret = expand(secret, 'traffic upd', 32);
      }
      socket.write(Buffer.concat(records));
    });
  };
}

function recordsIn(bytes: Buffer): number {
  let records = 0;
  for (let at = 0; at + 5 <= bytes.length; at += 5 + bytes.readUInt16BE(at + 3))
    if (bytes[at] === APPLICATION_DATA) records += 1;
  return records;
}

/** HKDF-Expand-Label of one block, RFC 8446, section 7.1. */
function expand(secret: Buffer, label: string, length: number): Buffer {
  const name = Buffer.from(`tls13 ${label}`);
  const info = Buffer.concat([Buffer.from([0, length, name.length]), name, Buffer.from([0, 1])]);
  return createHmac('sha256', secret).update(info).digest().subarray(0, length);
}

/** RFC 8446, section 5.2. @param sequence of the record, below 256 */
function seal(secret: Buffer, sequence: number, plain: Buffer): Buffer {
  const nonce = Buffer.from(expand(secret, 'iv', 12));
  nonce[11] = (nonce[11] ?? 0) ^ sequence;
  const length = plain.length + 16;
  const header = Buffer.from([APPLICATION_DATA, 3, 3, length >> 8, length & 255]);
  const cipher = createCipheriv('aes-128-gcm', expand(secret, 'key', 16), nonce).setAAD(header);
  return Buffer.concat([header, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}
