/** The table and the JSON of `seawall findings --group-by owner`. */

import type { OwnerFigures } from '../domain/owner-figures.ts';
import { wrap } from '../text/columns.ts';
import { jsonText, terminalText } from '../text/escape.ts';
import { LINE_CHARACTERS } from '../text/limits.ts';
import { count } from '../text/numbers.ts';
import { createPaint } from '../text/paint.ts';
import { layTable, type TableColumn } from '../text/table.ts';

const NOTE =
  'PROOF, SILENCE and PERSON are what closings rest on; days (mean, 90th percentile) and IN TIME are of those by proof.';

const COLUMNS: readonly TableColumn<OwnerFigures>[] = [
  { head: 'OPENED', cell: ({ opened }) => count(opened) },
  { head: 'PROOF', cell: ({ closed }) => count(closed.proof) },
  { head: 'SILENCE', cell: ({ closed }) => count(closed.silence) },
  { head: 'PERSON', cell: ({ closed }) => count(closed.person), leave: 1 },
  { head: 'OPEN', cell: ({ open }) => count(open) },
  { head: 'OVERDUE', cell: ({ overdue }) => count(overdue) },
  { head: 'MEAN', cell: ({ meanDaysToClose }) => days(meanDaysToClose) },
  { head: 'P90', cell: ({ p90DaysToClose }) => days(p90DaysToClose) },
  { head: 'IN TIME', cell: ({ withinDeadline: share }) => (share === null ? '' : `${Math.floor(share * 100)} %`) },
  { head: 'OWNER', cell: ({ owner }) => terminalText(owner, LINE_CHARACTERS), least: 8 },
];

function days(n: number | null): string {
  return n === null ? '' : n.toFixed(1);
}

export function renderOwnerTable(figures: readonly OwnerFigures[], width: number, color: boolean): string {
  if (figures.length === 0) return 'No findings.\n';
  const paint = createPaint(color);
  const { head, lines } = layTable(COLUMNS, figures, width);
  const painted = lines.map((text, i) => ((figures[i]?.overdue ?? 0) > 0 ? paint.warning(text) : text));
  return `${[paint.heading(head), ...painted, ...wrap(NOTE, Math.min(120, width))].join('\n')}\n`;
}

export function renderOwnerJson(figures: readonly OwnerFigures[]): string {
  return `${jsonText({ schema: 'seawall.owner-figures/1', owners: figures }, 2)}\n`;
}
