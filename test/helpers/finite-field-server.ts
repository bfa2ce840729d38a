/**
 * TLS 1.2 servers that make their clients compute and compute nothing themselves: each names a finite-field group, anonymously, waits
 * until the client has done its part, and hangs up. Clients that offer no such key exchange are refused.
 * RFC 5246, section 7.4. For tests alone.
 */

import { randomBytes } from 'node:crypto';
import { createServer, type Server, type Socket } from 'node:net';

const [ALERT, HANDSHAKE] = [21, 22];
const [SERVER_HELLO, SERVER_KEY_EXCHANGE, SERVER_HELLO_DONE] = [2, 12, 14];
/** TLS_DH_anon_WITH_AES_128_CBC_SHA: neither certificate nor signature. */
const DH_ANON = Buffer.from([0x00, 0x34]);

const withLength = (bytes: number, body: Buffer): Buffer => {
  const length = Buffer.alloc(bytes);
  length.writeUIntBE(body.length, 0, bytes);
  return Buffer.concat([length, body]);
};
/** RFC 5246, sections 6.2.1 and 7.4. */
export const record = (type: number, body: Buffer): Buffer =>
  Buffer.concat([Buffer.from([type, 3, 3]), withLength(2, body)]);
export const message = (type: number, body = Buffer.alloc(0)): Buffer =>
  Buffer.concat([Buffer.from([type]), withLength(3, body)]);
/** handshake_failure, fatal. */
const REFUSAL = record(ALERT, Buffer.from([2, 40]));

/**
 * Any odd number of so many bits: nobody asks whether it is a prime. In the groups of RFC 3526 and RFC 7919, which OpenSSL knows, a client
 * computes with a short exponent, and has done so in a fraction of the time.
 */
export function groupOf(bits: number): Buffer {
  const odd = randomBytes(bits / 8);
  odd[0] = 0x80;
  odd[odd.length - 1] = 1;
  return odd;
}

/** A ServerHello flight that names the group: `dh_p`, `dh_g`, `dh_Ys`. */
export function flightOf(prime: Buffer): Buffer {
  const hello = Buffer.concat([Buffer.from([3, 3]), randomBytes(32), Buffer.from([0]), DH_ANON, Buffer.from([0])]);
  const key = Buffer.from([4]);
  const exchange = Buffer.concat([prime, Buffer.from([2]), key].map((number) => withLength(2, number)));
  const flight = [message(SERVER_HELLO, hello), message(SERVER_KEY_EXCHANGE, exchange), message(SERVER_HELLO_DONE)];
  return Buffer.concat(flight.map((part) => record(HANDSHAKE, part)));
}

function offersAnonymous(clientHello: Buffer): boolean {
  const at = 5 + 4 + 2 + 32;
  const suites = at + 1 + (clientHello[at] ?? 0);
  const list = clientHello.subarray(suites + 2, suites + 2 + clientHello.readUInt16BE(suites));
  for (let i = 0; i < list.length; i += 2) if (list.subarray(i, i + 2).equals(DH_ANON)) return true;
  return false;
}

/** Serves one connection. @param onPaid called when the client has computed */
export function serveFiniteField(socket: Socket, flight: Buffer, onPaid: () => void = () => undefined): void {
  socket.on('error', () => undefined);
  socket.once('data', (hello: Buffer) => {
    if (hello[0] !== HANDSHAKE || !offersAnonymous(hello)) {
      socket.end(REFUSAL);
      return;
    }
    socket.write(flight);
    socket.once('data', () => {
      onPaid();
      socket.end();
    });
  });
}

export interface FiniteFieldServers {
  /** Clients that were given a group, by address, and those of them that computed. */
  readonly tried: string[];
  readonly paid: string[];
  close(): Promise<void>;
}

/** Starts one on each address. */
export async function startFiniteFieldServers(
  addresses: readonly string[],
  port: number,
  prime: Buffer,
): Promise<FiniteFieldServers> {
  const flight = flightOf(prime);
  const sockets = new Set<Socket>();
  const [tried, paid]: [string[], string[]] = [[], []];
  const servers = await Promise.all(
    addresses.map(async (address) => {
      const server: Server = createServer((socket) => {
        sockets.add(socket);
        socket.on('close', () => sockets.delete(socket));
        socket.once('data', (hello: Buffer) => {
          if (hello[0] === HANDSHAKE && offersAnonymous(hello)) tried.push(address);
        });
        serveFiniteField(socket, flight, () => void paid.push(address));
      });
      await new Promise<void>((resolve) => server.listen(port, address, resolve));
      return server;
    }),
  );
  return {
    tried,
    paid,
    async close() {
      for (const socket of sockets) socket.destroy();
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}
