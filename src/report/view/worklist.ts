/** A report as work: its rows, sorted once into the lists that every report for people has, and counted once. */

import { countWork, isOpenWork, isSettled, type ReportRow, rowsOf, type WorkCounts } from '../../domain/exposure.ts';
import type { Report } from '../../domain/report.ts';

/** Every list is worst first, then by address. */
export interface Worklist {
  rows: readonly ReportRow[];
  counts: WorkCounts;
  /** Open work: seen in this run, or fallen silent since an earlier one. */
  open: readonly ReportRow[];
  /** Open work, and the informational findings of this run. */
  findings: readonly ReportRow[];
  /** Accepted or as declared: counted beside open work, and shown apart at the end. */
  settled: readonly ReportRow[];
  /** Seen in this run, and nothing to do about it. */
  informational: readonly ReportRow[];
}

export function worklistOf(report: Report): Worklist {
  return worklistOfRows(rowsOf(report));
}

/** The same for some rows of a report, as those of one owner. */
export function worklistOfRows(rows: readonly ReportRow[]): Worklist {
  return {
    rows,
    counts: countWork(rows),
    open: rows.filter(isOpenWork),
    findings: rows.filter(isFinding),
    settled: rows.filter(isSettled),
    informational: rows.filter(isInformational),
  };
}

function isFinding(row: ReportRow): boolean {
  return isOpenWork(row) || isInformational(row);
}

function isInformational({ work, seen }: ReportRow): boolean {
  return work === 'informational' && seen;
}

/** Findings that a short report lists one by one; the others it counts. */
export function isAboveInfo(row: ReportRow): boolean {
  return isOpenWork(row) || row.finding.severity !== 'info';
}
