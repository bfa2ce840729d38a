/** Options of the reports. Everything has a default. */

export interface RenderOptions {
  /** Spreadsheet files begin with a byte order mark, without which Excel takes UTF-8 for another encoding. */
  excel?: boolean;
  /** The organisation in file names that carry one: letters, digits and `_`, in parts with `-` between them. */
  org?: string;
}

export const DEFAULT_ORG = 'seawall';

const ORG_CHARACTERS = 64;

/** The organisation as a file name may carry it: readers of such names refuse every other character. */
export function orgOf({ org = DEFAULT_ORG }: RenderOptions): string {
  const parts = org
    .slice(0, ORG_CHARACTERS)
    .split('-')
    .map((part) => part.replace(/\W/g, '_'));
  return parts.filter((part) => part !== '').join('-') || DEFAULT_ORG;
}
