import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Bytes } from '../../src/domain/attempt.ts';
import { describeError, keepBytes } from '../../src/probe/bytes.ts';

function read({ encoding, data }: Bytes): Buffer {
  return Buffer.from(data, encoding);
}

describe('kept bytes', () => {
  it('come back as they were, text or not', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (raw) => {
        const bytes = Buffer.from(raw);
        const kept = keepBytes(bytes, 200);
        expect(kept.total).toBe(bytes.length);
        expect(read(kept)).toEqual(bytes);
      }),
    );
  });

  it('are text where they are UTF-8, wherever the cut falls', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), fc.nat(200), (text, cap) => {
        const bytes = Buffer.from(text);
        const kept = keepBytes(bytes, cap);
        expect(kept.encoding).toBe('utf8');
        expect(text.startsWith(kept.data)).toBe(true);
        expect(Buffer.byteLength(kept.data)).toBeLessThanOrEqual(cap);
        expect(Buffer.byteLength(kept.data)).toBeGreaterThan(Math.min(cap, bytes.length) - 4);
      }),
    );
  });

  it('are the start of what came, never more than the cap, and say how much there was', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat(120), fc.nat(1_000), (raw, cap, more) => {
        const bytes = Buffer.from(raw);
        const kept = keepBytes(bytes, cap, bytes.length + more);
        expect(kept.total).toBe(bytes.length + more);
        expect(read(kept).length).toBeLessThanOrEqual(cap);
        expect(bytes.subarray(0, read(kept).length)).toEqual(read(kept));
      }),
    );
  });

  it('keep a byte order mark, and a NUL', () => {
    expect(keepBytes(Buffer.from('\ufeff{\0}'), 99)).toEqual({ encoding: 'utf8', data: '\ufeff{\0}', total: 6 });
  });

  it('stay text when the reader had stopped in the middle of a character', () => {
    expect(keepBytes(Buffer.from('a\u00e9').subarray(0, 2), 2, 3)).toEqual({ encoding: 'utf8', data: 'a', total: 3 });
    expect(keepBytes(Buffer.from('a\u00e9').subarray(0, 2), 2)).toMatchObject({ encoding: 'base64', total: 2 });
  });
});

describe('an error for the record', () => {
  it('has its code and one bounded line', () => {
    const error = Object.assign(new Error(`a\r\n  b\t${'x'.repeat(900)}`), { code: 'E'.repeat(200) });
    const { code, message } = describeError(error);
    expect(code).toBe('E'.repeat(80));
    expect(message).toHaveLength(300);
    expect(message).toMatch(/^a b xxx/);
  });

  it.each([
    ['no error', { code: '', message: 'no error' }],
    [undefined, { code: '', message: 'undefined' }],
    [Object.assign(new Error('numbers are no codes'), { code: 7 }), { code: '', message: 'numbers are no codes' }],
  ])('takes %s', (thrown, described) => {
    expect(describeError(thrown)).toEqual(described);
  });
});
