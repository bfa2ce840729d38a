/** Text in pieces to a stream, no faster than it takes them. */

import { errorCode } from '../domain/errors.ts';
import { utf8Blocks } from './utf8-blocks.ts';

/**
 * Resolves when all is written; a reader that has seen enough and closes the pipe (`| head`) is no error.
 * @throws the system's error
 */
export async function streamText(pieces: Iterable<string>, stream: NodeJS.WritableStream): Promise<void> {
  // A failure arrives in the callback of the write, and once more as an event, which would end the process.
  const ignore = (): void => undefined;
  stream.on('error', ignore);
  try {
    for (const block of utf8Blocks(pieces)) await writeBlock(stream, block);
    stream.off('error', ignore);
  } catch (error) {
    // The event is still to come: the listener stays.
    if (errorCode(error) !== 'EPIPE') throw error;
  }
}

/** Resolves when the stream has let go of the block. */
function writeBlock(stream: NodeJS.WritableStream, block: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(block, (error) => (error ? reject(error) : resolve()));
  });
}
