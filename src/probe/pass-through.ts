/** A stream around another one, so that what comes in can be looked at before it is read. */

import { Duplex } from 'node:stream';

/** @param take called with what came in; passes it on, in one piece or in several */
export function passThrough(socket: Duplex, take: (chunk: Buffer, push: (piece: Buffer) => void) => void): Duplex {
  const through = new Duplex({
    read: () => void socket.resume(),
    write: (chunk: Buffer, encoding, done) => void socket.write(chunk, encoding, done),
    final: (done) => {
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
