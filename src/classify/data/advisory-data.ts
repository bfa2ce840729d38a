import type { Advisory, RiskComponent } from '../../domain/advisory.ts';

/**
 * State of the advisory tables: facts published until this day are in them, later ones are not. Read from the release tags of moby
 * (2026-08-23), the Go vulnerability database (2026-08-20, CC BY 4.0), endoflife.date (2026-08-22), CVE records, and the
 * changelogs of Debian packages (2026-11-23).
 */
export const SNAPSHOT = '2026-08-20';

/** Releases from `from` (absent: from the first) up to and without `before`. */
export interface Range {
  from?: string;
  before: string;
  /** The release with the fix where it is not `before`; null where the line got none, though databases may name one. */
  fix?: string | null;
}

export interface AdvisoryEntry {
  id: string;
  component: RiskComponent;
  ranges: readonly Range[];
  meaning: string;
  source: string;
  cvss?: Advisory['cvss'];
  /** The range is not stated beyond doubt: at most `possibly-affected`. */
  uncertain?: boolean;
  /** Engines on Windows do not have it. */
  notWindows?: boolean;
  /** The record says that Docker's and Mirantis' commercial engines do not have it. */
  notCommercial?: boolean;
}

/** URL of the advisory. */
export function urlOf({ id, source }: Pick<AdvisoryEntry, 'id' | 'source'>): string {
  const go = /\bGO-\d+-\d+/.exec(source)?.[0];
  if (go !== undefined) return `https://pkg.go.dev/vuln/${go}`;
  return id.startsWith('GHSA') ? `https://github.com/advisories/${id}` : `https://www.cve.org/CVERecord?id=${id}`;
}

/** An entry in short. */
export type AdvisoryRow = readonly [
  id: string,
  source: string,
  meaning: string,
  ranges: readonly Range[],
  more?: Partial<AdvisoryEntry>,
];

export function listed(component: RiskComponent, rows: readonly AdvisoryRow[]): AdvisoryEntry[] {
  return rows.map(([id, source, meaning, ranges, more]) => ({ id, component, source, meaning, ranges, ...more }));
}
