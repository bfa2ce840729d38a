/**
 * Upstream support of release lines. Ends as endoflife.date gives them, which cites moby's own branch file; `last` is the
 * newest release tag of the line. Within a line, upstream fixes the newest release only.
 */
export interface SupportLine {
  line: string;
  /** First day without support; null where it is over and no day is known for certain; absent where none is announced. */
  ends?: string | null;
  /** Absent where the tables do not have it. */
  last?: string;
}

export const ENGINE_LINES: readonly SupportLine[] = [
  { line: '29', last: '29.7.2' },
  { line: '28', ends: '2026-05-13', last: '28.5.2' },
  { line: '27', ends: '2025-05-03', last: '27.5.1' },
  { line: '26.1', ends: '2025-02-17', last: '26.1.5' },
  { line: '26.0', ends: '2024-06-08', last: '26.0.2' },
  { line: '25.0', ends: '2026-12-04', last: '25.0.17' },
  { line: '24.0', ends: '2024-06-08', last: '24.0.9' },
  { line: '23.0', ends: '2025-05-19', last: '23.0.18' },
  { line: '20.10', ends: '2023-12-10', last: '20.10.27' },
  { line: '19.03', ends: '2021-01-08', last: '19.03.15' },
  // Endoflife.date names a day before the line's last patch.
  { line: '18.09', ends: null, last: '18.09.9' },
  { line: '18.06', ends: '2018-12-08', last: '18.06.3' },
  { line: '17.12', ends: '2018-02-10', last: '17.12.1' },
];
/** Lines before this one that are not listed are over too; no day is known. */
export const ENGINE_ALL_OVER_BEFORE = '20.10.0';

/** Of 1.7 only year and month were decided (2026-09), so it is not listed. */
export const CONTAINERD_LINES: readonly SupportLine[] = [
  { line: '2.3', ends: '2028-04-30' },
  { line: '2.2', ends: '2026-11-06' },
  { line: '2.1', ends: '2026-07-03' },
  { line: '2.0', ends: '2027-03-01' },
  { line: '1.6', ends: '2025-08-23' },
  { line: '1.5', ends: '2023-02-28' },
  { line: '1.4', ends: '2022-03-03' },
];

export const PODMAN_LINES: readonly SupportLine[] = [
  { line: '6.1' },
  { line: '6.0', ends: '2026-08-12' },
  { line: '5.8', ends: '2026-09-26' },
  { line: '5.7', ends: '2026-02-12' },
];
