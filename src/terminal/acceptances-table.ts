/** The tables and the JSON of `seawall accept --list`. */

import type { AcceptanceList, ListedAcceptance, ListedReview } from '../domain/acceptance-list.ts';
import { formatHostPort } from '../domain/address.ts';
import { gapPhrase } from '../report/view/phrases.ts';
import { jsonText, terminalText } from '../text/escape.ts';
import { LINE_CHARACTERS } from '../text/limits.ts';
import { count, plural } from '../text/numbers.ts';
import { createPaint } from '../text/paint.ts';
import { layTable, type TableColumn } from '../text/table.ts';

const text = (value: string): string => terminalText(value, LINE_CHARACTERS);

const ACCEPTED: readonly TableColumn<ListedAcceptance>[] = [
  { head: 'ID', cell: ({ findingId }) => text(findingId) },
  { head: 'SEVERITY', cell: ({ severity }) => severity },
  { head: 'WHERE', cell: ({ address, port }) => text(formatHostPort(address, port)), least: 21 },
  { head: 'UNTIL', cell: ({ until }) => until },
  { head: 'OWNER', cell: ({ owner }) => text(owner), least: 8, leave: 3 },
  { head: 'BY', cell: ({ by }) => text(by), least: 8 },
  { head: 'SINCE', cell: ({ at }) => at.slice(0, 10), leave: 2 },
  { head: 'NOTE', cell: noteOf, optional: true, least: 14 },
  { head: 'REASON', cell: ({ reason }) => text(reason), least: 10, leave: 1 },
];

const REVIEWED: readonly TableColumn<ListedReview>[] = [
  { head: 'FILE', cell: ({ file, line }) => text(`${file}:${line}`), least: 12 },
  { head: 'TARGET', cell: targetText, least: 18 },
  { head: 'UP TO', cell: ({ verdict }) => verdict ?? 'anything', leave: 1 },
  { head: 'FROM', cell: ({ from }) => from, leave: 3 },
  { head: 'UNTIL', cell: ({ until }) => until },
  { head: 'OWNER', cell: ({ owner }) => text(owner), least: 8, leave: 4 },
  { head: 'COVERS', cell: ({ covers }) => count(covers) },
  { head: 'NOTE', cell: ({ gap }) => (gap === null ? '' : gapPhrase(gap)), optional: true, least: 14 },
  { head: 'REASON', cell: ({ reason }) => text(reason), least: 10, leave: 2 },
];

export function renderAcceptancesTable(
  { acceptances, reviewed }: AcceptanceList,
  width: number,
  color: boolean,
): string {
  const paint = createPaint(color);
  const table = <T>(columns: readonly TableColumn<T>[], items: readonly T[]): string[] => {
    const { head, lines } = layTable(columns, items, width);
    return [paint.heading(head), ...lines];
  };
  const files = reviewed.length === 0 ? [] : ['', ...table(REVIEWED, reviewed), entries(reviewed.length)];
  const said = acceptances.length === 0 ? ['Nothing is accepted.'] : table(ACCEPTED, acceptances);
  const sum = acceptances.length === 0 ? [] : [plural(acceptances.length, 'acceptance')];
  return `${[...said, ...sum, ...files].join('\n')}\n`;
}

function entries(n: number): string {
  return `${n === 1 ? '1 entry' : `${count(n)} entries`} of reviewed files`;
}

function noteOf({ covers }: ListedAcceptance): string {
  return covers ? '' : 'covers nothing: what is there is worse, or another product';
}

function targetText({ target, port }: ListedReview): string {
  return text(port === undefined ? target : `${target} port ${port}`);
}

export function renderAcceptancesJson(list: AcceptanceList): string {
  return `${jsonText({ schema: 'seawall.acceptances/1', ...list }, 2)}\n`;
}
