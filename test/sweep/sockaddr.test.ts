import { expect, it } from 'vitest';
import { emptyPackedEndpoint } from '../../src/domain/endpoint.ts';
import { AF_INET, AF_INET6 } from '../../src/sweep/libc.ts';
import { SOCKADDR_BYTES, sockaddrLength, writeSockaddr } from '../../src/sweep/sockaddr.ts';

it('writes both families in place, the one over the other', () => {
  const buffer = new ArrayBuffer(2 * SOCKADDR_BYTES);
  const [bytes, view] = [new Uint8Array(buffer), new DataView(buffer)];
  const at = SOCKADDR_BYTES;
  const write = (change: object): number[] => {
    const packed = { ...emptyPackedEndpoint(), port: 2375, ...change };
    writeSockaddr({ bytes, view, address: 0 }, at, packed);
    expect(view.getUint16(at, true)).toBe(packed.v6 ? AF_INET6 : AF_INET);
    return [...bytes.slice(at + 2, at + sockaddrLength(packed))];
  };
  const v4 = { low: 0x7f000102 };
  expect(write(v4)).toEqual([9, 71, 127, 0, 1, 2, ...Array.from({ length: 8 }, () => 0)]);
  const v6 = { v6: true, groups: [0xfd00, 0, 0, 0, 0, 0, 0, 0x1c] };
  // After the port: flow information, the address, the scope.
  expect(write(v6)).toEqual([9, 71, 0, 0, 0, 0, 0xfd, ...Array.from({ length: 14 }, () => 0), 0x1c, 0, 0, 0, 0]);
  expect(write(v4).slice(0, 6)).toEqual([9, 71, 127, 0, 1, 2]);
  expect([...bytes.slice(0, at)].every((byte) => byte === 0)).toBe(true);
});
