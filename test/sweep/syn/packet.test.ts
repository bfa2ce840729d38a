import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Pinned } from '../../../src/sweep/libc.ts';
import {
  ETHERNET_BYTES,
  IPV4_BYTES,
  TCP_BYTES,
  writeChecksum,
  writeEthernet,
  writeIpv4,
  writeIpv4Frame,
  writeTcp,
  writeTcpFrame,
} from '../../../src/sweep/syn/packet.ts';
import { checksum } from './packets.ts';

function memory(bytes: number): Pinned {
  const buffer = new ArrayBuffer(bytes);
  return { bytes: new Uint8Array(buffer), view: new DataView(buffer), address: 0 };
}

const word = fc.oneof(fc.nat(2 ** 32 - 1), fc.constantFrom(0, 0xffffffff, 0x80000000, 0xffff0000, 0x0000ffff));
const port = fc.oneof(fc.nat(65_535), fc.constantFrom(0, 65_535));

it('writes headers whose checksums hold, whatever is in them', () => {
  const data = memory(200);
  fc.assert(
    fc.property(
      word,
      word,
      port,
      port,
      word,
      fc.constantFrom(0, 14, 64),
      (source, destination, from, to, sequence, at) => {
        data.bytes.fill(0);
        writeIpv4Frame(data, at);
        writeTcpFrame(data, at + IPV4_BYTES);
        // As in a batch, what stood there before must not matter.
        for (const [a, b] of [
          [1, 2],
          [source, destination],
        ] as const) {
          const packed = { v6: false, low: b, groups: [], port: to, range: 0 };
          const segment = { packed, source: a, sourcePort: from, sequence };
          writeIpv4(data, at, segment);
          writeTcp(data, at + IPV4_BYTES, segment);
          writeChecksum(data, at + IPV4_BYTES, segment);
        }
        const ip = [...data.bytes.subarray(at, at + IPV4_BYTES)];
        const tcp = [...data.bytes.subarray(at + IPV4_BYTES, at + IPV4_BYTES + TCP_BYTES)];
        expect(checksum(ip)).toBe(0);
        expect(checksum([...ip.slice(12, 20), 0, 6, 0, TCP_BYTES, ...tcp])).toBe(0);
        const { view } = data;
        expect(view.getUint32(at + 12)).toBe(source);
        expect(view.getUint32(at + 16)).toBe(destination);
        expect(view.getUint16(at + 20)).toBe(from);
        expect(view.getUint16(at + 22)).toBe(to);
        expect(view.getUint32(at + 24)).toBe(sequence);
      },
    ),
    { numRuns: 500 },
  );
});

it('writes a SYN with one option, in a frame that may not be fragmented', () => {
  const { bytes, view } = memory(ETHERNET_BYTES + IPV4_BYTES + TCP_BYTES);
  const data = { bytes, view, address: 0 };
  writeEthernet(data, 0, Uint8Array.of(1, 2, 3, 4, 5, 6), Uint8Array.of(7, 8, 9, 10, 11, 12));
  writeIpv4Frame(data, ETHERNET_BYTES);
  writeTcpFrame(data, ETHERNET_BYTES + IPV4_BYTES);
  expect([...bytes.subarray(0, 14)]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 0x08, 0x00]);
  expect([...bytes.subarray(14, 24)]).toEqual([0x45, 0, 0, 44, 0, 0, 0x40, 0, 64, 6]);
  expect([...bytes.subarray(34 + 12)]).toEqual([0x60, 0x02, 0x04, 0x00, 0, 0, 0, 0, 2, 4, 0x05, 0xb4]);
});
