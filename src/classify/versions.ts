/** Versions as engines and their parts write them, in an order that can be compared. */

export interface Release {
  /** Major, minor, patch, rank of a pre-release, its number: compared from left to right. */
  order: readonly number[];
  /** Suffix after the release: `-ce`, `+dfsg1`, `~ds1-1`; empty for a plain one. */
  rest: string;
}

const PATTERN = /^v?(\d{1,4})\.(\d{1,4})(?:\.(\d{1,8}))?(?:[-~](alpha|beta|tp|rc)[.-]?(\d{1,4})?)?(?![\d.]*\d)(.*)$/;
const RANKS = ['alpha', 'beta', 'tp', 'rc'];
/** Behind every pre-release. */
const FINAL = RANKS.length;

/**
 * @returns undefined for what is no release: `dev`, `library-import`, a nightly build (`0.0.0-20240301120000-abc1234`), a
 *   development tree (`20.10.0-dev`)
 */
export function parseRelease(text: string): Release | undefined {
  const match = PATTERN.exec(text.trim());
  if (match === null) return undefined;
  const [, major, minor, patch = '0', stage, number = '0', rest = ''] = match;
  const order = [major, minor, patch].map(Number);
  if (order.every((part) => part === 0) || /^[-+.]?dev\b/i.test(rest)) return undefined;
  return { order: [...order, stage === undefined ? FINAL : RANKS.indexOf(stage), Number(number)], rest };
}

/** Below zero where `a` is older. */
export function compareReleases(a: Release, b: Release): number {
  for (const [i, part] of a.order.entries()) {
    const difference = part - (b.order[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
