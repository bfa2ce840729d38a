/** Arrays of messages for sendmmsg(2) and recvmmsg(2), built once and used again. */

import type { Libc, Pinned } from '../libc.ts';

/** struct mmsghdr on 64-bit Linux: struct msghdr of 56 bytes, then the length that was sent or received. */
const HEADER_BYTES = 64;
const NAME_LENGTH_OFFSET = 8;
const RECEIVED_OFFSET = 56;
/** struct iovec { void *base; size_t len; } */
const VECTOR_BYTES = 16;

export interface Messages {
  readonly size: number;
  /** Address of the first message's header. */
  readonly headers: number;
  /** Bytes from one header to the next. */
  readonly stride: number;
  readonly data: Pinned;
  readonly names: Pinned;
  /** Bytes that were received with message `i`. */
  received(i: number): number;
  /** Of message `i`'s address. The kernel writes a sender's here: it is to be set anew before each receiving. */
  setNameLength(i: number, length: number): void;
}

/**
 * @param room bytes of data for each message
 * @param length bytes of data that are sent with each; for receiving, the room
 * @param nameRoom bytes for each message's address; 0 for none
 */
export function createMessages(libc: Libc, size: number, room: number, length: number, nameRoom: number): Messages {
  const headers = libc.allocate(size * HEADER_BYTES);
  const vectors = libc.allocate(size * VECTOR_BYTES);
  const data = libc.allocate(size * room);
  const names = libc.allocate(Math.max(1, size * nameRoom));
  const pointer = (view: DataView, offset: number, address: number): void =>
    view.setBigUint64(offset, BigInt(address), true);
  for (let i = 0; i < size; i += 1) {
    pointer(vectors.view, i * VECTOR_BYTES, data.address + i * room);
    vectors.view.setUint32(i * VECTOR_BYTES + 8, length, true);
    if (nameRoom > 0) {
      pointer(headers.view, i * HEADER_BYTES, names.address + i * nameRoom);
      headers.view.setUint32(i * HEADER_BYTES + NAME_LENGTH_OFFSET, nameRoom, true);
    }
    pointer(headers.view, i * HEADER_BYTES + 16, vectors.address + i * VECTOR_BYTES);
    headers.view.setUint32(i * HEADER_BYTES + 24, 1, true);
  }
  return {
    size,
    headers: headers.address,
    stride: HEADER_BYTES,
    data,
    names,
    received: (i) => headers.view.getUint32(i * HEADER_BYTES + RECEIVED_OFFSET, true),
    setNameLength: (i, bytes) => headers.view.setUint32(i * HEADER_BYTES + NAME_LENGTH_OFFSET, bytes, true),
  };
}
