/** The list of verdicts that `seawall rules` prints. */

import type { Explanation } from '../domain/explanation.ts';
import { columnsOf, pad, wrap } from '../text/columns.ts';
import { terminalText } from '../text/escape.ts';
import { PARAGRAPH_CHARACTERS } from '../text/limits.ts';
import { createPaint, type Paint } from '../text/paint.ts';

export interface RulesOptions {
  /** Columns of the terminal; no line is longer, unless there are fewer than 40. */
  width: number;
  color: boolean;
  /** Everything, remediation and references included; otherwise one entry per verdict. */
  long: boolean;
}

const MIN_COLUMNS = 40;
const SEVERITY_COLUMNS = 8;
const SEPARATOR = '  ';
/** A title column narrower than this is worse than a line of its own. */
const MIN_TITLE_COLUMNS = 24;

/** Text that ends with a line break, in the order given. */
export function renderRules(explanations: readonly Explanation[], options: RulesOptions): string {
  const width = Math.max(MIN_COLUMNS, options.width);
  const paint = createPaint(options.color);
  const keys = Math.max('VERDICT'.length, ...explanations.map(({ key }) => columnsOf(key)));
  const lines = options.long
    ? explanations.flatMap((explanation, i) => [...(i === 0 ? [] : ['']), ...entry(explanation, width, paint)])
    : [
        paint.heading(tableHead(keys, width)),
        ...explanations.flatMap((explanation) => tableRow(explanation, keys, width, paint)),
      ];
  return lines.map((line) => `${line}\n`).join('');
}

function tableHead(keys: number, width: number): string {
  const head = pad('SEVERITY', SEVERITY_COLUMNS) + SEPARATOR + pad('VERDICT', keys) + SEPARATOR;
  return (titleFits(keys, width) ? `${head}TITLE` : head).trimEnd();
}

function tableRow({ key, severity, title }: Explanation, keys: number, width: number, paint: Paint): string[] {
  const start = paint.severity[severity](pad(severity, SEVERITY_COLUMNS)) + SEPARATOR;
  const text = terminalText(title, PARAGRAPH_CHARACTERS);
  if (!titleFits(keys, width))
    return [...wrap(key, width, start, SEPARATOR), ...wrap(text, width, SEPARATOR + SEPARATOR)];
  return wrap(text, width, start + pad(key, keys) + SEPARATOR, ' '.repeat(columnsOf(start) + keys + SEPARATOR.length));
}

function titleFits(keys: number, width: number): boolean {
  return width - SEVERITY_COLUMNS - keys - 2 * SEPARATOR.length >= MIN_TITLE_COLUMNS;
}

function entry(explanation: Explanation, width: number, paint: Paint): string[] {
  const { key, severity, title, meaning, proved, follows, notTested, summary, remediation, references, cvss } =
    explanation;
  const part = (name: string, text: string): string[] =>
    text === ''
      ? []
      : [
          `${SEPARATOR}${paint.quiet(name)}`,
          ...wrap(terminalText(text, PARAGRAPH_CHARACTERS), width, SEPARATOR + SEPARATOR),
        ];
  return [
    ...wrap(key, width, paint.severity[severity](severity) + SEPARATOR, SEPARATOR).map(paint.heading),
    ...wrap(terminalText(title, PARAGRAPH_CHARACTERS), width, SEPARATOR),
    ...part('What it means', meaning),
    ...part('Proved', proved),
    ...part('What follows', follows),
    ...part('Not tested', notTested),
    ...part('Next', summary),
    ...steps(remediation, width, paint),
    ...part('CVSS, our own judgement', cvss === undefined ? '' : `${cvss.score.toFixed(1)} ${cvss.vector}`),
    ...(references.length === 0 ? [] : [`${SEPARATOR}${paint.quiet('References')}`]),
    ...references.flatMap(({ id, title: name, url }) => [
      ...wrap(
        terminalText(`${id}: ${name}`, PARAGRAPH_CHARACTERS),
        width,
        SEPARATOR + SEPARATOR,
        SEPARATOR + SEPARATOR + SEPARATOR,
      ),
      ...(url === undefined
        ? []
        : wrap(terminalText(url, PARAGRAPH_CHARACTERS), width, SEPARATOR + SEPARATOR + SEPARATOR)),
    ]),
  ];
}

function steps(remediation: readonly string[], width: number, paint: Paint): string[] {
  if (remediation.length === 0) return [];
  const lines = remediation.flatMap((step, i) => {
    const number = `${i + 1}. `.padEnd(4);
    return wrap(
      terminalText(step, PARAGRAPH_CHARACTERS),
      width,
      SEPARATOR + SEPARATOR + number,
      SEPARATOR + SEPARATOR + ' '.repeat(number.length),
    );
  });
  return [`${SEPARATOR}${paint.quiet('What to do')}`, ...lines];
}
