/**
 * How fast the sweep may be now: a slow start, half the rate when the network or this machine shows signs of trouble, and a
 * slow return (additive increase, multiplicative decrease).
 *
 * The walk is a random permutation, so every half second of it is a fair sample of the scope: the share of first tries that
 * are answered is the same throughout, unless something is lost. A share that falls by more than chance and a seventh, local
 * errors, or a jump of answers that came only to a second try, halve the rate. Where halving three times changes nothing,
 * the rate is not the cause: what is seen becomes the new normal.
 */

import type { RateCause } from '../model.ts';

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
  const reference = Math.min(ceiling, FAST);
  let rate = Math.max(Math.min(LEAST, ceiling), reference * START_SHARE);
  let starting = true;
  let seenAt: number | undefined;
  /** Where the window that is judged begins: it stays open until enough was tried. */
  let opened = { signs: { sent: 0, started: 0, answered: 0, late: 0, trouble: 0 }, at: 0 };
  let changedAt = Number.NEGATIVE_INFINITY;
  let usual: { answered: number; late: number } | undefined;
  let cuts = 0;

  function open(signs: RateSigns, at: number): void {
    opened = { signs: { ...signs }, at };
  }

  function judge(window: RateSigns, sinceCut: number): RateCause | undefined {
    const { started, answered, late, trouble } = window;
    if (trouble > 8 && trouble > TROUBLE_SHARE * (started + trouble)) return 'local-trouble';
    if (usual === undefined || started < ENOUGH) return undefined;
    const share = Math.min(1, (answered - late) / started);
    if (usual.answered - share > Math.max(chance(usual.answered, started), usual.answered * DROP))
      return 'answers-lost';
    if (sinceCut < LATE_REACTION || answered < ENOUGH) return undefined;
    if (late / answered - usual.late > Math.max(chance(usual.late, answered), JUMP)) return 'answers-late';
    return undefined;
  }

  function learn({ started, answered, late }: RateSigns): void {
    const seen = { answered: Math.min(1, (answered - late) / started), late: answered > 0 ? late / answered : 0 };
    if (usual === undefined) usual = seen;
    // While the rate rises steeply, answers lag behind the tries that they belong to: the best share is the truest.
    else if (starting) usual.answered = Math.max(usual.answered, seen.answered);
    else {
      usual.answered += MEMORY * (seen.answered - usual.answered);
      usual.late += MEMORY * (seen.late - usual.late);
    }
  }

  function cut(cause: RateCause, window: RateSigns, seconds: number, now: number): RateCause {
    starting = false;
    cuts += 1;
    changedAt = now;
    if (cuts > PATIENCE && cause !== 'local-trouble') {
      usual = undefined;
      cuts = 0;
      return 'steady';
    }
    // What was allowed but not used is no rate to halve.
    const used = window.sent / seconds;
    rate = Math.max(Math.min(LEAST, ceiling), Math.min(rate, Math.max(used, LEAST)) / 2);
    return cause;
  }

  function rise(seconds: number): RateCause | undefined {
    if (rate >= ceiling) return undefined;
    rate = starting ? rate * 2 ** (seconds * 4) : rate + reference * RETURN * seconds;
    if (rate < reference) return starting ? 'slow-start' : undefined;
    rate = ceiling;
    cuts = 0;
    const cause = starting ? 'slow-start' : 'recovered';
    starting = false;
    return cause;
  }

  return {
    get rate() {
      return rate;
    },
    observe(signs, now) {
      const first = seenAt === undefined;
      const passed = (now - (seenAt ?? now)) / 1_000;
      seenAt = now;
      if (first || now - changedAt < REACTION) {
        open(signs, now);
        return first ? 'slow-start' : undefined;
      }
      const window = difference(signs, opened.signs);
      const seconds = (now - opened.at) / 1_000;
      const cause = judge(window, now - changedAt);
      if (cause !== undefined) {
        open(signs, now);
        return cut(cause, window, seconds, now);
      }
      if (window.started >= ENOUGH) {
        learn(window);
        open(signs, now);
      }
      return rise(passed);
    },
  };
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
