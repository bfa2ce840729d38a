/** Answers of the kernel by netlink: routes, links, neighbours, rules and chains. A malformed one is no answer. */

import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Libc, Pinned } from '../../src/sweep/libc.ts';
import { hasOutwardRules } from '../../src/sweep/syn/firewall.ts';
import { openRouting } from '../../src/sweep/syn/routing.ts';
import { fuzz, mutatedBytes } from '../helpers/fuzz.ts';

const attribute = (type: number, ...data: number[]): number[] => [data.length + 4, 0, type, 0, ...data];
const message = (type: number, ...body: number[]): number[] => [
  16 + body.length,
  0,
  0,
  0,
  type,
  0,
  2,
  0,
  ...Array<number>(8).fill(0),
  ...body,
];
/** RTM_NEWROUTE, RTM_NEWLINK, RTM_NEWNEIGH, RTM_NEWRULE, a chain with its hook, NLMSG_ERROR, NLMSG_DONE. */
const SAMPLES = [
  message(
    24,
    2,
    32,
    0,
    0,
    254,
    3,
    0,
    1,
    0,
    0,
    0,
    0,
    ...attribute(7, 10, 9, 0, 1),
    ...attribute(4, 2, 0, 0, 0),
    ...attribute(5, 10, 9, 0, 2),
    ...attribute(1, 10, 9, 0, 0),
  ),
  message(16, 0, 0, 1, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ...attribute(1, 2, 0, 0, 0, 0, 1)),
  message(28, 2, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, ...attribute(1, 10, 9, 0, 2), ...attribute(2, 2, 0, 0, 0, 0, 1)),
  message(32, 2, 0, 0, 0, 255, 0, 0, 1, 0, 0, 0, 0, ...attribute(6, 0, 0, 0, 0)),
  [
    ...message(3, 2, 0, 0, 0, ...attribute(4, ...attribute(1, 0, 0, 0, 3))).slice(0, 5),
    10,
    ...message(3, 2, 0, 0, 0, ...attribute(4, ...attribute(1, 0, 0, 0, 3))).slice(6),
  ],
  message(2, 0xea, 0xff, 0xff, 0xff),
  message(3, 0, 0, 0, 0),
].map((bytes) => Uint8Array.from(bytes));

/** A kernel that gives these bytes as its one answer, and then says that it is done. */
function kernelThat(answers: readonly Uint8Array[]): Libc {
  const waiting = [...answers];
  const memory: Pinned[] = [];
  const none = (): number => 0;
  return {
    ...{
      socket: () => 3,
      connect: none,
      bind: none,
      close: none,
      setsockopt: none,
      getsockopt: none,
      epollCreate: none,
    },
    ...{ epollCtl: none, epollWait: none, sendmmsg: none, recvmmsg: none, send: none, errno: none },
    recv: () => {
      const bytes = waiting.shift() ?? Uint8Array.from(message(3, 0, 0, 0, 0));
      memory.at(-1)?.bytes.set(bytes);
      return bytes.length;
    },
    allocate(bytes) {
      const buffer = new ArrayBuffer(bytes);
      memory.push({ bytes: new Uint8Array(buffer), view: new DataView(buffer), address: 0 });
      const last = memory.at(-1);
      if (last === undefined) throw new Error('no memory');
      return last;
    },
  };
}

it('are read, or are none', async () => {
  // With the length of what came of it, so that it is looked at.
  const whole = mutatedBytes(SAMPLES).map((bytes) => {
    if (bytes.length >= 4) bytes.writeUInt32LE(bytes.length);
    return bytes;
  });
  const answers = fc.array(fc.oneof(whole, whole, mutatedBytes(SAMPLES), fc.constantFrom(...SAMPLES)), {
    minLength: 1,
    maxLength: 3,
  });
  await fuzz(answers, (bytes) => {
    const joined = Buffer.concat(bytes);
    const ask = <T>(question: (routing: ReturnType<typeof openRouting>) => T): T =>
      question(openRouting(kernelThat([joined])));
    const route = ask((routing) => routing.route(0x0a090002));
    if (typeof route !== 'string') expect(Number.isInteger(route.source)).toBe(true);
    expect(ask((routing) => routing.ethernet(2))?.length ?? 6).toBe(6);
    expect(ask((routing) => routing.neighbour(2, 0x0a090002))?.length ?? 6).toBe(6);
    for (const { first, last } of ask((routing) => routing.narrowRoutes())) expect(last).toBeGreaterThanOrEqual(first);
    expect(typeof ask((routing) => routing.hasOtherRules())).toBe('boolean');
    expect(typeof hasOutwardRules(kernelThat([joined]))).toBe('boolean');
  });
});
