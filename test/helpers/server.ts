/** Small real servers on loopback for the tests of the probe. */

import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { firstLimits, type Limits } from '../../src/probe/probe-limits.ts';

export interface Serving {
  address: string;
  port: number;
  /** Connections that were accepted so far. */
  readonly connections: number;
  /** Bytes that came in, as text, one entry for each connection. */
  readonly heard: readonly string[];
  /** Connections that are open now. */
  readonly open: number;
  close(): Promise<void>;
}

/** @returns the free port on which the server listens now */
export async function listenOn(server: Server, address: string): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, address, resolve);
  });
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('no port');
  return bound.port;
}

async function start(server: Server, address: string, sockets: Set<Socket>, heard: string[]): Promise<Serving> {
  const port = await listenOn(server, address);
  return {
    address,
    port,
    heard,
    get connections() {
      return heard.length;
    },
    get open() {
      return sockets.size;
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

function watch(server: Server, event: string, behave: (socket: Socket) => void): [Set<Socket>, string[]] {
  const sockets = new Set<Socket>();
  const heard: string[] = [];
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  server.on(event, (socket: Socket) => {
    const index = heard.push('') - 1;
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      heard[index] += chunk.toString('latin1');
    });
    behave(socket);
  });
  return [sockets, heard];
}

/** @param behave runs at once on a connection */
export async function serve(address: string, behave: (socket: Socket) => void): Promise<Serving> {
  const server = createServer();
  return await start(server, address, ...watch(server, 'connection', behave));
}

/** @param behave runs when the handshake has ended */
export async function serveTls(
  address: string,
  options: TlsOptions,
  behave: (socket: Socket) => void,
): Promise<Serving> {
  const server = createTlsServer(options);
  server.on('tlsClientError', () => undefined);
  return await start(server, address, ...watch(server, 'secureConnection', behave));
}

/** Sends `text` in answer to the first bytes, and hangs up. */
export function respond(text: string | Buffer): (socket: Socket) => void {
  return (socket) => void socket.once('data', () => socket.end(text));
}

/** A tenth of the usual times; sizes as usual unless given. */
export function shortLimits(change: Partial<Limits> = {}): Limits {
  return { ...firstLimits(0), connect: 500, handshake: 500, firstByte: 400, total: 1_200, linger: 250, ...change };
}
