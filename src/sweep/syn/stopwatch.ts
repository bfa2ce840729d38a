/** A clock that can be halted: while no packet leaves this machine, silence means nothing. */
export class Stopwatch {
  private readonly ticks: () => number;
  private halted: number | undefined;
  private lost = 0;

  /** @param ticks milliseconds, of any beginning */
  constructor(ticks: () => number) {
    this.ticks = ticks;
  }

  now(): number {
    return (this.halted ?? this.ticks()) - this.lost;
  }

  halt(): void {
    this.halted ??= this.ticks();
  }

  resume(): void {
    if (this.halted === undefined) return;
    this.lost += this.ticks() - this.halted;
    this.halted = undefined;
  }
}
