/** HTML by tagged templates: text is escaped and cut at a paragraph's length; only `Html` goes in as it is. */

import { htmlText } from '../../../text/escape.ts';
import { PARAGRAPH_CHARACTERS } from '../../../text/limits.ts';

/** Markup that this program wrote. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type HtmlValue = Html | string | number | undefined | readonly HtmlValue[];

/** Values stand in an element's text or in a quoted attribute; nowhere else. */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  let text = strings[0] ?? '';
  for (const [i, value] of values.entries()) text += print(value) + (strings[i + 1] ?? '');
  return new Html(text);
}

/** One after the other, with something between them. */
export function join(values: readonly HtmlValue[], separator: HtmlValue): Html {
  return new Html(values.map(print).join(print(separator)));
}

export const NOTHING = new Html('');

function print(value: HtmlValue): string {
  if (value === undefined) return '';
  if (value instanceof Html) return value.text;
  if (typeof value === 'string') return printText(value);
  return typeof value === 'number' ? String(value) : value.map(print).join('');
}

/** Spaces at the ends separate our own words from their neighbours. */
function printText(value: string): string {
  const text = htmlText(value, PARAGRAPH_CHARACTERS);
  if (text === '') return value === '' ? '' : ' ';
  return (value.startsWith(' ') ? ' ' : '') + text + (value.endsWith(' ') ? ' ' : '');
}
