/**
 * Reach of a place: from where strangers get to an engine there, as far as its vantages know. Derived from what each of
 * them saw last, never stored.
 */

import type { Stands } from './scope.ts';
import { DAY_MS, dayIn, millisecondsOf } from './time.ts';

/** What a vantage saw of a place: the evidence of an answer, or why there was none. Worst first. */
export const LOOKS = ['exposed', 'unclear', 'silent', 'guarded', 'other', 'refused', 'not-tested'] as const;
export type Look = (typeof LOOKS)[number];

/** The last look of one vantage at a place. Moments are ISO 8601. */
export interface VantageLook {
  vantage: string;
  stands: Stands;
  look: Look;
  at: string;
  /** The first of the looks in a row that saw the same; `at` if absent. */
  since?: string;
}

/**
 * Worst first.
 *
 * - `internet`: exposed outside; inside as well, or nobody can say.
 * - `internet-only`: exposed outside, and not to those inside.
 * - `inside-outside-unknown`: exposed inside; outside not looked at, or the answer does not tell.
 * - `inside-outside-silent`: exposed inside; nothing answers outside, which is no proof.
 * - `inside-only`: exposed inside; refused or guarded outside, or another product answers there.
 */
export const REACHES = [
  'internet',
  'internet-only',
  'inside-outside-unknown',
  'inside-outside-silent',
  'inside-only',
] as const;
export type Reach = (typeof REACHES)[number];

/** The look that counts of one side; `fresh` where it is not too old to count. */
export type SideLook = VantageLook & { fresh: boolean };

export interface PlaceReach {
  reach: Reach;
  /** Null where no vantage of that side ever looked. */
  outside: SideLook | null;
  inside: SideLook | null;
}

/** An older look counts as none. */
export const FRESHNESS_MS = 7 * DAY_MS;

/**
 * @param looks at one place, one of each vantage whose standing is known
 * @param now milliseconds since 1970
 * @returns undefined where no fresh look saw it exposed
 */
export function reachOf(
  looks: readonly VantageLook[],
  now: number,
  freshness: number = FRESHNESS_MS,
): PlaceReach | undefined {
  const [outside, inside] = sidesOf(looks, now, freshness);
  const reach = reachWord(freshLook(outside), freshLook(inside));
  return reach && { reach, outside, inside };
}

function reachWord(outside: Look | undefined, inside: Look | undefined): Reach | undefined {
  if (outside === 'exposed') {
    const isUnknown = inside === undefined || inside === 'unclear';
    return isUnknown || inside === 'exposed' ? 'internet' : 'internet-only';
  }
  if (inside !== 'exposed') return undefined;
  if (outside === undefined || outside === 'unclear') return 'inside-outside-unknown';
  return outside === 'silent' ? 'inside-outside-silent' : 'inside-only';
}

/** Whether strangers on the Internet get to it. */
export function isOnInternet(place: PlaceReach | undefined): boolean {
  return place?.reach === 'internet' || place?.reach === 'internet-only';
}

/**
 * What is worth a message: `now-on-internet`, strangers on the Internet get to it since this run; `newly-filtered`, the alarm
 * of `isNewlyFiltered`, for as long as it holds.
 */
export const REACH_NEWS = ['now-on-internet', 'newly-filtered'] as const;
export type ReachNews = (typeof REACH_NEWS)[number];

/** The reach of its place as a finding tells of it. */
export interface StandingReach {
  word: Reach;
  /** The same with the day that a reader needs. */
  text: string;
  outside: SideLook | null;
  inside: SideLook | null;
  news?: ReachNews;
}

/** @param before the reach before the run, where it was known; absent where no run is told of */
export function standingReach(
  place: PlaceReach,
  isNewlyFilteredNow: boolean,
  before?: PlaceReach | undefined,
): StandingReach {
  const isNews = before !== undefined && !isOnInternet(before) && isOnInternet(place);
  const news = isNewlyFilteredNow ? 'newly-filtered' : isNews ? 'now-on-internet' : undefined;
  const { reach: word, outside, inside } = place;
  return { word, text: describeReach(place), outside, inside, ...(news && { news }) };
}

/** News in a line. */
export const REACH_NEWS_TEXTS: Readonly<Record<ReachNews, string>> = {
  'now-on-internet': 'now reachable from the Internet',
  'newly-filtered':
    'open inside, newly filtered outside, and no change is recorded: ask who filters it and since when, and look for misuse, because malware closes the door behind itself',
};

