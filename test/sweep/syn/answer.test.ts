import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  emptyAnswer,
  parseAnswerV4,
  parseAnswerV6,
  parseErrorV4,
  parseErrorV6,
} from '../../../src/sweep/syn/answer.ts';
import { parseBytes, segment, v4 } from './packets.ts';

const ALL = { parseAnswerV4, parseAnswerV6, parseErrorV4, parseErrorV6 };
const NAME = new DataView(new ArrayBuffer(32));

/** A view that ends where the packet ends: a look beyond throws. */
function parse(name: keyof typeof ALL, packet: Uint8Array): ReturnType<typeof emptyAnswer> | undefined {
  const at = 128;
  const buffer = new ArrayBuffer(at + packet.length);
  new Uint8Array(buffer).fill(0x45);
  new Uint8Array(buffer).set(packet, at);
  const answer = emptyAnswer();
  const { length } = packet;
  return ALL[name]({ data: new DataView(buffer), at, length, names: NAME, name: 0 }, answer) ? answer : undefined;
}

const quote = v4(segment({ from: 61_500, to: 2_375, sequence: 0xfedcba98, flags: 0x02 }), {
  from: '127.0.0.1',
  to: '127.3.255.254',
});
const icmp = (rest: Uint8Array, code = 10): Uint8Array => Uint8Array.of(3, code, 0, 0, 0, 0, 0, 0, ...rest);

describe('answers', () => {
  it('are read whatever options the IP header carries', () => {
    for (const options of [0, 4, 40]) {
      const tcp = segment({ from: 2_375, to: 61_500, acknowledged: 0, flags: 0x12 });
      const packet = v4(tcp, { from: '255.1.2.3', to: '127.0.0.1', options });
      expect(parse('parseAnswerV4', packet)).toMatchObject({
        v6: false,
        low: 0xff010203,
        port: 2_375,
        ourPort: 61_500,
        sequence: 0xffffffff,
        kind: 'open',
      });
    }
    const reset = v4(segment({ from: 1, to: 2, acknowledged: 0x80000001, flags: 0x14 }), {
      from: '127.0.0.1',
      to: '127.0.0.1',
    });
    expect(parse('parseAnswerV4', reset)).toMatchObject({ kind: 'closed', sequence: 0x80000000 });
  });

  it('take the IPv6 sender from its address', () => {
    for (let i = 0; i < 8; i += 1) NAME.setUint16(8 + i * 2, 0xfff0 + i);
    const tcp = segment({ from: 2_376, to: 61_500, acknowledged: 8, flags: 0x14 });
    expect(parse('parseAnswerV6', tcp)).toMatchObject({
      v6: true,
      groups: [0xfff0, 0xfff1, 0xfff2, 0xfff3, 0xfff4, 0xfff5, 0xfff6, 0xfff7],
      port: 2_376,
      sequence: 7,
      kind: 'closed',
    });
  });
});

describe('errors', () => {
  it('say whom the quoted packet went to, and need no more of it than eight bytes of TCP', () => {
    const answer = {
      v6: false,
      low: 0x7f03fffe,
      port: 2_375,
      ourPort: 61_500,
      sequence: 0xfedcba98,
      kind: 'icmp',
      code: 10,
    };
    const whole = v4(icmp(quote), { from: '10.9.9.9', to: '127.0.0.1', protocol: 1 });
    expect(parse('parseErrorV4', whole)).toMatchObject(answer);
    expect(parse('parseErrorV4', whole.subarray(0, 20 + 8 + 20 + 8))).toMatchObject(answer);
    for (let length = 1; length < 20 + 8 + 20 + 8; length += 1)
      expect(parse('parseErrorV4', whole.subarray(0, length))).toBeUndefined();
  });

  it('of other protocols are ignored, and so are quotes with a malformed header', () => {
    const udp = quote.slice();
    udp[9] = 17;
    expect(parse('parseErrorV4', v4(icmp(udp), { from: '10.9.9.9', to: '127.0.0.1', protocol: 1 }))).toBeUndefined();
    for (const ihl of [0, 1, 4, 15]) {
      const odd = quote.slice();
      odd[0] = 0x40 + ihl;
      expect(parse('parseErrorV4', v4(icmp(odd), { from: '10.9.9.9', to: '127.0.0.1', protocol: 1 }))).toBeUndefined();
    }
  });

  it('of IPv6 are read alike', () => {
    const packet = Uint8Array.of(
      ...[1, 4, 0, 0, 0, 0, 0, 0],
      ...[0x60, 0, 0, 0, 0, 24, 6, 64],
      ...parseBytes('::1'),
      ...parseBytes('fd77::ffff'),
      ...segment({ from: 61_501, to: 2_376, sequence: 9, flags: 2 }),
    );
    const answer = { groups: [0xfd77, 0, 0, 0, 0, 0, 0, 0xffff], port: 2_376, ourPort: 61_501, sequence: 9, code: 4 };
    expect(parse('parseErrorV6', packet)).toMatchObject(answer);
    for (let length = 1; length < 56; length += 1)
      expect(parse('parseErrorV6', packet.subarray(0, length))).toBeUndefined();
  });
});

it('never throws and never looks beyond the packet, whatever is in it', () => {
  const starts = fc.constantFrom(
    [],
    [0x45],
    [0x4f],
    [0x40],
    [...v4(icmp(quote), { from: '10.9.9.9', to: '127.0.0.1', protocol: 1 })],
  );
  const packets = fc
    .tuple(starts, fc.uint8Array({ minLength: 1, maxLength: 128 }), fc.integer({ min: 1, max: 128 }))
    .map(([start, rest, length]) => Uint8Array.of(...start, ...rest).subarray(0, length));
  fc.assert(
    fc.property(fc.constantFrom(...(Object.keys(ALL) as (keyof typeof ALL)[])), packets, (name, packet) => {
      parse(name, packet);
    }),
    { numRuns: 5_000 },
  );
});
