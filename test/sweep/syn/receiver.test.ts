import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { PackedEndpoint } from '../../../src/domain/endpoint.ts';
import { AF_INET, type Libc, openLibc, SOCK_RAW } from '../../../src/sweep/libc.ts';
import { SOCKADDR_BYTES, sockaddrLength, writeSockaddr } from '../../../src/sweep/sockaddr.ts';
import type { Answer } from '../../../src/sweep/syn/answer.ts';
import { type Channel, openRawV4, openRawV6 } from '../../../src/sweep/syn/channel.ts';
import type { Segment } from '../../../src/sweep/syn/packet.ts';
import { PORT_MASK } from '../../../src/sweep/syn/ports.ts';
import { openAnswers, openErrors, type Receiver } from '../../../src/sweep/syn/receiver.ts';
import { leftOut } from '../../helpers/left-out.ts';
import { whyNoLab } from '../../helpers/netlab.ts';
import { segment, v4 } from './packets.ts';

const missing = whyNoLab();
const BLOCK = 61_440;
const ME = 0x7f090901;

// Loopback only: every packet goes to 127.9.9.x or ::1.
describe.skipIf(leftOut('sockets for answers', missing))('sockets for answers, on loopback', () => {
  let libc: Libc;
  let sender = -1;
  const opened: (Receiver | Channel)[] = [];
  const keep = <T extends Receiver | Channel>(what: T): T => {
    opened.push(what);
    return what;
  };
  const packEndpoint = (low: number, port: number): PackedEndpoint => ({ v6: false, low, groups: [], port, range: 0 });
  const local: PackedEndpoint = { v6: true, low: 0, groups: [0, 0, 0, 0, 0, 0, 0, 1], port: 9, range: 0 };
  const syn = (packed: PackedEndpoint, source: number, sourcePort: number, sequence: number): Segment => ({
    ...{ packed, source, sourcePort, sequence },
  });

  beforeAll(() => {
    libc = openLibc();
    sender = libc.socket(AF_INET, SOCK_RAW, 255);
  });
  afterEach(() => {
    for (const what of opened.splice(0)) what.close();
  });
  afterAll(() => void libc.close(sender));

  function send(packet: Uint8Array, to = packEndpoint(ME, 0)): void {
    const name = libc.allocate(SOCKADDR_BYTES);
    writeSockaddr(name, 0, to);
    const data = libc.allocate(packet.length);
    data.bytes.set(packet);
    expect(libc.connect(sender, name.address, sockaddrLength(to))).toBe(0);
    expect(libc.send(sender, data.address, packet.length, 0)).toBe(packet.length);
  }

  function drain(receiver: Receiver): Answer[] {
    const answers: Answer[] = [];
    expect(receiver.drain((answer) => answers.push(structuredClone(answer)))).toBe(true);
    return answers;
  }

  const ends = { from: '127.9.9.2', to: '127.9.9.1' };

  it('are given SYN-ACK and RST-ACK to their ports, and nothing else', () => {
    const receiver = keep(openAnswers(libc, false, BLOCK, PORT_MASK));
    const wanted = [
      [BLOCK, 0x12],
      [65_535, 0x14],
      [BLOCK + 9, 0x52],
    ] as const;
    const unwanted = [
      [BLOCK, 0x02],
      [BLOCK, 0x04],
      [BLOCK, 0x10],
      [BLOCK, 0x16],
      [BLOCK - 1, 0x12],
      [2_375, 0x14],
    ] as const;
    for (const [to, flags] of [...unwanted, ...wanted, ...unwanted])
      send(v4(segment({ from: 2_375, to, acknowledged: 101, flags }), ends));
    const answers = drain(receiver).filter(({ low }) => low === 0x7f090902);
    expect(answers.map(({ ourPort, kind }) => [ourPort, kind])).toEqual([
      [BLOCK, 'open'],
      [65_535, 'closed'],
      [BLOCK + 9, 'open'],
    ]);
    expect(answers[0]).toMatchObject({ v6: false, port: 2_375, sequence: 100 });
  });

  it('read a flood in portions, and lose nothing that fits', () => {
    const receiver = keep(openAnswers(libc, false, BLOCK, PORT_MASK));
    const packet = v4(segment({ from: 2_375, to: BLOCK, acknowledged: 1, flags: 0x14 }), ends);
    for (let i = 0; i < 17_000; i += 1) send(packet);
    let count = 0;
    expect(receiver.drain(() => (count += 1))).toBe(false);
    expect(count).toBe(16_384);
    expect(receiver.drain(() => (count += 1))).toBe(true);
    expect(count).toBe(17_000);
    expect(receiver.drops()).toBe(0);
  });

  it('receive ICMP "unreachable" that quotes our packets, and no other ICMP', () => {
    const receiver = keep(openErrors(libc, false));
    const quoted = v4(segment({ from: BLOCK, to: 2_376, sequence: 77, flags: 2 }), { from: ends.to, to: ends.from });
    for (const type of [11, 12, 0, 3])
      send(v4(Uint8Array.of(type, 13, 0, 0, 0, 0, 0, 0, ...quoted), { ...ends, protocol: 1 }));
    expect(drain(receiver)).toMatchObject([
      { kind: 'icmp', code: 13, low: 0x7f090902, port: 2_376, ourPort: BLOCK, sequence: 77 },
    ]);
  });

  it('receive the answers of the kernel itself to what a channel sent: the SYN is well-formed', () => {
    const receiver = keep(openAnswers(libc, false, BLOCK, PORT_MASK));
    const channel = keep(openRawV4(libc));
    const refused: string[] = [];
    for (let i = 0; i < 256; i += 1) {
      expect(channel.full).toBe(false);
      channel.add(i, syn(packEndpoint(0x7f090a00 + i, 9), 0x7f000001, BLOCK + i, 0xffffff00 + i));
    }
    expect(channel.full).toBe(true);
    expect(channel.flush((_slot, reason) => refused.push(reason))).toBe(true);
    expect(channel.full).toBe(false);
    const answers = drain(receiver);
    expect(refused).toEqual([]);
    expect(new Set(answers.map(({ low, sequence, ourPort, kind }) => `${low} ${sequence} ${ourPort} ${kind}`))).toEqual(
      new Set(Array.from({ length: 256 }, (_, i) => `${0x7f090a00 + i} ${(0xffffff00 + i) >>> 0} ${BLOCK + i} closed`)),
    );
  });

  it('do the same over IPv6, and the sending socket keeps nothing', () => {
    const receiver = keep(openAnswers(libc, true, BLOCK, PORT_MASK));
    const channel = keep(openRawV6(libc));
    channel.add(4, syn(local, 0, BLOCK + 4, 0x80000000));
    channel.add(5, syn({ ...local, port: 10 }, 0, BLOCK + 5, 1));
    expect(channel.flush(() => undefined)).toBe(true);
    expect(drain(receiver)).toMatchObject([
      { v6: true, groups: local.groups, port: 9, ourPort: BLOCK + 4, sequence: 0x80000000, kind: 'closed' },
      { v6: true, port: 10, ourPort: BLOCK + 5, sequence: 1 },
    ]);
  });

  it('say which packet this machine would not send, and send the others', () => {
    const channel = keep(openRawV4(libc));
    const receiver = keep(openAnswers(libc, false, BLOCK, PORT_MASK));
    const refused: [number, string][] = [];
    // A broadcast address of loopback: a socket that did not ask for it may not.
    for (const [index, low] of [0x7f090901, 0x7fffffff, 0x7f090902].entries())
      channel.add(index + 40, syn(packEndpoint(low, 9), 0x7f000001, BLOCK, 5));
    expect(channel.flush((slot, reason) => refused.push([slot, reason]))).toBe(true);
    expect(refused).toEqual([[41, 'EACCES']]);
    expect(drain(receiver).map(({ low }) => low)).toEqual([0x7f090901, 0x7f090902]);
  });
});
