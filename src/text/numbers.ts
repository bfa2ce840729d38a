/** Numbers as people read them. */

/** `1,048,576` */
export function count(n: number): string {
  return n.toLocaleString('en-US');
}

/** Rounded down: 100 % only for all of it. */
export function percentText(percent: number): string {
  return `${Math.floor(percent * 10) / 10} %`;
}

/** `1 engine`, `2 engines`, `2 addresses`, `2 retries` */
export function plural(n: number, noun: string): string {
  if (n === 1) return `${count(n)} ${noun}`;
  return `${count(n)} ${noun.endsWith('s') ? `${noun}es` : noun.endsWith('ry') ? `${noun.slice(0, -1)}ies` : `${noun}s`}`;
}
