import { expect, it } from 'vitest';
import { AF_INET, MSG_DONTWAIT, openLibc, SOCK_DGRAM } from '../../../src/sweep/libc.ts';
import { SOCKADDR_BYTES, writeSockaddr } from '../../../src/sweep/sockaddr.ts';
import { createMessages } from '../../../src/sweep/syn/messages.ts';

it.skipIf(process.platform !== 'linux')('lays out what the kernel reads and writes, with addresses and lengths', () => {
  const libc = openLibc();
  const receiver = libc.socket(AF_INET, SOCK_DGRAM, 0);
  const sender = libc.socket(AF_INET, SOCK_DGRAM, 0);
  try {
    const name = libc.allocate(SOCKADDR_BYTES);
    const here = { v6: false, low: 0x7f090001, groups: [], port: 40_123, range: 0 };
    writeSockaddr(name, 0, here);
    expect(libc.bind(receiver, name.address, 16)).toBe(0);
    const out = createMessages(libc, 3, 64, 5, SOCKADDR_BYTES);
    for (let i = 0; i < out.size; i += 1) {
      out.data.bytes.set([1, 2, 3, 4, i], i * 64);
      writeSockaddr(out.names, i * SOCKADDR_BYTES, here);
      out.setNameLength(i, 16);
    }
    // From the second on, as after a batch that was sent in part.
    expect(libc.sendmmsg(sender, out.headers + out.stride, 2, 0)).toBe(2);
    const back = createMessages(libc, 8, 64, 64, SOCKADDR_BYTES);
    expect(libc.recvmmsg(receiver, back.headers, 8, MSG_DONTWAIT, 0)).toBe(2);
    for (const i of [0, 1]) {
      expect(back.received(i)).toBe(5);
      expect([...back.data.bytes.subarray(i * 64, i * 64 + 6)]).toEqual([1, 2, 3, 4, i + 1, 0]);
      expect(back.names.view.getUint16(i * SOCKADDR_BYTES, true)).toBe(AF_INET);
      expect(back.names.view.getUint32(i * SOCKADDR_BYTES + 4)).toBe(0x7f000001);
    }
    expect(libc.recvmmsg(receiver, back.headers, 8, MSG_DONTWAIT, 0)).toBe(-1);
  } finally {
    libc.close(receiver);
    libc.close(sender);
  }
});
