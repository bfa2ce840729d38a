/** Lines of a text file, ended by LF alone: U+2028 and the other line ends of Unicode may stand inside a JSON text. */

import { createReadStream } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';

const BLOCK_BYTES = 1 << 20;

/** The lines in order, without their LF; the last one also where its LF is missing. Rejects as reading the file does. */
export async function* readLines(path: string): AsyncGenerator<string, void, undefined> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const block of createReadStream(path, { highWaterMark: BLOCK_BYTES })) {
    const lines = (rest + decoder.write(block)).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  rest += decoder.end();
  if (rest !== '') yield rest;
}
