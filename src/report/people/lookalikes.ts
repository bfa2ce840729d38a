/** Owners whose names are different and look the same: letters of other alphabets, digits for letters. */

/** Letters of Cyrillic and Greek, and digits, by the Latin letter that they look like. */
const LIKENESSES: readonly [latin: string, others: string][] = [
  ['a', 'аα'],
  ['b', 'вβЬь'],
  ['c', 'сϲ'],
  ['d', 'ԁ'],
  ['e', 'еεё'],
  ['h', 'һнη'],
  ['i', 'іιl1|ıӏ'],
  ['j', 'јϳ'],
  ['k', 'кκ'],
  ['m', 'мμ'],
  ['n', 'пηո'],
  ['o', 'оο0σ'],
  ['p', 'рρ'],
  ['s', 'ѕ'],
  ['t', 'тτ'],
  ['v', 'ѵν'],
  ['w', 'ԝω'],
  ['x', 'хχ'],
  ['y', 'уγυ'],
  ['z', 'ζ'],
];
const LATIN: ReadonlyMap<string, string> = new Map(
  LIKENESSES.flatMap(([latin, others]) => [...others].map((other) => [other, latin] as const)),
);

/** Groups of two or more names that look alike, in the order in which they are given. */
export function lookalikesIn(names: Iterable<string>): string[][] {
  const groups = new Map<string, string[]>();
  for (const name of new Set(names)) groups.set(skeletonOf(name), [...(groups.get(skeletonOf(name)) ?? []), name]);
  return [...groups.values()].filter((group) => group.length > 1);
}

/** Letters and digits as they look, without marks above them. */
function skeletonOf(name: string): string {
  const letters = name.normalize('NFKD').replace(/[^\p{L}\p{N}]/gu, '');
  return [...letters.toLowerCase()].map((letter) => LATIN.get(letter) ?? letter).join('');
}

/** Code points beyond ASCII, which tell look-alikes apart: `U+0430`. */
export function foreignLetters(name: string): string[] {
  const points = [...name].flatMap((character) => character.codePointAt(0) ?? []).filter((point) => point > 0x7f);
  return [...new Set(points)].map((point) => `U+${point.toString(16).toUpperCase().padStart(4, '0')}`);
}
