/** UTF-8 of text that comes in pieces, in blocks of one buffer that is used again: no copy of a large report is made. */

/** Bytes of the first block, as a report may have thousands of small files, and of those after it. */
const FIRST_BYTES = 1 << 14;
/** With less, calls of the file system take a tenth of the time. */
const BLOCK_BYTES = 1 << 18;

/** @returns blocks in order; each is valid until the next is asked for */
export function* utf8Blocks(pieces: Iterable<string>): Iterable<Uint8Array> {
  let block = new Uint8Array(FIRST_BYTES);
  const encoder = new TextEncoder();
  let used = 0;
  for (const piece of pieces) {
    for (let rest = piece; rest !== ''; ) {
      const { read, written } = encoder.encodeInto(rest, block.subarray(used));
      used += written;
      if (read === rest.length) break;
      yield block.subarray(0, used);
      if (block.length < BLOCK_BYTES) block = new Uint8Array(BLOCK_BYTES);
      used = 0;
      rest = rest.slice(read);
    }
  }
  if (used > 0) yield block.subarray(0, used);
}
