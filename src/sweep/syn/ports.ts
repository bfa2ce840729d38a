/** The block of source ports that SYNs carry. */

import { readFileSync } from 'node:fs';

/** Source ports form a block of this many, so that one comparison in the kernel knows them. */
const BLOCK_PORTS = 4_096;
export const PORT_MASK = 0x10000 - BLOCK_PORTS;

/** Ports that the kernel gives to connections (ip(7)). */
const RANGE_FILE = '/proc/sys/net/ipv4/ip_local_port_range';

/**
 * A block that no connection of this machine is given a port from, the highest first.
 * @param thread which of them: each sweeping thread has one of its own, so that the kernel tells their answers apart
 */
export function chooseBlock(range: { first: number; last: number }, thread: number): number {
  const blocks: number[] = [];
  for (let block = PORT_MASK; block >= BLOCK_PORTS; block -= BLOCK_PORTS) blocks.push(block);
  const isFree = (block: number): boolean => block > range.last || block + BLOCK_PORTS <= range.first;
  // With all blocks in use, the cookies alone distinguish the answers to this run.
  const order = [...blocks.filter(isFree), ...blocks.filter((block) => !isFree(block))];
  return order[thread % order.length] ?? PORT_MASK;
}

export function readLocalPorts(): { first: number; last: number } {
  try {
    const [first, last] = readFileSync(RANGE_FILE, 'utf8').trim().split(/\s+/).map(Number);
    if (first !== undefined && last !== undefined) return { first, last };
  } catch {
    // Not there: the kernel's default holds.
  }
  return { first: 32_768, last: 60_999 };
}

export function portOf(block: number, rest: number): number {
  return block + (rest & (BLOCK_PORTS - 1));
}
