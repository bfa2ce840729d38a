/** Text in columns of a terminal, where a Chinese character takes two and a combining mark none. */

import stringWidth from 'string-width';

const ASCII = /^[ -~]*$/;
const CHARACTERS = new Intl.Segmenter();

/** Columns that a text takes; colours take none. */
export function columnsOf(text: string): number {
  return ASCII.test(text) ? text.length : stringWidth(text);
}

/** Cuts a text that is too wide, and marks the cut with `…`. */
export function cut(text: string, columns: number): string {
  return columnsOf(text) <= columns ? text : `${split(text, columns - 1)[0]}…`;
}

/** Fills up with spaces on the right. */
export function pad(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - columnsOf(text)));
}

/** Breaks a text at its spaces: see `flow`. */
export function wrap(text: string, width: number, first = '', rest = first): string[] {
  return flow(text.split(' '), width, first, rest);
}

/**
 * Sets parts with spaces between them into lines of at most `width` columns; a part that is wider than a line is broken
 * inside, so that nothing is lost. `first` stands before the first line, `rest` before the others.
 */
export function flow(parts: readonly string[], width: number, first = '', rest = first): string[] {
  const lines: string[] = [];
  let line = first;
  let room = width - columnsOf(first);
  let empty = true;
  const breakLine = (): void => {
    lines.push(line.trimEnd());
    line = rest;
    room = width - columnsOf(rest);
    empty = true;
  };
  for (const part of parts) {
    if (part === '') continue;
    if (!empty && !fits(part, room - 1)) breakLine();
    let left = part;
    while (empty && !fits(left, room)) {
      const [head, tail] = split(left, room);
      line += head;
      left = tail;
      breakLine();
    }
    const text = empty ? left : ` ${left}`;
    line += text;
    room -= columnsOf(text);
    empty = false;
  }
  return [...lines, line.trimEnd()];
}

/** Puts the mark behind each part but the last. */
export function separate(parts: readonly string[], mark: string): string[] {
  return parts.map((part, i) => (i < parts.length - 1 ? part + mark : part));
}

/** Looks no further than it must: words may be long, and lines are short. */
function fits(text: string, columns: number): boolean {
  const [head, tail] = split(text, columns);
  return tail === '' && columnsOf(head) <= columns;
}

/** Splits where `columns` are full, after one character at least, so that callers make progress. */
function split(text: string, columns: number): [head: string, tail: string] {
  if (ASCII.test(text)) return [text.slice(0, Math.max(1, columns)), text.slice(Math.max(1, columns))];
  let head = '';
  let used = 0;
  for (const { segment } of CHARACTERS.segment(text)) {
    used += columnsOf(segment);
    if (used > columns && head !== '') break;
    head += segment;
  }
  return [head, text.slice(head.length)];
}
