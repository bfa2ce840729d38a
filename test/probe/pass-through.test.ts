import { PassThrough, Writable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { passThrough } from '../../src/probe/pass-through.ts';

it('passes both ways, in the pieces that it is given, and ends and fails as the stream does', async () => {
  const socket = new PassThrough();
  const through = passThrough(socket, (chunk, push) => {
    push(chunk.subarray(0, 1));
    push(chunk.subarray(1));
  });
  const heard: string[] = [];
  through.on('data', (piece: Buffer) => heard.push(piece.toString()));
  const ended = new Promise((resolve) => through.once('end', resolve));
  // A PassThrough gives back what is written to it.
  through.end('abc');
  await ended;
  expect(heard).toEqual(['a', 'bc']);
  const other = new PassThrough();
  const failing = passThrough(other, () => undefined);
  const failed = new Promise((resolve) => failing.once('error', resolve));
  other.destroy(new Error('gone'));
  expect(await failed).toMatchObject({ message: 'gone' });
});

it('writes in one piece what comes in two turns, and at the end what it holds', async () => {
  const written: string[] = [];
  const socket = new PassThrough();
  const far = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      written.push(chunk.toString());
      done();
    },
  });
  socket.pipe(far);
  const through = passThrough(socket, () => undefined);
  through.write('the end of a handshake, ');
  await nextTurn();
  through.write('and a request');
  for (let turn = 0; turn < 3; turn += 1) await nextTurn();
  expect(written).toEqual(['the end of a handshake, and a request']);
  through.write('more');
  through.end();
  await new Promise((resolve) => far.once('finish', resolve));
  expect(written.at(-1)).toBe('more');
});
