/** The text of `seawall diff`. */

import { formatHostPort } from '../domain/address.ts';
import type { Finding } from '../domain/finding.ts';
import { wrap } from '../text/columns.ts';
import { jsonText, terminalText } from '../text/escape.ts';
import { LINE_CHARACTERS } from '../text/limits.ts';
import { count } from '../text/numbers.ts';
import { createPaint } from '../text/paint.ts';

export interface DiffView {
  runs: [before: string, after: string];
  appeared: readonly Finding[];
  gone: readonly { finding: Finding; word: string }[];
  changed: readonly { finding: Finding; changes: readonly string[] }[];
  same: number;
  warnings: readonly string[];
}

export function renderDiff(view: DiffView, width: number, color: boolean): string {
  const paint = createPaint(color);
  const section = (title: string, entries: readonly { finding: Finding; text: string }[]): string[] =>
    entries.length === 0
      ? []
      : [
          paint.heading(`${title} (${count(entries.length)})`),
          ...entries.flatMap(({ finding, text }) => {
            const where = formatHostPort(finding.address, finding.port);
            const line = terminalText(
              `${where} ${finding.verdict}, ${finding.owner}${text === '' ? '' : `: ${text}`}`,
              LINE_CHARACTERS,
            );
            return wrap(line, width, `  ${paint.severity[finding.severity](finding.severity)} `, '    ');
          }),
          '',
        ];
  const lines = [
    ...wrap(`${view.runs[0]} → ${view.runs[1]}`, width).map(paint.heading),
    ...view.warnings.flatMap((text) => wrap(terminalText(text, LINE_CHARACTERS), width).map(paint.warning)),
    '',
    ...section(
      'Appeared',
      view.appeared.map((finding) => ({ finding, text: '' })),
    ),
    ...section(
      'Changed',
      view.changed.map(({ finding, changes }) => ({ finding, text: changes.join('; ') })),
    ),
    ...section(
      'Gone',
      view.gone.map(({ finding, word }) => ({ finding, text: word })),
    ),
    `${count(view.same)} unchanged`,
  ];
  return `${lines.join('\n')}\n`;
}

export function renderDiffJson(view: DiffView): string {
  return `${jsonText({ schema: 'seawall.diff/1', ...view }, 2)}\n`;
}
