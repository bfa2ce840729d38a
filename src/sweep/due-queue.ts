import TinyQueue from 'tinyqueue';

/** Priority queue by due time, the earliest first. */
export class DueQueue<T extends { due: number }> {
  private readonly queue = new TinyQueue<T>([], (a, b) => a.due - b.due);

  get size(): number {
    return this.queue.length;
  }

  add(item: T): void {
    this.queue.push(item);
  }

  /** Takes out the first item if it is due. */
  takeDue(now: number): T | undefined {
    const first = this.queue.peek();
    return first !== undefined && first.due <= now ? this.queue.pop() : undefined;
  }

  /** When the first one is due; undefined if none waits. */
  get due(): number | undefined {
    return this.queue.peek()?.due;
  }
}
