/** The report formats, in the order in which they are offered and written. */

import { SeawallError } from '../errors.ts';
import type { Report } from '../model.ts';
import { renderCsv } from './csv.ts';
import { terminalText } from './escape.ts';
import { renderJson, renderRun } from './json.ts';

export interface Format {
  readonly name: string;
  /** The file's name in the run's folder. */
  readonly file: string;
  readonly describe: string;
  /** Pure: the report in chunks, so that a large one is never one string. */
  readonly render: (report: Report) => Iterable<string>;
}

/** A new format is a file of its own, a line here, and a test. */
export const FORMATS: readonly Format[] = [
  { name: 'csv', file: 'findings.csv', describe: 'one row per finding, for spreadsheets', render: renderCsv },
  { name: 'json', file: 'findings.json', describe: 'everything, for programs', render: renderJson },
];

/** Written for every run, whatever formats were asked for. */
export const RUN_FORMAT: Format = {
  name: 'run',
  file: 'run.json',
  describe: 'who, when, what was covered',
  render: renderRun,
};

/**
 * @param list names with commas between them, as in `csv,json`
 * @throws SeawallError USAGE for a name that is not known, or for none
 */
export function parseFormats(list: string): Format[] {
  const names = new Set(list.split(',').map((name) => name.trim().toLowerCase()));
  const chosen = FORMATS.filter(({ name }) => names.delete(name));
  const [unknown] = names;
  if (unknown === undefined) return chosen;
  const known = FORMATS.map(({ name }) => name).join(', ');
  const message = `'${terminalText(unknown, 40)}' is not a report format: give one or more of ${known}, with commas between them`;
  throw new SeawallError({ code: 'USAGE', message });
}
