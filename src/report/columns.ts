/** Text in columns of a terminal, where a Chinese character takes two and a combining mark none. */

import stringWidth from 'string-width';

const ASCII = /^[ -~]*$/;

/** Columns that a text takes; colours take none. */
export function columnsOf(text: string): number {
  return ASCII.test(text) ? text.length : stringWidth(text);
}

/** Cuts a text that is too wide, and marks the cut with `…`. */
export function fit(text: string, columns: number): string {
  return columnsOf(text) <= columns ? text : `${split(text, columns - 1)[0]}…`;
}

/** Fills up with spaces on the right. */
export function pad(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - columnsOf(text)));
}

/**
 * Breaks a text at spaces into lines of at most `width` columns; a word that is wider than a line is broken inside, so that
 * nothing is lost. `first` stands before the first line, `rest` before the others.
 */
export function wrap(text: string, width: number, first = '', rest = first): string[] {
  const lines: string[] = [];
  let line = first;
  let empty = true;
  for (const word of text.split(' ').filter((part) => part !== '')) {
    let left = word;
    if (!empty && columnsOf(line) + 1 + columnsOf(left) > width) {
      lines.push(line);
      line = rest;
      empty = true;
    }
    while (columnsOf(line) + columnsOf(left) + (empty ? 0 : 1) > width) {
      const [head, tail] = split(left, width - columnsOf(line));
      lines.push(line + head);
      line = rest;
      left = tail;
    }
    line += empty ? left : ` ${left}`;
    empty = false;
  }
  return [...lines, line].map((text) => text.trimEnd());
}

/** What fits into `columns` (one character at least, so that callers get on), and what is left. */
function split(text: string, columns: number): [head: string, tail: string] {
  let head = '';
  let used = 0;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    used += columnsOf(segment);
    if (used > columns && head !== '') break;
    head += segment;
  }
  return [head, text.slice(head.length)];
}
