/**
 * Second tries after silence, put off to the end of the probing and handed out to all prefixes in turn: who fills
 * a prefix with silence delays the others by one try.
 */

import { prefixOf } from '../domain/prefix.ts';

export class PutOff<T> {
  /** In the order in which prefixes are served. */
  private readonly waiting = new Map<string, T[]>();
  private count = 0;

  get size(): number {
    return this.count;
  }

  add(address: string, item: T): void {
    const prefix = prefixOf(address);
    const items = this.waiting.get(prefix);
    if (items === undefined) this.waiting.set(prefix, [item]);
    else items.push(item);
    this.count += 1;
  }

  take(): T | undefined {
    for (const [prefix, items] of this.waiting) {
      const item = items.shift();
      this.waiting.delete(prefix);
      if (items.length > 0) this.waiting.set(prefix, items);
      this.count -= 1;
      return item;
    }
    return undefined;
  }

  clear(): void {
    this.waiting.clear();
    this.count = 0;
  }
}
