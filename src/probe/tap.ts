/** A recording duplex stream between socket and HTTP client. */

import { Duplex } from 'node:stream';
import type { Timer } from '../domain/time.ts';
import { startDeadline } from './deadline.ts';
import type { Turns } from './turns.ts';

/** Handed on in one turn, at most: one read of a socket. */
const TURN_BYTES = 65_536;

/**
 * A duplex between the socket and the HTTP client that records what came in: the first bytes as they were on the wire,
 * how many there were, when the first and the last arrived, and how the socket ended. HTTP clients hide most of that.
 *
 * Destroying the tap leaves the socket open, so that a caller may listen on; `close()` ends both, and so do more bytes than
 * are to be read: HTTP clients count none before a head, in chunk extensions, or while nobody reads.
 */
export class Tap extends Duplex {
  total = 0;
  firstByteAt: number | undefined;
  lastByteAt: number | undefined;
  /** The other side finished in an orderly way. */
  ended = false;
  /** The socket's error, if it failed: a reset, a TLS alert. */
  failure: Error | undefined;
  /** More came than is read of one connection. */
  exhausted = false;
  isAbandoned = false;
  private readonly socket: Duplex;
  private readonly keep: number;
  private readonly most: number;
  private parts: Buffer[] = [];
  private kept = 0;
  private draining = false;
  private readonly turns: Turns;
  /** What came and was not handed on yet, in order. */
  private readonly waiting: { act: () => void; bytes: number }[] = [];

  /**
   * @param bounds bytes to remember, and the most to read
   * @param isEnough told how many bytes came, and how many in all; ends the connection as more than is read does
   */
  constructor(
    socket: Duplex,
    { keep, most }: { keep: number; most: number },
    { clock, turns }: { clock: Timer; turns: Turns },
    isEnough: (came: number, total: number) => boolean = () => false,
  ) {
    super({ autoDestroy: false });
    this.socket = socket;
    this.keep = keep;
    this.most = most;
    this.turns = turns;
    // An error is read from `failure`; without a listener it would end the program.
    this.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      this.note(chunk, clock.ticks());
      if (isEnough(chunk.length, this.total) || this.total > this.most) return this.exhaust();
      // More is read while a piece waits for its turn: a paused TLS client loses what it holds when its connection ends.
      this.inTurn(() => this.handOn(chunk), chunk.length);
    });
    socket.on('end', () => {
      this.ended = true;
      this.inTurn(() => {
        if (!this.destroyed) this.push(null);
        this.emit('over');
      });
    });
    socket.on('error', (error: Error) => {
      this.failure ??= error;
      this.inTurn(() => {
        this.destroy(error);
        this.emit('over');
      });
    });
    socket.on('close', () => {
      this.inTurn(() => {
        if (!this.destroyed) this.destroy();
        this.emit('over');
      });
    });
  }

  /** One connection has one place in the queue, however much it sent. */
  private inTurn(act: () => void, bytes = 0): void {
    if (this.isAbandoned) return;
    if (this.waiting.push({ act, bytes }) === 1) this.turns.take(() => this.handOnSome());
  }

  private handOnSome(): void {
    let bytes = 0;
    for (let next = this.waiting[0]; next !== undefined && bytes < TURN_BYTES; next = this.waiting[0]) {
      bytes += next.bytes;
      next.act();
      this.waiting.shift();
    }
    if (this.waiting.length > 0) this.turns.take(() => this.handOnSome());
  }

  private handOn(chunk: Buffer): void {
    this.emit('more');
    const isWanted = this.draining || this.destroyed || this.push(chunk);
    if (!isWanted) this.socket.pause();
    else if (this.socket.isPaused()) this.socket.resume();
  }

  private exhaust(): void {
    this.exhausted = true;
    this.close();
    this.emit('over');
  }

  private note(chunk: Buffer, now: number): void {
    this.total += chunk.length;
    this.firstByteAt ??= now;
    this.lastByteAt = now;
    if (this.kept >= this.keep) return;
    const part = chunk.subarray(0, this.keep - this.kept);
    this.parts.push(part);
    this.kept += part.length;
  }

  /** The first bytes that came in. */
  get head(): Buffer {
    // Joined once, however often it is asked for.
    if (this.parts.length > 1) this.parts = [Buffer.concat(this.parts)];
    return this.parts[0] ?? Buffer.alloc(0);
  }

  /** Reads on without a reader, so that further bytes are counted. Resolves at the end of the stream, when it is enough, or after `ms`. */
  async drain(ms: number, clock: Timer, isEnough: () => boolean): Promise<void> {
    this.draining = true;
    this.socket.resume();
    if (this.ended || this.socket.destroyed || isEnough()) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        cancel();
        this.off('over', done).off('more', look);
        resolve();
      };
      const look = (): void => {
        if (isEnough()) done();
      };
      const cancel = startDeadline(ms, clock, done);
      this.on('over', done).on('more', look);
    });
  }

  /** Closes at once, and lets go of what waits: nobody wants the answer any more. */
  abandon(): void {
    this.isAbandoned = true;
    this.waiting.length = 0;
    this.close();
    this.emit('over');
  }

  close(): void {
    this.destroy();
    this.socket.destroy();
  }

  /** Undici ends every exchange with such an error, whose stack Node would write out: a twentieth of a probe's time. */
  override destroy(error?: Error): this {
    return super.destroy(error?.name === 'InformationalError' ? undefined : error);
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
