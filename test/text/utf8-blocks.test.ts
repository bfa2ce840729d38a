import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf8Blocks } from '../../src/text/utf8-blocks.ts';

function joined(pieces: Iterable<string>): Buffer {
  // Copied at once: a block is used again.
  return Buffer.concat([...copies(pieces)]);
}

function* copies(pieces: Iterable<string>): Iterable<Buffer> {
  for (const block of utf8Blocks(pieces)) yield Buffer.from(block);
}

describe('blocks of UTF-8', () => {
  it('are the bytes of the text, whatever its pieces are', () => {
    const piece = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('', '\uD800', 'ä'.repeat(200_000)));
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const expected = Buffer.concat(pieces.map((text) => Buffer.from(text)));
        expect(joined(pieces).equals(expected)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it('are cut between characters, at a bounded size', () => {
    const text = `x${'😀'.repeat(300_000)}`;
    const blocks = [...copies([text])];
    expect(blocks.length).toBeGreaterThan(3);
    for (const block of blocks) {
      expect(block.length).toBeLessThanOrEqual(262_144);
      expect(block.toString()).not.toContain('\uFFFD');
    }
    expect(Buffer.concat(blocks).toString()).toBe(text);
  });

  it('gathers small pieces', () => {
    expect([...copies(Array.from({ length: 10_000 }, () => 'abc'))].length).toBeLessThanOrEqual(2);
    expect([...copies([])]).toHaveLength(0);
  });
});
