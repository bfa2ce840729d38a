/** Numbers as people read them. */

/** `1,048,576` */
export function count(n: number): string {
  return n.toLocaleString('en-US');
}

/** Rounded down: 100 % only for all of it. */
export function percentText(percent: number): string {
  return `${Math.floor(percent * 10) / 10} %`;
}
