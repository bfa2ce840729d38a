/** Small TCP servers that answer byte for byte: header case and order matter here, so no HTTP library writes them. */

import { createServer, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type Problem, SeawallError } from '../domain/errors.ts';

/** Behaviour of a server on one connection, from the first byte received. */
export type Behaviour = (stream: Duplex, first: Buffer, connection: number) => void;

/** After which every connection ends, also a busy one: load stops by itself. */
const MAX_LIFE_MS = 60_000;
const MAX_CONNECTIONS = 256;

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
    socket.setTimeout(MAX_LIFE_MS, () => socket.destroy());
    const end = setTimeout(() => socket.destroy(), MAX_LIFE_MS);
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
  server.maxConnections = MAX_CONNECTIONS;
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
      reject(new SeawallError(bindProblem(error, address, port), { cause: error }));
    });
    server.listen(port, address, resolve);
  });
}

/** Why an endpoint of the lab could not have its address, and what to do about that. */
export function bindProblem({ code, message }: NodeJS.ErrnoException, address: string, port: number): Problem {
  const where = `${address}:${port}`;
  if (code === 'EADDRINUSE') {
    return {
      code: 'LAB_ADDRESS_IN_USE',
      message: `the lab needs ${where}, and something listens there: end it, or choose another --first address`,
    };
  }
  return { code: 'LAB_UNAVAILABLE', message: `the lab cannot listen on ${where}: ${REASONS[code ?? ''] ?? message}` };
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'this user may not (EACCES): run it as one who may, or look at what confines this one',
  EPERM: 'this user may not (EPERM): run it as one who may, or look at what confines this one',
  EADDRNOTAVAIL:
    'this machine does not have that address (EADDRNOTAVAIL): bring up the loopback interface, or give it the address, as in: ifconfig lo0 alias 127.0.0.10 (macOS, each one)',
  EMFILE: 'there are too few file descriptors (EMFILE): raise the limit, as in: ulimit -n 1024',
};

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
export function pour(head: () => string, piece: () => string, every = 0): Behaviour {
  return (stream) => {
    let sent = 0;
    let timer: NodeJS.Timeout | undefined;
    stream.write(head());
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
