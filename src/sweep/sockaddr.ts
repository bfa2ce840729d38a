/** Socket addresses as the kernel reads them: struct sockaddr_in and sockaddr_in6 of linux/in.h and linux/in6.h. */

import type { PackedEndpoint } from '../domain/endpoint.ts';
import { AF_INET, AF_INET6, type Pinned } from './libc.ts';

const V4_BYTES = 16;
const V6_BYTES = 28;
/** Room for either. */
export const SOCKADDR_BYTES = 32;

export function sockaddrLength({ v6 }: PackedEndpoint): number {
  return v6 ? V6_BYTES : V4_BYTES;
}

/** Family (host order), port and address (network order); flow, scope and padding stay zero. */
export function writeSockaddr({ view }: Pinned, offset: number, { v6, low, groups, port }: PackedEndpoint): void {
  view.setUint16(offset, v6 ? AF_INET6 : AF_INET, true);
  view.setUint16(offset + 2, port);
  if (!v6) {
    view.setUint32(offset + 4, low);
    return;
  }
  view.setUint32(offset + 4, 0);
  for (let i = 0; i < 8; i += 1) view.setUint16(offset + 8 + i * 2, groups[i] ?? 0);
  view.setUint32(offset + 24, 0);
}
