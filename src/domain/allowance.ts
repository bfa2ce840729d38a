/** What each prefix, and a run in all, may spend of something: bytes, milliseconds. Told once for each that is spent. */

import { prefixOf } from './prefix.ts';

export interface Amounts {
  /** Of one /24, or IPv6 /120. */
  prefix: number;
  run: number;
}

export class Allowance {
  private readonly amounts: Amounts;
  private readonly onSpent: (prefix: string | undefined) => void;
  private readonly prefixes = new Map<string, number>();
  private readonly told = new Set<string | undefined>();
  private spent = 0;

  /** @param onSpent called with the prefix, or with nothing for the run */
  constructor(amounts: Amounts, onSpent: (prefix: string | undefined) => void = () => undefined) {
    this.amounts = amounts;
    this.onSpent = onSpent;
  }

  spend(address: string, amount: number): void {
    const prefix = prefixOf(address);
    this.prefixes.set(prefix, this.spentOf(prefix) + amount);
    this.spendOfRun(amount);
    if (this.spentOf(prefix) >= this.amounts.prefix) this.tell(prefix);
  }

  /** Spends what no prefix is charged for. */
  spendOfRun(amount: number): void {
    this.spent += amount;
    if (this.isRunSpent) this.tell(undefined);
  }

  /** Spends it only where there is as much left. @returns whether there was */
  trySpend(address: string, amount: number): boolean {
    const prefix = prefixOf(address);
    const isRunOver = this.spent + amount > this.amounts.run;
    const isPrefixOver = this.spentOf(prefix) + amount > this.amounts.prefix;
    if (isRunOver) this.tell(undefined);
    else if (isPrefixOver) this.tell(prefix);
    else this.spend(address, amount);
    return !isRunOver && !isPrefixOver;
  }

  isSpent(address: string): boolean {
    return this.isRunSpent || this.spentOf(prefixOf(address)) >= this.amounts.prefix;
  }

  get isRunSpent(): boolean {
    return this.spent >= this.amounts.run;
  }

  private spentOf(prefix: string): number {
    return this.prefixes.get(prefix) ?? 0;
  }

  private tell(prefix: string | undefined): void {
    if (this.told.has(prefix)) return;
    this.told.add(prefix);
    this.onSpent(prefix);
  }
}
