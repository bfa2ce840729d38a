/** Reader of text lines by line feeds alone: `node:readline` also splits at U+2028 and U+2029, which JSON leaves as they are. */

import { createReadStream } from 'node:fs';

const READ_BYTES = 1 << 18;

/** Lines without their line feeds, in batches; the last one may be without. */
export async function* readLines(path: string): AsyncGenerator<string[], void, undefined> {
  let rest = '';
  for await (const chunk of createReadStream(path, { encoding: 'utf8', highWaterMark: READ_BYTES })) {
    const lines = (rest + String(chunk)).split('\n');
    rest = lines.pop() ?? '';
    yield lines;
  }
  if (rest !== '') yield [rest];
}
