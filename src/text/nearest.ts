/** Words that are near to one that was mistyped. */

/** At most so many are named. */
const MAX_NAMED = 3;

/** The words nearest to one that is none of them, nearest first; none where all are far. Case does not count. */
export function nearest(word: string, words: readonly string[]): string[] {
  const wanted = word.toLowerCase().slice(0, 60);
  const far = Math.max(2, Math.floor(wanted.length / 3));
  return words
    .map((candidate) => ({ candidate, distance: distanceOf(wanted, candidate.toLowerCase().slice(0, 60)) }))
    .filter(({ candidate, distance }) => distance <= far || (wanted !== '' && candidate.toLowerCase().includes(wanted)))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, MAX_NAMED)
    .map(({ candidate }) => candidate);
}

/** Levenshtein distance: characters to insert, delete or replace. */
function distanceOf(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  let distance = b.length;
  for (const [i, character] of [...a].entries()) {
    let diagonal = i;
    distance = i + 1;
    const next = row.slice(1).map((above, j) => {
      const replaced = diagonal + (character === b.charAt(j) ? 0 : 1);
      distance = Math.min(replaced, above + 1, distance + 1);
      diagonal = above;
      return distance;
    });
    row = [i + 1, ...next];
  }
  return distance;
}
