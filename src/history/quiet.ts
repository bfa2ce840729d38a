/** Looks in a row that met no engine where an exposure lives, and what they prove together. Pure. */

import { DAY_MS } from '../domain/time.ts';

/** Looks that are closer to each other count as one. */
const APART_MS = 20 * 3_600_000;
const SILENT_LOOKS = 3;
const SILENT_MS = 3 * DAY_MS;
const CONTAINED_LOOKS = 2;
/** Of the share of neighbours that answered when the engine was last seen. */
const AS_BEFORE = 0.8;

/** Looks that count, and the first and the last of them, ISO 8601. */
export interface Looks {
  looks: number;
  first: string;
  last: string;
}

/** What was met in a row: always the same. */
export interface Quiet {
  /** `silent`, `refused`, or the unclear answer. */
  met: string;
  /** The first look that met it, counted or not. */
  since: string;
  /** Looks in which this vantage got answers elsewhere. */
  reached: Looks | null;
  /** Looks in which the neighbours answered as before. */
  among: Looks | null;
}

/** Other addresses of the prefix: tested, and answering. */
export interface Neighbours {
  tested: number;
  answered: number;
}

export interface QuietLook {
  at: string;
  met: string;
  /** Something else answered this vantage in the same run. */
  reached: boolean;
  /** The neighbours in this look, and in the one that last saw the engine. */
  now: Neighbours | undefined;
  before: Neighbours | null;
}

export function addQuietLook(quiet: Quiet | null, { at, met, reached, now, before }: QuietLook): Quiet {
  const same: Quiet = quiet?.met === met ? quiet : { met, since: at, reached: null, among: null };
  return {
    ...same,
    reached: reached ? addLook(same.reached, at) : same.reached,
    among: answeredAsBefore(now, before) ? addLook(same.among, at) : same.among,
  };
}

function addLook(looks: Looks | null, at: string): Looks {
  if (looks === null) return { looks: 1, first: at, last: at };
  return Date.parse(at) - Date.parse(looks.last) >= APART_MS ? { ...looks, looks: looks.looks + 1, last: at } : looks;
}

/** A lone host, or a whole range that falls silent, says nothing of the engine. */
function answeredAsBefore(now: Neighbours | undefined, before: Neighbours | null): boolean {
  if (now === undefined || before === null || now.answered === 0 || now.tested === 0 || before.tested === 0)
    return false;
  return now.answered / now.tested >= (AS_BEFORE * before.answered) / before.tested;
}

/** Silence in three looks over 72 hours, while the neighbours answered as before. */
export function isSilentForLong({ among }: Quiet): boolean {
  if (among === null || among.looks < SILENT_LOOKS) return false;
  return Date.parse(among.last) - Date.parse(among.first) >= SILENT_MS;
}

/** Two looks a day apart, while this vantage got answers elsewhere: with a recorded change, contained. */
export function isContained({ reached }: Quiet): boolean {
  return reached !== null && reached.looks >= CONTAINED_LOOKS;
}

/** A second look a day later met the same. */
export function isMetAgain({ since }: Quiet, at: string): boolean {
  return Date.parse(at) - Date.parse(since) >= APART_MS;
}
