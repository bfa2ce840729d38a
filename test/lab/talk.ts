/** Talks to a lab endpoint over raw sockets, so that every byte and the way a connection ends can be asserted. */

import { connect, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls, type SecureVersion, type TLSSocket } from 'node:tls';
import { expect } from 'vitest';
import type { Exhibit } from '../../src/lab/engine-exhibits.ts';
import { type Listening, listen } from '../../src/lab/serve.ts';

const REQUEST = 'GET /version HTTP/1.1\r\nHost: lab\r\nConnection: close\r\n\r\n';

export interface Talk {
  bytes: Buffer;
  text: string;
  /** `fin`, `silent` (we gave up), `enough` (we read our fill), or a system error code. */
  end: string;
  /** Message of the error, where there was one. */
  message: string;
}

interface Limits {
  /** Sent on connecting; empty sends nothing. */
  request?: string | Buffer;
  milliseconds?: number;
  bytes?: number;
}

function listenTo(socket: Socket, { milliseconds = 4_000, bytes = 64_000 }: Limits): Promise<Talk> {
  const chunks: Buffer[] = [];
  let size = 0;
  return new Promise((resolve) => {
    const finish = (end: string, message = ''): void => {
      clearTimeout(timer);
      socket.destroy();
      const all = Buffer.concat(chunks);
      resolve({ bytes: all, text: all.toString('latin1'), end, message });
    };
    const timer = setTimeout(() => finish('silent'), milliseconds);
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size >= bytes) finish('enough');
    });
    socket.on('error', (error: NodeJS.ErrnoException) => finish(error.code ?? 'error', error.message));
    socket.on('end', () => finish('fin'));
  });
}

export function talk(address: string, port: number, limits: Limits = {}): Promise<Talk> {
  const { request = REQUEST } = limits;
  const socket = connect({ host: address, port }, () => {
    if (request.length > 0) socket.write(request);
  });
  return listenTo(socket, limits);
}

/** No client certificate is offered, and the server's is not checked. */
export function talkTls(address: string, port: number, highest: SecureVersion = 'TLSv1.3'): Promise<Talk> {
  const socket = connectTls({
    host: address,
    port,
    rejectUnauthorized: false,
    minVersion: 'TLSv1.2',
    maxVersion: highest,
  });
  // Written at once: the refusal must win the race against our request.
  socket.write(REQUEST);
  return listenTo(socket, {});
}

/** Connects, sends nothing and resets, as a sweep does. */
export function touch(address: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: address, port }, () => {
      socket.resetAndDestroy();
      resolve();
    });
    socket.on('error', reject);
  });
}

export interface Reply {
  status: string;
  headers: string[];
  names: string[];
  body: string;
}

/** Splits a response at its blank line; names keep the case and order of the wire. */
export function reply(text: string): Reply {
  const end = text.indexOf('\r\n\r\n');
  const [status = '', ...headers] = text.slice(0, end).split('\r\n');
  return { status, headers, names: headers.map((line) => line.split(':')[0] ?? ''), body: text.slice(end + 4) };
}

/** Exhibits on one address, each on a port of its own. */
export interface Standing {
  /** What the named exhibit answers to `GET /version`. */
  ask(name: string): Promise<string>;
  close(): Promise<unknown>;
}

export async function standAll(address: string, exhibits: readonly Exhibit[]): Promise<Standing> {
  const servers: Listening[] = [];
  for (const [i, { behave }] of exhibits.entries()) servers.push(await listen(address, FIRST_PORT + i, behave));
  return {
    async ask(name) {
      const place = exhibits.findIndex((exhibit) => exhibit.name === name);
      expect(place).toBeGreaterThanOrEqual(0);
      return (await talk(address, FIRST_PORT + place)).text;
    },
    close: () => Promise.all(servers.map((server) => server.close())),
  };
}

const FIRST_PORT = 3_000;

export interface TlsTold {
  /** Null where there was no session. */
  protocol: string | null;
  cipher: string;
  text: string;
  /** Of the error that ended it. */
  message: string;
}

/** Asks inside TLS, and resolves with what was learnt when the connection is over. */
export function askInTls(host: string, port: number, offer: ConnectionOptions): Promise<TlsTold> {
  return new Promise((resolve) => {
    const told: TlsTold = { protocol: null, cipher: '', text: '', message: '' };
    const socket: TLSSocket = connectTls({ ...offer, host, port }, () => {
      told.protocol = socket.getProtocol();
      told.cipher = socket.getCipher().name;
      socket.write('GET /version HTTP/1.1\r\n\r\n');
    });
    socket.on('data', (chunk: Buffer) => {
      told.text += chunk.toString();
    });
    socket.on('error', ({ message }) => {
      told.message = message;
    });
    socket.on('close', () => resolve(told));
  });
}