/** The reach in words, with the day that a reader needs. */
export function describeReach({ reach, outside, inside }: PlaceReach): string {
  switch (reach) {
    case 'internet':
    case 'inside-only':
      return reach;
    case 'internet-only':
      return inside?.look === 'silent' ? `internet-only, silent inside${sinceDay(inside)}` : reach;
    case 'inside-outside-silent':
      return `inside, silent outside${sinceDay(outside)}`;
    case 'inside-outside-unknown':
      return outside?.fresh === true
        ? `inside, unclear answer outside${sinceDay(outside)}`
        : `inside, outside not looked at${lastLook(outside)}`;
  }
}

function sinceDay(side: SideLook | null): string {
  const day = side === null ? undefined : dayIn(side.since ?? side.at);
  return day === undefined ? '' : ` since ${day}`;
}

function lastLook(side: SideLook | null): string {
  const day = side === null ? undefined : dayIn(side.at);
  if (day === undefined) return '';
  return ` since ${day}${side?.look === 'exposed' ? ' (exposed then)' : ''}`;
}

/** What answers, whatever it is. */
const ANSWERED: ReadonlySet<Look | undefined> = new Set(['exposed', 'unclear', 'guarded', 'other']);

/**
 * The alarm of a place that vanished from outside alone: it is open inside, what answered outside is silent now, and nobody
 * recorded a change. Malware closes the port behind itself in this way. The look inside must be of the silence or later:
 * an earlier one may have met a host that was switched off since.
 *
 * @param before the looks of the same vantages before the silence
 * @param changeRecorded since then
 */
export function isNewlyFiltered(
  before: readonly VantageLook[],
  after: readonly VantageLook[],
  changeRecorded: boolean,
  now: number,
  freshness: number = FRESHNESS_MS,
): boolean {
  const [outside] = sidesOf(after, now, freshness);
  if (changeRecorded || freshLook(outside) !== 'silent') return false;
  const fresh = after.filter((look) => isFresh(look, now, freshness));
  const isOpenSince = (silence: number): boolean =>
    fresh.some((one) => one.stands !== 'internet' && one.look === 'exposed' && timeOf(one.at) >= silence);
  return fresh.some(
    (one) =>
      one.stands === 'internet' &&
      one.look === 'silent' &&
      ANSWERED.has(before.find(({ vantage }) => vantage === one.vantage)?.look) &&
      isOpenSince(timeOf(one.since ?? one.at)),
  );
}

/** Outside and inside; a segment is inside. */
function sidesOf(
  looks: readonly VantageLook[],
  now: number,
  freshness: number,
): [outside: SideLook | null, inside: SideLook | null] {
  const outside = looks.filter(({ stands }) => stands === 'internet');
  const inside = looks.filter(({ stands }) => stands !== 'internet');
  return [sideOf(outside, now, freshness), sideOf(inside, now, freshness)];
}

/** The worst of the fresh looks of a side; without any, the newest. */
function sideOf(looks: readonly VantageLook[], now: number, freshness: number): SideLook | null {
  const made = looks.filter(({ look, at }) => look !== 'not-tested' && !Number.isNaN(timeOf(at)));
  const fresh = made.filter((look) => isFresh(look, now, freshness));
  const [worst] = fresh.sort((a, b) => LOOKS.indexOf(a.look) - LOOKS.indexOf(b.look) || compareTimes(a, b));
  if (worst !== undefined) return { ...worst, fresh: true };
  const [newest] = made.sort((a, b) => timeOf(b.at) - timeOf(a.at) || compareTimes(a, b));
  return newest === undefined ? null : { ...newest, fresh: false };
}

function freshLook(side: SideLook | null): Look | undefined {
  return side?.fresh === true ? side.look : undefined;
}

function isFresh({ look, at }: VantageLook, now: number, freshness: number): boolean {
  return look !== 'not-tested' && now - timeOf(at) <= freshness;
}

/** Of looks that saw the same, the one that saw it for the shortest time: what is said of it holds for all. */
function compareTimes(a: VantageLook, b: VantageLook): number {
  return (
    timeOf(b.since ?? b.at) - timeOf(a.since ?? a.at) ||
    timeOf(b.at) - timeOf(a.at) ||
    (a.vantage < b.vantage ? -1 : a.vantage > b.vantage ? 1 : 0)
  );
}

/** Not a number for what is no moment: such a look counts as none. */
function timeOf(moment: string): number {
  return millisecondsOf(moment) ?? Number.NaN;
}
