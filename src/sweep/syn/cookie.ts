/**
 * Keyed cookies: the sequence number and the source port of a SYN follow from the endpoint and a secret of this run, so that
 * an answer proves that it answers one of our packets, and nothing needs to be remembered for each packet.
 *
 * The hash is HalfSipHash-2-4 with 64 bits of output (Aumasson, Bernstein), as in the reference implementation.
 */

/** The two halves of a cookie. One object is written to again and again. */
export interface Cookie {
  /** Sequence number, unsigned. */
  sequence: number;
  /** Unsigned 32 bits of their own, from which the source port is cut. */
  rest: number;
}

export class CookieKey {
  private readonly k0: number;
  private readonly k1: number;

  /** @param key eight random bytes */
  constructor(key: Uint8Array) {
    const view = new DataView(key.buffer, key.byteOffset, 8);
    this.k0 = view.getInt32(0, true);
    this.k1 = view.getInt32(4, true);
  }

  /** Of `count` words of 32 bits. */
  write(words: readonly number[], count: number, into: Cookie): void {
    let v0 = this.k0;
    let v1 = this.k1 ^ 0xee;
    let v2 = 0x6c796765 ^ this.k0;
    let v3 = 0x74656462 ^ this.k1;
    // The words, the message's length in bytes, and then one step for each half of the result.
    for (let step = 0; step <= count + 2; step += 1) {
      const final = step > count;
      const word = step < count ? (words[step] ?? 0) | 0 : step === count ? (count * 4) << 24 : 0;
      v3 ^= word;
      if (step === count + 1) v2 ^= 0xee;
      else if (final) v1 ^= 0xdd;
      for (let round = final ? 4 : 2; round > 0; round -= 1) {
        v0 = (v0 + v1) | 0;
        v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
        v0 = (v0 << 16) | (v0 >>> 16);
        v2 = (v2 + v3) | 0;
        v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
        v0 = (v0 + v3) | 0;
        v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
        v2 = (v2 + v1) | 0;
        v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
        v2 = (v2 << 16) | (v2 >>> 16);
      }
      v0 ^= word;
      if (step === count + 1) into.sequence = (v1 ^ v3) >>> 0;
    }
    into.rest = (v1 ^ v3) >>> 0;
  }
}
