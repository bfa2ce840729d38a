/** Counts by the words of a closed list: every word has a number, also where it is 0. */

export type Counts<W extends string> = Record<W, number>;

/** @returns 0 for each word */
export function zeroCounts<W extends string>(words: readonly W[]): Counts<W> {
  // Object.fromEntries widens its keys to any text.
  return Object.fromEntries(words.map((word) => [word, 0])) as Counts<W>;
}

/** Counts items by word; items whose word is null are left out. */
export function countWords<T, W extends string>(
  words: readonly W[],
  items: Iterable<T>,
  wordOf: (item: T) => W | null,
): Counts<W> {
  const counts = zeroCounts(words);
  for (const item of items) {
    const word = wordOf(item);
    if (word !== null) counts[word] += 1;
  }
  return counts;
}

/** Adds up several counts of the same words. */
export function sumCounts<W extends string>(words: readonly W[], list: Iterable<Readonly<Counts<W>>>): Counts<W> {
  const sum = zeroCounts(words);
  for (const counts of list) for (const word of words) sum[word] += counts[word];
  return sum;
}

/** All counts together. */
export function totalOf(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, n) => total + n, 0);
}
