/** Small TCP servers that answer byte for byte: header case and order matter here, so nothing writes them for us. */

import { createServer, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { SeawallError } from '../errors.ts';

/** What a server does with a connection, from the first byte that came over it. */
export type Behaviour = (stream: Duplex, first: Buffer, connection: number) => void;

/** Milliseconds after which every connection ends, whatever it does: load stops by itself. */
const LIFE = 60_000;
const MOST_CONNECTIONS = 256;

export interface Listening {
  close(): Promise<void>;
}

/** @param greet runs at once on a connection, for services that speak first */
export async function listen(
  address: string,
  port: number,
  behave: Behaviour,
  greet?: (stream: Duplex) => void,
): Promise<Listening> {
  const sockets = new Set<Socket>();
  let asked = 0;
  const server = createServer({ pauseOnConnect: false }, (socket) => {
    sockets.add(socket);
    socket.setTimeout(LIFE, () => socket.destroy());
    const end = setTimeout(() => socket.destroy(), LIFE);
    socket.on('close', () => {
      clearTimeout(end);
      sockets.delete(socket);
    });
    socket.on('error', () => socket.destroy());
    greet?.(socket);
    // A sweep connects and says nothing: only a connection with a byte counts.
    socket.once('data', (first: Buffer) => {
      asked += 1;
      behave(socket, first, asked);
    });
  });
  server.maxConnections = MOST_CONNECTIONS;
  await bind(server, address, port);
  return {
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

function bind(server: Server, address: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const message = `the lab needs ${address}:${port}, and it cannot have it (${error.code}): end what listens there, or choose another --first address`;
      reject(new SeawallError({ code: 'LAB_ADDRESS_IN_USE', message }, { cause: error }));
    });
    server.listen(port, address, resolve);
  });
}

/** A whole HTTP response; a Date is put where Go puts it, before Content-Length. */
export function response(status: string, headers: readonly string[], body: string, version = '1.1'): string {
  const date = headers.some((header) => /^date:/i.test(header)) ? [] : [`Date: ${new Date().toUTCString()}`];
  return [
    `HTTP/${version} ${status}`,
    ...headers,
    ...date,
    `Content-Length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ].join('\r\n');
}

/** Answers once and hangs up. */
export function answer(text: () => string): Behaviour {
  return (stream) => void stream.end(text());
}

/** Writes a piece again and again, as fast as the other side reads or as slowly as `every` says, up to 64 MB. */
export function pour(head: string, piece: () => string, every = 0): Behaviour {
  return (stream) => {
    let sent = 0;
    let timer: NodeJS.Timeout | undefined;
    stream.write(head);
    const step = (): void => {
      if (stream.destroyed || sent > 64e6) return void stream.destroy();
      const text = piece();
      sent += text.length;
      if (every > 0) {
        stream.write(text);
        timer = setTimeout(step, every);
      } else if (stream.write(text)) setImmediate(step);
      else stream.once('drain', step);
    };
    stream.on('close', () => clearTimeout(timer));
    step();
  };
}
