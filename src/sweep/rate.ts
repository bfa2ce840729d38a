/**
 * Rate control by additive increase and multiplicative decrease: a slow start, half the rate when the network or this
 * machine shows trouble, and a slow return.
 *
 * The walk is a random permutation, so every half second of it is a fair sample of the scope: the share of first tries that
 * are answered is the same throughout, unless something is lost. A share that falls by more than chance and a seventh, local
 * errors, or a jump of answers that came only to a second try, halve the rate. Where halving three times changes nothing,
 * the rate is not the cause: what is seen becomes the new normal.
 */

import type { RateCause } from '../domain/run.ts';

/** Counts since the run began. */
export interface RateCounters {
  /** Tries of any kind. */
  sent: number;
  /** First tries. */
  started: number;
  /** Endpoints that gave a definite answer. */
  answered: number;
  /** Of these, the ones that answered only to a further try. */
  late: number;
  /** Tries that failed on this machine. */
  trouble: number;
}

export interface RateControl {
  /** Connections per second that are allowed now; infinite for no limit. */
  readonly rate: number;
  /** To be called every half second or so, with the time in milliseconds. @returns what changed, if anything did */
  observe(counters: RateCounters, now: number): RateCause | undefined;
}

/** Without a ceiling, the slow start begins and the return proceeds as if this were the ceiling. */
const REFERENCE_PER_SECOND = 320_000;
const START_SHARE = 1 / 16;
/** Doublings of the rate in the slow start; without a ceiling, the start is steeper by this factor. */
const DOUBLINGS_PER_SECOND = 4;
const UNLIMITED_FACTOR = 2;
const MIN_PER_SECOND = 10;
/** First tries in a window that are enough to judge it. */
const MIN_SAMPLE = 200;
/** Standard deviations, and the share of what is usual, by which a window must differ. */
const MIN_DEVIATIONS = 5;
const MAX_DROP_SHARE = 1 / 7;
const MAX_RISE_OF_LATE = 0.02;
/** Share of tries that may fail on this machine. */
const TROUBLE_SHARE = 0.01;
/**
 * Milliseconds after a cut in which what is seen is still the answer to the earlier rate: first tries are answered soon,
 * further ones only after the timeouts of those that were lost, and after the others that wait for their turn.
 */
const REACTION_MS = 2_000;
const LATE_REACTION_MS = 12_000;
/** Share of the ceiling that is given back in a second. */
const RETURN_SHARE_PER_SECOND = 1 / 40;
/** Weight of the newest window in the moving average. */
const SMOOTHING = 0.05;
const MAX_CUTS = 3;

/** @param ceiling per second; infinite for none */
export function createRateControl(ceiling: number): RateControl {
  return new AdaptiveRateControl(ceiling);
}

class AdaptiveRateControl implements RateControl {
  rate: number;
  private readonly ceiling: number;
  private readonly reference: number;
  private readonly least: number;
  private readonly doublings: number;
  private starting = true;
  private seenAt: number | undefined;
  private changedAt = Number.NEGATIVE_INFINITY;
  /** Start of the window that is judged: it stays open until enough was tried. */
  private opened: { counters: RateCounters; at: number } | undefined;
  private usual: { answered: number; late: number } | undefined;
  private cuts = 0;

  constructor(ceiling: number) {
    this.ceiling = ceiling;
    this.reference = Math.min(ceiling, REFERENCE_PER_SECOND);
    this.least = Math.min(MIN_PER_SECOND, ceiling);
    const steep = ceiling === Number.POSITIVE_INFINITY ? UNLIMITED_FACTOR : 1;
    this.doublings = DOUBLINGS_PER_SECOND * steep;
    this.rate = Math.max(this.least, this.reference * START_SHARE * steep);
  }

  observe(counters: RateCounters, now: number): RateCause | undefined {
    const passed = (now - (this.seenAt ?? now)) / 1_000;
    this.seenAt = now;
    if (this.opened === undefined || now - this.changedAt < REACTION_MS) {
      const first = this.opened === undefined;
      this.open(counters, now);
      return first ? 'slow-start' : undefined;
    }
    const window = difference(counters, this.opened.counters);
    const seconds = (now - this.opened.at) / 1_000;
    const cause = this.judge(window, now - this.changedAt);
    if (cause !== undefined) {
      this.open(counters, now);
      return this.cut(cause, window.sent / seconds, now);
    }
    if (window.started >= MIN_SAMPLE) {
      this.learn(window);
      this.open(counters, now);
    }
    return this.rise(passed);
  }

  private open(counters: RateCounters, at: number): void {
    this.opened = { counters: { ...counters }, at };
  }

  private judge({ started, answered, late, trouble }: RateCounters, sinceCut: number): RateCause | undefined {
    const { usual } = this;
    if (trouble > 8 && trouble > TROUBLE_SHARE * (started + trouble)) return 'local-trouble';
    if (usual === undefined || started < MIN_SAMPLE) return undefined;
    const share = Math.min(1, (answered - late) / started);
    if (usual.answered - share > Math.max(chance(usual.answered, started), usual.answered * MAX_DROP_SHARE))
      return 'answers-lost';
    if (sinceCut < LATE_REACTION_MS || answered < MIN_SAMPLE) return undefined;
    if (late / answered - usual.late > Math.max(chance(usual.late, answered), MAX_RISE_OF_LATE)) return 'answers-late';
    return undefined;
  }

  private learn({ started, answered, late }: RateCounters): void {
    const seen = { answered: Math.min(1, (answered - late) / started), late: answered > 0 ? late / answered : 0 };
    if (this.usual === undefined) this.usual = seen;
    // While the rate rises steeply, answers lag behind the tries that they belong to: the best share is the truest.
    else if (this.starting) this.usual.answered = Math.max(this.usual.answered, seen.answered);
    else {
      this.usual.answered += SMOOTHING * (seen.answered - this.usual.answered);
      this.usual.late += SMOOTHING * (seen.late - this.usual.late);
    }
  }

  /** @param used tries per second: what was allowed but not used is no rate to halve */
  private cut(cause: RateCause, used: number, now: number): RateCause {
    this.starting = false;
    this.cuts += 1;
    this.changedAt = now;
    if (this.cuts > MAX_CUTS && cause !== 'local-trouble') {
      this.usual = undefined;
      this.cuts = 0;
      return 'steady';
    }
    this.rate = Math.max(this.least, Math.min(this.rate, Math.max(used, MIN_PER_SECOND)) / 2);
    return cause;
  }

  private rise(seconds: number): RateCause | undefined {
    if (this.rate >= this.ceiling) return undefined;
    this.rate = this.starting
      ? this.rate * 2 ** (seconds * this.doublings)
      : this.rate + this.reference * RETURN_SHARE_PER_SECOND * seconds;
    const cause = this.starting ? 'slow-start' : 'recovered';
    if (this.rate < this.reference) return this.starting ? cause : undefined;
    this.rate = this.ceiling;
    this.cuts = 0;
    this.starting = false;
    return cause;
  }
}

/** Bound of the deviation of a share by chance, in a sample of this size. */
function chance(share: number, among: number): number {
  return MIN_DEVIATIONS * Math.sqrt((share * (1 - share) + 0.25 / among) / among);
}

function difference(a: RateCounters, b: RateCounters): RateCounters {
  return {
    sent: a.sent - b.sent,
    started: a.started - b.started,
    answered: a.answered - b.answered,
    late: a.late - b.late,
    trouble: a.trouble - b.trouble,
  };
}
