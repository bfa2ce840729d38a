import { PassThrough } from 'node:stream';
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
