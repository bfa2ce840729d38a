/** Report formats: data about themselves, and a pure function from the report to text. */

import type { Report } from '../domain/report.ts';
import type { RenderOptions } from './view/render-options.ts';

interface Named {
  readonly name: string;
  readonly describe: string;
}

/** A format of one file. */
export interface FileFormat extends Named {
  /** The file's name in the run's folder: pure, where a reader of the format expects its facts in the name. */
  readonly file: string | ((report: Report, options: RenderOptions) => string);
  /** Pure: the report in chunks, so that a large one is never one string. */
  readonly render: (report: Report, options?: RenderOptions) => Iterable<string>;
  /** Written whenever this one is. */
  readonly companion?: FileFormat;
}

/** A format of several files: a folder in the run's folder, which each rendering replaces as a whole. */
export interface FolderFormat extends Named {
  readonly folder: string;
  /** Pure; each file is read to its end before the next is asked for. */
  readonly files: (report: Report, options?: RenderOptions) => Iterable<ReportFile>;
}

export interface ReportFile {
  /** Below the format's folder, with `/` between names; names are for `write.ts` to check, not for it to mend. */
  path: string;
  chunks: Iterable<string>;
}

export type Format = FileFormat | FolderFormat;
