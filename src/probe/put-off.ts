/**
 * Second tries after silence, put off to the end of the probing and handed out to all prefixes in turn. Each prefix has so many
 * seconds for them: who fills a prefix with silence cannot make a run wait as long as he likes.
 */

import { prefixOf } from '../domain/prefix.ts';

/** An hour of waiting: some hundred tries, side by side. */
const PREFIX_BUDGET_MS = 3_600_000;

export class PutOff<T> {
  /** In the order in which prefixes are served. */
  private readonly waiting = new Map<string, T[]>();
  private readonly spent = new Map<string, number>();
  private count = 0;

  get size(): number {
    return this.count;
  }

  /**
   * @param ms that the try is expected to take
   * @returns whether the prefix has the time for it
   */
  add(address: string, item: T, ms: number): boolean {
    const prefix = prefixOf(address);
    const spent = (this.spent.get(prefix) ?? 0) + ms;
    if (spent > PREFIX_BUDGET_MS) return false;
    this.spent.set(prefix, spent);
    const items = this.waiting.get(prefix);
    if (items === undefined) this.waiting.set(prefix, [item]);
    else items.push(item);
    this.count += 1;
    return true;
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
