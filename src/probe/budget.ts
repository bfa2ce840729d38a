/**
 * What the far side may cost: bytes that are received, and time that is waited. Hostile endpoints spend it; an engine that
 * answers quickly is asked and read however much others have spent.
 */

import { Allowance, type Amounts } from '../domain/allowance.ts';

const [HOUR_MS, MIB] = [3_600_000, 2 ** 20];

/** A /24 full of engines on two ports sends 4 MB; one of the largest answers that are kept whole, 32. */
const BYTES: Amounts = { prefix: 32 * MIB, run: 4_096 * MIB };
/**
 * Of a prefix: some hundred patient tries. Of a run: first tries too, so a /16 that is silent on two ports has room; where
 * 4,096 wait side by side it is a quarter of an hour.
 */
const TIME: Amounts = { prefix: HOUR_MS, run: 1_000 * HOUR_MS };

/** Bytes that are read of one connection when those of its prefix or run are spent: twice the largest answer kept whole. */
const NARROW_BYTES = 131_072;
/** Bytes that all open connections may hold at once: thousands wait side by side. */
const MOST_HELD = 128 * MIB;
/** From here on a connection that waits keeps its place, so that only as many begin as end. */
const FULL_HELD = 48 * MIB;
/** Milliseconds: an answer or a hang-up that comes within this costs nothing, and does not make a prefix slow. */
export const QUICK_MS = 1_000;

export class ProbeBudget {
  private readonly bytes: Allowance;
  private readonly time: Allowance;
  private held = 0;
  /** Addresses of which a connection was cut short. */
  private readonly cut = new Set<string>();

  /** @param onSpent called once for each; without a prefix it is the run's */
  constructor(
    onSpent: (what: 'bytes' | 'time', prefix: string | undefined) => void = () => undefined,
    { bytes, time }: { bytes: Amounts; time: Amounts } = { bytes: BYTES, time: TIME },
  ) {
    this.bytes = new Allowance(bytes, (prefix) => onSpent('bytes', prefix));
    this.time = new Allowance(time, (prefix) => onSpent('time', prefix));
  }

  /**
   * Counts bytes of one connection.
   * @param total of that connection
   * @returns whether it has sent enough: others of its prefix, or of the run, have spent what was meant for it, or hold it now
   */
  receive(address: string, bytes: number, total: number): boolean {
    this.bytes.spend(address, bytes);
    this.held += bytes;
    const isEnough = total > NARROW_BYTES && (this.held > MOST_HELD || this.bytes.isSpent(address));
    if (isEnough) this.cut.add(address);
    return isEnough;
  }

  /** Whether open connections hold so much that no further one should be opened beside them. */
  get isFull(): boolean {
    return this.held > FULL_HELD;
  }

  /** A connection is over, and what came over it is let go. */
  release(bytes: number): void {
    this.held -= bytes;
  }

  /** @returns whether a connection of the address was cut short since this was asked last */
  takeCut(address: string): boolean {
    return this.cut.delete(address);
  }

  /** Counts the time of a try that no patience was asked for. */
  wait(ms: number): void {
    if (ms > QUICK_MS) this.time.spendOfRun(ms);
  }

  /** @returns whether there is the time for a patient try, which is then spent */
  mayWait(address: string, ms: number): boolean {
    return this.time.trySpend(address, ms);
  }

  /** Every endpoint is asked briefly from now on. */
  get isHurried(): boolean {
    return this.time.isRunSpent;
  }
}
