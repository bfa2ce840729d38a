/** The table and the JSON of `seawall runs`. */

import type { ListedRun } from '../domain/run-list.ts';
import { PARTIAL_WORDS } from '../report/view/phrases.ts';
import { jsonText, terminalText } from '../text/escape.ts';
import { ID_CHARACTERS } from '../text/limits.ts';
import { count, percentText, plural } from '../text/numbers.ts';
import { createPaint } from '../text/paint.ts';
import { layTable, type TableColumn } from '../text/table.ts';

export interface RunsView {
  runs: readonly ListedRun[];
  /** How many there are, where fewer are listed. */
  total: number;
}

export function renderRunsTable({ runs, total }: RunsView, width: number, color: boolean): string {
  if (runs.length === 0) return 'No runs yet.\n';
  const paint = createPaint(color);
  const { head, lines } = layTable(columnsFor(runs), runs, width);
  const painted = lines.map((text, i) => {
    const { outcome } = runs[i] ?? {};
    return outcome === 'finished' ? text : paint.warning(text);
  });
  const older = total - runs.length;
  const sum =
    older > 0 ? `${count(runs.length)} of ${plural(total, 'run')}: --limit ${total} lists all` : plural(total, 'run');
  return `${[paint.heading(head), ...painted, sum].join('\n')}\n`;
}

function columnsFor(runs: readonly ListedRun[]): TableColumn<ListedRun>[] {
  const vantages = new Set(runs.map(({ vantage }) => vantage));
  const number = (n: number | null): string => (n === null ? '' : count(n));
  return [
    { head: 'RUN', cell: ({ id }) => id },
    { head: 'BEGAN', cell: ({ startedAt }) => startedAt.slice(0, 16).replace('T', ' '), leave: 1 },
    { head: 'KIND', cell: kindOf },
    ...(vantages.size > 1
      ? [
          {
            head: 'VANTAGE',
            cell: ({ vantage }: ListedRun) => terminalText(vantage, ID_CHARACTERS),
            least: 8,
            leave: 4,
          },
        ]
      : []),
    { head: 'OUTCOME', cell: outcomeText, least: 10 },
    { head: 'TESTED', cell: ({ percent }) => (percent === null ? '' : percentText(percent)), leave: 5 },
    { head: 'CRITICAL', cell: ({ critical }) => number(critical) },
    { head: 'HIGH', cell: ({ high }) => number(high), leave: 6 },
    { head: 'OPENED', cell: ({ opened }) => number(opened), leave: 2 },
    { head: 'CLOSED', cell: ({ resolved }) => number(resolved), leave: 3 },
    { head: 'NOTE', cell: noteOf, optional: true, least: 8 },
  ];
}

function kindOf({ purpose, shard }: ListedRun): string {
  if (purpose === 'verify') return 'verify';
  return shard === '1/1' ? 'audit' : `shard ${terminalText(shard, ID_CHARACTERS)}`;
}

function outcomeText({ outcome, reasons }: ListedRun): string {
  const why = reasons.map((reason) => PARTIAL_WORDS[reason]).join(', ');
  return why === '' ? outcome : `${outcome}: ${why}`;
}

/** A verification has two looks, of which history has the second. */
function noteOf({ recorded, folder, purpose, outcome }: ListedRun): string {
  if (!folder) return 'pruned';
  if (recorded || outcome === 'unfinished') return '';
  if (outcome === 'unknown') return 'cannot be read';
  return purpose === 'verify' ? 'first look' : 'not in history';
}

export function renderRunsJson({ runs, total }: RunsView): string {
  return `${jsonText({ schema: 'seawall.runs/1', total, runs }, 2)}\n`;
}
