/**
 * How fast the sweep may be now: a slow start, half the rate when the network or this machine shows signs of trouble, and a
 * slow return (additive increase, multiplicative decrease).
 *
 * The walk is a random permutation, so every half second of it is a fair sample of the scope: the share of first tries that
 * are answered is the same throughout, unless something is lost. A share that falls by more than chance and a seventh, local
 * errors, or a jump of answers that came only to a second try, halve the rate. Where halving three times changes nothing,
 * the rate is not the cause: what is seen becomes the new normal.
 */

import type { RateCause } from '../domain/run.ts';

/** Counts since the run began. */
export interface RateSigns {
  /** Tries of any kind. */
  sent: number;
  /** First tries. */
  started: number;
  /** Endpoints that gave a definite answer. */
  answered: number;
  /** Of these, such as answered only to a further try. */
  late: number;
  /** Tries that failed on this machine. */
  trouble: number;
}

export interface RateControl {
  /** Connections per second that are allowed now; infinite for no limit. */
  readonly rate: number;
  /** To be called every half second or so, with the time in milliseconds. @returns what changed, if anything did */
  observe(signs: RateSigns, now: number): RateCause | undefined;
}

/** Without a ceiling, the slow start begins and the return proceeds as if this were the ceiling. */
const FAST = 320_000;
const START_SHARE = 1 / 16;
/** How often the rate doubles in a second at the start; and where no limit was asked for, so much steeper. */
const DOUBLINGS = 4;
const STEEPER = 2;
const LEAST = 10;
/** First tries in a window that are enough to judge it. */
const ENOUGH = 200;
/** Standard deviations, and the share of what is usual, by which a window must differ. */
const DEVIATIONS = 5;
const DROP = 1 / 7;
const JUMP = 0.02;
/** Share of tries that may fail on this machine. */
const TROUBLE_SHARE = 0.01;
/**
 * Milliseconds after a cut in which what is seen is still the answer to the earlier rate: first tries are answered soon,
 * further ones only after the timeouts of those that were lost, and after the others that wait for their turn.
 */
const REACTION = 2_000;
const LATE_REACTION = 12_000;
/** Share of the ceiling that is given back in a second. */
const RETURN = 1 / 40;
/** How much of what is usual the newest window makes up. */
const MEMORY = 0.05;
const PATIENCE = 3;

/** @param ceiling per second; infinite for none */
export function createRateControl(ceiling: number): RateControl {
  return new Control(ceiling);
}

class Control implements RateControl {
  rate: number;
  private readonly ceiling: number;
  private readonly reference: number;
  private readonly least: number;
  private readonly doublings: number;
  private starting = true;
  private seenAt: number | undefined;
  private changedAt = Number.NEGATIVE_INFINITY;
  /** Where the window that is judged begins: it stays open until enough was tried. */
  private opened: { signs: RateSigns; at: number } | undefined;
  private usual: { answered: number; late: number } | undefined;
  private cuts = 0;

  constructor(ceiling: number) {
    this.ceiling = ceiling;
    this.reference = Math.min(ceiling, FAST);
    this.least = Math.min(LEAST, ceiling);
    const steep = ceiling === Number.POSITIVE_INFINITY ? STEEPER : 1;
    this.doublings = DOUBLINGS * steep;
    this.rate = Math.max(this.least, this.reference * START_SHARE * steep);
  }

  observe(signs: RateSigns, now: number): RateCause | undefined {
    const passed = (now - (this.seenAt ?? now)) / 1_000;
    this.seenAt = now;
    if (this.opened === undefined || now - this.changedAt < REACTION) {
      const first = this.opened === undefined;
      this.open(signs, now);
      return first ? 'slow-start' : undefined;
    }
    const window = difference(signs, this.opened.signs);
    const seconds = (now - this.opened.at) / 1_000;
    const cause = this.judge(window, now - this.changedAt);
    if (cause !== undefined) {
      this.open(signs, now);
      return this.cut(cause, window.sent / seconds, now);
    }
    if (window.started >= ENOUGH) {
      this.learn(window);
      this.open(signs, now);
    }
    return this.rise(passed);
  }

  private open(signs: RateSigns, at: number): void {
    this.opened = { signs: { ...signs }, at };
  }

  private judge({ started, answered, late, trouble }: RateSigns, sinceCut: number): RateCause | undefined {
    const { usual } = this;
    if (trouble > 8 && trouble > TROUBLE_SHARE * (started + trouble)) return 'local-trouble';
    if (usual === undefined || started < ENOUGH) return undefined;
    const share = Math.min(1, (answered - late) / started);
    if (usual.answered - share > Math.max(chance(usual.answered, started), usual.answered * DROP))
      return 'answers-lost';
    if (sinceCut < LATE_REACTION || answered < ENOUGH) return undefined;
    if (late / answered - usual.late > Math.max(chance(usual.late, answered), JUMP)) return 'answers-late';
    return undefined;
  }

  private learn({ started, answered, late }: RateSigns): void {
    const seen = { answered: Math.min(1, (answered - late) / started), late: answered > 0 ? late / answered : 0 };
    if (this.usual === undefined) this.usual = seen;
    // While the rate rises steeply, answers lag behind the tries that they belong to: the best share is the truest.
    else if (this.starting) this.usual.answered = Math.max(this.usual.answered, seen.answered);
    else {
      this.usual.answered += MEMORY * (seen.answered - this.usual.answered);
      this.usual.late += MEMORY * (seen.late - this.usual.late);
    }
  }

  /** @param used tries per second: what was allowed but not used is no rate to halve */
  private cut(cause: RateCause, used: number, now: number): RateCause {
    this.starting = false;
    this.cuts += 1;
    this.changedAt = now;
    if (this.cuts > PATIENCE && cause !== 'local-trouble') {
      this.usual = undefined;
      this.cuts = 0;
      return 'steady';
    }
    this.rate = Math.max(this.least, Math.min(this.rate, Math.max(used, LEAST)) / 2);
    return cause;
  }

  private rise(seconds: number): RateCause | undefined {
    if (this.rate >= this.ceiling) return undefined;
    this.rate = this.starting
      ? this.rate * 2 ** (seconds * this.doublings)
      : this.rate + this.reference * RETURN * seconds;
    const cause = this.starting ? 'slow-start' : 'recovered';
    if (this.rate < this.reference) return this.starting ? cause : undefined;
    this.rate = this.ceiling;
    this.cuts = 0;
    this.starting = false;
    return cause;
  }
}

/** How far a share among so many may differ by chance. */
function chance(share: number, among: number): number {
  return DEVIATIONS * Math.sqrt((share * (1 - share) + 0.25 / among) / among);
}

function difference(a: RateSigns, b: RateSigns): RateSigns {
  return {
    sent: a.sent - b.sent,
    started: a.started - b.started,
    answered: a.answered - b.answered,
    late: a.late - b.late,
    trouble: a.trouble - b.trouble,
  };
}
