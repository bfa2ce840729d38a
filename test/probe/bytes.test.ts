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

describe('what is no JSON', () => {
  const engine = JSON.stringify({ Version: '20.10.7', ApiVersion: '1.41', Notes: '"}]\\é'.repeat(3_000) });
  const size = Buffer.byteLength(engine);

  it('is kept to 4 kB, whatever it begins like', () => {
    const texts = [`{${'\x01'.repeat(65_000)}`, 'x'.repeat(65_000), `[${'1,'.repeat(30_000)}`, '{"a":"'.repeat(10_000)];
    for (const text of [...texts, '['.repeat(65_000), ' '.repeat(65_000), `{]${'y'.repeat(9_000)}`]) {
      const kept = keepBytes(Buffer.from(text), 65_536);
      expect(kept.total).toBe(text.length);
      expect(read(kept).toString('latin1')).toBe(text.slice(0, 4_096));
      expect(JSON.stringify(kept).length).toBeLessThan(12_400);
    }
  });

  it('is not a whole JSON value with something before or behind it: that is kept to its end', () => {
    for (const before of ['', ' '.repeat(5_000), '\ufeff\r\n'])
      for (const behind of ['', '\x01'.repeat(20_000), ' '.repeat(9_000)]) {
        const bytes = Buffer.from(before + engine + behind);
        const kept = read(keepBytes(bytes, 65_536)).toString('utf8');
        expect(kept).toBe(before + engine);
      }
    expect(read(keepBytes(Buffer.from(engine), size - 1)).length).toBe(4_096);
    expect(keepBytes(Buffer.from(`{"a":"\xe9${'x'.repeat(9_000)}"}`, 'latin1'), 65_536)).toMatchObject({
      encoding: 'base64',
      total: 9_009,
    });
  });

  it('is not a JSON object above what is kept whole either: its part is JSON, in which an engine is known', () => {
    const junk = Object.fromEntries(Array.from({ length: 9_000 }, (_, i) => [`k${i}`, i]));
    const text = JSON.stringify({ ...junk, Version: '20.10.7', ApiVersion: '1.41' });
    for (const bytes of [Buffer.from(text), Buffer.from(text.replace('"k0"', '"\xe9"'), 'latin1')]) {
      const kept = keepBytes(bytes, 655_360);
      expect(kept.data.length).toBeLessThanOrEqual(16_384);
      expect(kept).toMatchObject({ encoding: 'utf8', total: bytes.length });
      expect(JSON.parse(kept.data)).toMatchObject({ Version: '20.10.7', ApiVersion: '1.41' });
    }
    expect(keepBytes(Buffer.from(`[${text}]`), 655_360).data.length).toBe(4_096);
  });

  it('is base64 where escapes would blow it up, and short text never is', () => {
    expect(keepBytes(Buffer.from('\x01'.repeat(4_000)), 4_096).encoding).toBe('base64');
    expect(keepBytes(Buffer.from('"\\\n'.repeat(1_000)), 4_096).encoding).toBe('utf8');
    expect(keepBytes(Buffer.from('\0\x01'.repeat(100)), 4_096).encoding).toBe('utf8');
  });

  it('takes no longer for what is made to be slow', () => {
    const texts = ['{"'.repeat(32_000), '[{'.repeat(32_000), '[]'.repeat(32_000), `{"a":"${'\\'.repeat(65_000)}`];
    for (const text of texts) {
      const start = performance.now();
      keepBytes(Buffer.from(text), 65_536);
      expect(performance.now() - start).toBeLessThan(200);
    }
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
