/** The table of `seawall lab`. */

import { formatHostPort } from '../domain/address.ts';
import type { Lab } from '../lab/lab.ts';

const SEVERITY_COLUMNS = 9;
const VERDICT_COLUMNS = 22;
/** The words have at least this much room, however narrow the terminal is. */
const MIN_TEXT_COLUMNS = 20;

/** The lab as a table: where, what it shows, and what an audit is expected to say. Long descriptions take more lines. */
export function renderLab({ endpoints }: Lab, width: number): string {
  const places = endpoints.map(({ address, port }) => formatHostPort(address, port).length);
  const wide = Math.max('endpoint'.length, ...places) + 1;
  const indent = wide + SEVERITY_COLUMNS + VERDICT_COLUMNS;
  const room = Math.max(MIN_TEXT_COLUMNS, width - indent);
  const lines = endpoints.flatMap(({ address, port, shows, verdict, severity }) => {
    const [first = '', ...more] = wrap(shows, room);
    const where = formatHostPort(address, port).padEnd(wide);
    const row = `${where}${severity.padEnd(SEVERITY_COLUMNS)}${verdict.padEnd(VERDICT_COLUMNS)}${first}`;
    return [row, ...more.map((line) => ' '.repeat(indent) + line)];
  });
  const head = `${'endpoint'.padEnd(wide)}${'severity'.padEnd(SEVERITY_COLUMNS)}${'expected verdict'.padEnd(VERDICT_COLUMNS)}shows`;
  return `${[head, ...lines].join('\n')}\n`;
}

function wrap(text: string, room: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > room) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
