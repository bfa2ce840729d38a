import { expect, it } from 'vitest';
import { unreachableReason } from '../../../src/sweep/syn/icmp.ts';

// Codes by their names in linux/icmp.h and linux/icmpv6.h, and what the kernel makes of them for a connection.
it.each([
  [false, 0, 'unreachable ENETUNREACH'],
  [false, 1, 'unreachable EHOSTUNREACH'],
  [false, 2, 'unreachable ENOPROTOOPT'],
  [false, 3, 'closed ECONNREFUSED'],
  [false, 9, 'unreachable ENETUNREACH'],
  [false, 10, 'unreachable EHOSTUNREACH'],
  [false, 13, 'unreachable EHOSTUNREACH'],
  [true, 0, 'unreachable ENETUNREACH'],
  [true, 1, 'unreachable EACCES'],
  [true, 3, 'unreachable EHOSTUNREACH'],
  [true, 4, 'closed ECONNREFUSED'],
  [true, 6, 'unreachable EACCES'],
] as const)('IPv6 %s, code %i: %s', (v6, code, expected) => {
  const outcome = unreachableReason(v6, code);
  expect(`${outcome?.state} ${outcome?.reason}`).toBe(expected);
});

it('knows no other codes, and does not take "fragmentation needed" for an answer', () => {
  for (const code of [4, 16, 17, 255]) expect(unreachableReason(false, code)).toBeUndefined();
  for (const code of [7, 8, 255]) expect(unreachableReason(true, code)).toBeUndefined();
});
