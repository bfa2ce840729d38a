/**
 * Counts the TLS records of a server that bring no text. Key updates, tickets and empty records cost the client arithmetic and
 * reach no reader; given to the client all at once, a buffer of them holds the process up.
 */

import type { Duplex } from 'node:stream';
import { passThrough } from './pass-through.ts';

/** A handshake has some twenty, and a session a few tickets; a key update costs up to 20 microseconds. */
const MOST_IDLE = 256;
/** RFC 8446, section 5.1: type, version, length. */
const HEADER_BYTES = 5;

/** Passes a connection on to a TLS client record by record, and ends it at too many that bring no text. */
export class RecordMeter {
  readonly stream: Duplex;
  isFlooded = false;
  private readonly socket: Duplex;
  private produced: () => number = () => 0;
  private idle = 0;
  private header: number[] = [];
  /** Bytes of the record's body that are still to come. */
  private left = 0;

  constructor(socket: Duplex) {
    this.socket = socket;
    this.stream = passThrough(socket, (chunk, push) => this.take(chunk, push));
  }

  /** @param produced bytes of text that the client has made of the records so far */
  watch(produced: () => number): void {
    this.produced = produced;
  }

  private take(chunk: Buffer, push: (piece: Buffer) => void): void {
    for (let from = 0; from < chunk.length && !this.isFlooded; ) {
      const end = this.nextCut(chunk, from);
      const { stream } = this;
      // Where the client reads at once, it has worked the record through when this returns.
      const isRead = stream.readableFlowing === true && stream.readableLength === 0;
      const before = this.produced();
      push(chunk.subarray(from, end));
      if (this.isBetween && isRead && this.produced() === before) this.countIdle();
      from = end;
    }
  }

  private get isBetween(): boolean {
    return this.header.length === 0;
  }

  private countIdle(): void {
    this.idle += 1;
    if (this.idle <= MOST_IDLE) return;
    this.isFlooded = true;
    this.socket.destroy();
  }

  /** The end of the record, or of the chunk. What is no TLS is cut somewhere, and passed on as it is. */
  private nextCut(chunk: Buffer, from: number): number {
    let at = from;
    if (this.header.length < HEADER_BYTES) {
      for (; at < chunk.length && this.header.length < HEADER_BYTES; at += 1) this.header.push(chunk[at] ?? 0);
      if (this.header.length < HEADER_BYTES) return at;
      this.left = (this.header[3] ?? 0) * 256 + (this.header[4] ?? 0);
    }
    const end = Math.min(chunk.length, at + this.left);
    this.left -= end - at;
    if (this.left === 0) this.header = [];
    return end;
  }
}
