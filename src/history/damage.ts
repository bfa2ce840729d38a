/** What is wrong with single rows of a history: said once each, and never a reason to lose a run. */

/** Takes one line of text. */
export type Warn = (text: string) => void;

/** Rows that are named, unless told otherwise; further ones are counted. */
const MAX_NAMED = 20;

export interface DamageLog {
  /** @param outcome what was done about it */
  add(table: string, row: number, what: string, outcome: string): void;
  /** Says how many rows were not named. */
  close(): void;
}

/** For several openings of one history: what was said once is not said again. */
export function sayOnce(warn: Warn): Warn {
  const said = new Set<string>();
  return (text) => {
    if (said.has(text)) return;
    said.add(text);
    warn(text);
  };
}

export function createDamageLog(path: string, warn: Warn, maxNamed = MAX_NAMED): DamageLog {
  const named = new Set<string>();
  const unnamed = new Set<string>();
  return {
    add(table, row, what, outcome) {
      const text = `${path}: table ${table}, row ${row}: ${what}: ${outcome}; restore the file from a backup to have it back`;
      if (named.has(text)) return;
      if (named.size >= maxNamed) {
        unnamed.add(text);
        return;
      }
      named.add(text);
      warn(text);
    },
    close() {
      if (unnamed.size > 0) warn(`${path}: ${unnamed.size} more rows are damaged`);
    },
  };
}
