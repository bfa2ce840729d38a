/** A kind of endpoint: what it does with a connection, and the verdict that is right. */

import type { Socket } from 'node:net';
import type { Product } from '../../../src/domain/engine.ts';
import type { Verdict } from '../../../src/domain/verdicts.ts';

export interface Kind {
  name: string;
  verdict: Verdict;
  product?: Product;
  /** Called for each connection. */
  serve: (socket: Socket) => void;
}

/** Waits for the first bytes of a client, and calls with them. */
export const onRequest =
  (act: (socket: Socket, first: Buffer) => void) =>
  (socket: Socket): void => {
    socket.on('error', () => undefined);
    socket.once('data', (first: Buffer) => act(socket, first));
  };

/** Sends and hangs up. */
export const reply = (text: string | Buffer): ((socket: Socket) => void) =>
  onRequest((socket) => void socket.end(typeof text === 'string' ? Buffer.from(text, 'latin1') : text));

/** Sends and stays. */
export const replyAndStay = (text: string | Buffer): ((socket: Socket) => void) =>
  onRequest((socket) => void socket.write(typeof text === 'string' ? Buffer.from(text, 'latin1') : text));

/** Sends a first piece, then another again and again until the other side has gone. */
export const pour = (first: string, piece: string, everyMs: number): ((socket: Socket) => void) =>
  onRequest((socket) => {
    socket.write(Buffer.from(first, 'latin1'));
    const bytes = Buffer.from(piece, 'latin1');
    const timer = setInterval(() => {
      if (socket.writableLength < 1_000_000) socket.write(bytes);
    }, everyMs);
    socket.on('close', () => clearInterval(timer));
  });
