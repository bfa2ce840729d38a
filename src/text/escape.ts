/**
 * Sanitising and escaping of foreign text: for terminals, spreadsheet cells, JSON, HTML, Markdown, XML, SARIF and metrics.
 * Versions, banners and certificate names come from hosts that may want to be read by a person's tools rather than by the
 * person. No other file replaces control characters: `test/architecture.test.ts` holds that.
 */

import { CELL_CHARACTERS } from './limits.ts';

/** Text that needs no work: printable ASCII words with single spaces between them. */
const PLAIN = /^[!-~]+(?: [!-~]+)*$/;

/**
 * Controls (ESC, NUL), format characters (bidi overrides, zero width), lone surrogates, private use, enclosing marks and
 * what is never drawn. Each becomes a visible mark, so that a reader sees that something was there.
 */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Me}\p{Noncharacter_Code_Point}\p{Default_Ignorable_Code_Point}]/gu;
const VARIATION_SELECTORS = /\p{Variation_Selector}/gu;
/** Marks stacked on one letter paint over the lines around them. */
const STACKED_MARKS = /(\p{M}{3})\p{M}+/gu;

/** A character that starts a formula in some spreadsheet, also in its full-width, small, raised and lowered forms. */
const FORMULA = '[=+\\-@＝＋－＠﹦﹢﹣﹫⁼⁺⁻₌₊₋−⩵⩶﬩]';
/** A semicolon starts a new cell where the list separator of the region is a semicolon. */
const FORMULA_START = new RegExp(`(^|;)(["\\s]*)(?=${FORMULA})`, 'gu');

const FORMULA_SIGN = new RegExp(`(^|;)(["\\s]*)${FORMULA}`, 'gu');

/** Everything that can end a text or a quoted attribute in HTML. */
const HTML_SPECIAL = /[&<>"']/g;
const HTML_NAMES: Readonly<Record<string, string>> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": '#39' };

const MARKDOWN_SPECIAL = /[\\`*_{}[\]<>#!|~&$]/g;

/** JSON that needs no work, unless a lone surrogate is in it. */
const PLAIN_JSON = /^[\n -~]*$/;
/** A lone surrogate as `JSON.stringify` writes it; an escaped backslash before it is skipped over. */
const LONE_SURROGATE = /\\\\|\\ud[89a-f][0-9a-f]{2}/g;
/** Characters that XML 1.0 cannot carry, not even as a reference. */
const UNSAYABLE_IN_XML = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;
const PLAIN_IN_XML = /^[ !#-%(-;=?-~]*$/;
/** A bare CR is read as LF. */
const MARKUP = /[&<>"'\r]/g;
const REFERENCES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};
const UNPRINTABLE_IN_JSON = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/**
 * One line of printable text of at most `max` characters (code points), cut with `…`. Every run of white space, line
 * breaks included, becomes one space; what cannot be printed becomes U+FFFD.
 */
export function terminalText(text: string, max: number): string {
  if (text === '' || (text.length <= max && PLAIN.test(text))) return text;
  const printable = text
    // Bounds the work; what is taken away below makes the text shorter, so more than `max` is looked at.
    .slice(0, max * 4)
    .replace(VARIATION_SELECTORS, '')
    .replace(/\s+/gu, ' ')
    .trim()
    .replace(UNPRINTABLE, '\uFFFD')
    .replace(STACKED_MARKS, '$1');
  const characters = [...printable];
  if (characters.length <= max && text.length <= max * 4) return printable;
  return `${characters.slice(0, max - 1).join('')}…`;
}

/** A cell that needs no work: plain text without a semicolon whose first character starts no formula. */
const PLAIN_CELL = /^[0-9A-Za-z][!-:<-~]*(?: [!-:<-~]+)*$/;

/** Text for a spreadsheet cell: printable, bounded, and never a formula: an apostrophe stands before one. */
export function cell(text: string): string {
  if (text === '' || (text.length < CELL_CHARACTERS && PLAIN_CELL.test(text))) return text;
  return terminalText(text, CELL_CHARACTERS - 1).replace(FORMULA_START, "$1'$2");
}

/** The same for a table whose readers keep every character: the sign itself gives way to U+FFFD, and no apostrophe is added. */
export function signlessCell(text: string): string {
  return terminalText(text, CELL_CHARACTERS).replace(FORMULA_SIGN, '$1$2\uFFFD');
}

/** One line of HTML, for an element's text or a quoted attribute's value alike. Never for a script, a style or a URL. */
export function htmlText(text: string, max: number): string {
  return terminalText(text, max).replace(HTML_SPECIAL, (found) => `&${HTML_NAMES[found]};`);
}

/**
 * Our own text as Markdown, for the middle of a line: nothing in it is a mark. Text from outside goes through
 * `markdownCode`, since platforms make links and mentions of bare words too.
 */
export function markdownText(text: string, max: number): string {
  return terminalText(text, max).replace(MARKDOWN_SPECIAL, '\\$&');
}

/**
 * Text from outside as a code span, in which no platform links or mentions anything. It may stand in a table; what would
 * end the span or the cell is replaced by its likeness, since dialects differ in how they escape it.
 */
export function markdownCode(text: string, max: number): string {
  const line = terminalText(text, max).replaceAll('`', 'ˋ').replaceAll('|', '¦').replaceAll('\\', '⧵');
  return line === '' ? '' : `\`${line}\``;
}

/**
 * A value as JSON that is safe to print on a terminal and that strict readers accept: control and format characters are
 * written as escapes, lone surrogates as U+FFFD. `indent` in spaces; without it, one line.
 */
export function jsonText(value: unknown, indent?: number): string {
  const json = JSON.stringify(value, null, indent);
  if (PLAIN_JSON.test(json) && !json.includes('\\ud')) return json;
  return json
    .replace(LONE_SURROGATE, (found) => (found === '\\\\' ? found : '\\ufffd'))
    .replace(UNPRINTABLE_IN_JSON, (found) => (found === '\n' ? found : escapeUnits(found)));
}

/** UTF-16 units, since JSON has no other escapes. */
function escapeUnits(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}

/** Text between the tags of XML: what cannot be said becomes U+FFFD, what has a meaning is written as a reference. */
export function xmlText(text: string): string {
  if (PLAIN_IN_XML.test(text)) return text;
  return text.replace(UNSAYABLE_IN_XML, '\uFFFD').replace(MARKUP, referTo);
}

/** The value of an attribute in XML, without its quotes: there, readers take line breaks and tabs for spaces. */
export function xmlAttribute(text: string): string {
  return xmlText(text).replace(/[\t\n]/g, referTo);
}

function referTo(mark: string): string {
  return REFERENCES[mark] ?? `&#${mark.charCodeAt(0)};`;
}

/** One line for a SARIF message, where `[text](target)` would be a link of the remote host's choosing. */
export function sarifText(text: string, max: number): string {
  return terminalText(text, max).replaceAll('](', '] (');
}

/** The value of a Prometheus label, without its quotes. */
export function labelText(text: string, max: number): string {
  return terminalText(text, max).replaceAll('\\', '\\\\').replaceAll('"', '\\"');
}

/** One word of a tag list: readers take spaces, commas and quotes for the end of a tag. */
export function tagText(text: string): string {
  return terminalText(text, 50)
    .replace(/[^\p{L}\p{N}_.:/-]+/gu, '-')
    .replace(/^-+|-+$/g, '');
}
