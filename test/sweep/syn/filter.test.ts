import { describe, expect, it } from 'vitest';
import { answerFilter, type Instruction, NOTHING, SNAP_BYTES } from '../../../src/sweep/syn/filter.ts';
import { PORT_MASK } from '../../../src/sweep/syn/ports.ts';
import { segment, v4 } from './packets.ts';

/** Classic BPF as bpf(4) describes it, so far as the programs need it. @returns bytes that are passed */
function run(program: readonly Instruction[], packet: Uint8Array): number {
  const view = new DataView(packet.buffer, packet.byteOffset, packet.length);
  let accumulator = 0;
  let index = 0;
  try {
    for (let counter = 0; ; ) {
      const [code, yes, no, value] = program[counter] ?? [0, 0, 0, 0];
      counter += 1;
      if (code === 0xb1) index = (view.getUint8(value) & 15) * 4;
      else if (code === 0x28) accumulator = view.getUint16(value);
      else if (code === 0x30) accumulator = view.getUint8(value);
      else if (code === 0x48) accumulator = view.getUint16(index + value);
      else if (code === 0x50) accumulator = view.getUint8(index + value);
      else if (code === 0x54) accumulator &= value;
      else if (code === 0x15) counter += accumulator === value ? yes : no;
      else if (code === 0x06) return value;
      else throw new Error(`instruction ${code}`);
    }
  } catch (error) {
    // A look beyond the packet ends a program: nothing passes.
    if (error instanceof RangeError) return 0;
    throw error;
  }
}

const BLOCK = 61_440;
const ends = { from: '127.3.0.1', to: '127.0.0.1' };

describe.each([false, true])('the filter for answers (IPv6: %s)', (v6) => {
  const program = answerFilter(v6, BLOCK, PORT_MASK);
  const passes = (to: number, flags: number, options = 0): number => {
    const tcp = segment({ from: 2_375, to, flags });
    return run(program, v6 ? tcp : v4(tcp, { ...ends, options }));
  };

  it('passes SYN-ACK and RST-ACK to our ports, with whatever other flags', () => {
    for (const to of [BLOCK, BLOCK + 1, 65_535]) {
      expect(passes(to, 0x12)).toBe(SNAP_BYTES);
      expect(passes(to, 0x14)).toBe(SNAP_BYTES);
      expect(passes(to, 0x52)).toBe(SNAP_BYTES);
      expect(passes(to, 0x1c)).toBe(SNAP_BYTES);
    }
  });

  it('passes nothing else', () => {
    for (const flags of [0x02, 0x04, 0x10, 0x11, 0x18, 0x00, 0x06, 0x16, 0xff])
      expect(passes(BLOCK + 5, flags)).toBe(0);
    for (const to of [0, 2_375, 22, BLOCK - 1, 0x7fff]) expect(passes(to, 0x12)).toBe(0);
  });

  it('passes nothing that is cut short', () => {
    const tcp = segment({ from: 2_375, to: BLOCK, flags: 0x12 });
    const whole = v6 ? tcp : v4(tcp, ends);
    const flags = v6 ? 13 : 33;
    for (let length = 0; length <= flags; length += 1) expect(run(program, whole.subarray(0, length))).toBe(0);
    expect(run(program, whole.subarray(0, flags + 1))).toBe(SNAP_BYTES);
  });

  if (!v6)
    it('finds the segment behind options', () => {
      expect(passes(BLOCK, 0x12, 40)).toBe(SNAP_BYTES);
      expect(passes(BLOCK - 1, 0x12, 40)).toBe(0);
    });
});

it('has a program that passes nothing', () => {
  expect(run(NOTHING, Uint8Array.of(1, 2, 3))).toBe(0);
});
