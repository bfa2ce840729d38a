/** Text from remote hosts, made harmless: one line, bounded, nothing invisible. */

/** Characters kept of one text of a remote host. */
export const TEXT = 256;

/** Control, format (bidirectional marks, zero width), private and broken characters: none of them can be read. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}]/gu;

/** @param max characters kept, in UTF-16 units; a character is never cut in half */
export function clean(text: string, max: number = TEXT): string {
  // Bounded before the patterns run, with room for what they take out.
  const plain = text
    .slice(0, max * 4)
    .replace(/\s+/g, ' ')
    .replace(INVISIBLE, '')
    .trim();
  return plain
    .slice(0, max)
    .replace(/[\uD800-\uDBFF]$/, '')
    .trimEnd();
}

/** As `clean`, with a mark where something was cut off. */
export function excerpt(text: string, max: number): string {
  const whole = clean(text, max + 1);
  return whole.length > max ? `${clean(whole, max - 1)}…` : whole;
}
