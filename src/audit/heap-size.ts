/**
 * Size of V8's heap. `cli.ts` keeps the young generation at its least for the sweep, which must fit beside other programs.
 * Judging and reporting allocate much that dies at once: with a young heap that small, short-lived text is promoted to the old
 * heap, which takes half again the time. V8 lets the old heap grow fourfold between two collections where the machine has
 * memory to spare; less takes half of that memory, and hardly more time.
 */

import { setFlagsFromString } from 'node:v8';

/** Lets the young heap grow from now on, and the old one by two thirds at most between two collections. */
export function sizeHeapForReports(): void {
  setFlagsFromString('--semi-space-growth-factor=2');
  setFlagsFromString('--heap-growing-percent=66');
}
