/** A recording duplex stream between socket and HTTP client. */

import { Duplex } from 'node:stream';
import type { Timer } from '../domain/time.ts';

/**
 * A duplex between the socket and the HTTP client that records what came in: the first bytes as they were on the wire,
 * how many there were, when the first and the last arrived, and how the socket ended. HTTP clients hide most of that.
 *
 * Destroying the tap leaves the socket open, so that a caller may listen on; `close()` ends both.
 */
export class Tap extends Duplex {
  total = 0;
  chunks = 0;
  firstByteAt: number | undefined;
  lastByteAt: number | undefined;
  /** The other side finished in an orderly way. */
  ended = false;
  /** The socket's error, if it failed: a reset, a TLS alert. */
  failure: Error | undefined;
  private readonly socket: Duplex;
  private readonly keep: number;
  private readonly parts: Buffer[] = [];
  private kept = 0;
  private draining = false;

  /** @param keep bytes to remember */
  constructor(socket: Duplex, keep: number, clock: Timer) {
    super({ autoDestroy: false });
    this.socket = socket;
    this.keep = keep;
    // An error is read from `failure`; without a listener it would end the program.
    this.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      this.note(chunk, clock.ticks());
      if (!this.draining && !this.destroyed && !this.push(chunk)) socket.pause();
    });
    socket.on('end', () => {
      this.ended = true;
      if (!this.destroyed) this.push(null);
      this.emit('over');
    });
    socket.on('error', (error: Error) => {
      this.failure ??= error;
      this.destroy(error);
      this.emit('over');
    });
    socket.on('close', () => {
      if (!this.destroyed) this.destroy();
      this.emit('over');
    });
  }

  private note(chunk: Buffer, now: number): void {
    this.total += chunk.length;
    this.chunks += 1;
    this.firstByteAt ??= now;
    this.lastByteAt = now;
    if (this.kept >= this.keep) return;
    const part = chunk.subarray(0, this.keep - this.kept);
    this.parts.push(part);
    this.kept += part.length;
  }

  /** The first bytes that came in. */
  get head(): Buffer {
    return Buffer.concat(this.parts);
  }

  /** Reads on without a reader, so that further bytes are counted. Resolves at the end of the stream or after `ms`. */
  async drain(ms: number): Promise<void> {
    this.draining = true;
    this.socket.resume();
    if (this.ended || this.socket.destroyed) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.once('over', () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  close(): void {
    this.destroy();
    this.socket.destroy();
  }

  override _read(): void {
    this.socket.resume();
  }

  override _write(chunk: Buffer, encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.socket.write(chunk, encoding, done);
  }

  override _final(done: () => void): void {
    // Half-closing would make some servers drop the answer: the whole connection is closed at the end.
    done();
  }
}
