/** A stream around another one, so that what comes in can be looked at before it is read. */

import { Duplex } from 'node:stream';

/** @param take called with what came in; passes it on, in one piece or in several */
export function passThrough(socket: Duplex, take: (chunk: Buffer, push: (piece: Buffer) => void) => void): Duplex {
  const writer = new JoiningWriter(socket);
  const through = new Duplex({
    read: () => void socket.resume(),
    write: (chunk: Buffer, _encoding, done) => {
      writer.add(chunk);
      done();
    },
    final: (done) => {
      writer.flush();
      socket.end();
      done();
    },
    destroy: (error, done) => {
      socket.destroy();
      done(error);
    },
  });
  const push = (piece: Buffer): void => {
    if (!through.destroyed && !through.push(piece)) socket.pause();
  };
  socket.on('data', (chunk: Buffer) => take(chunk, push));
  socket.on('end', () => void through.push(null));
  socket.on('error', (error) => through.destroy(error));
  socket.on('close', () => through.destroy());
  return through;
}

/**
 * Joins what is written within a turn of the event loop. A TLS client writes the end of its handshake, and in the next turn the
 * request: a server that refuses the former resets the connection under the latter, and the alert that says why is lost with it.
 */
class JoiningWriter {
  private readonly socket: Duplex;
  private held: Buffer[] = [];

  constructor(socket: Duplex) {
    this.socket = socket;
  }

  add(chunk: Buffer): void {
    this.held.push(chunk);
    if (this.held.length === 1) setImmediate(() => setImmediate(() => this.flush()));
  }

  flush(): void {
    const { held } = this;
    this.held = [];
    if (held.length > 0 && !this.socket.destroyed) this.socket.write(Buffer.concat(held));
  }
}
