/**
 * Migrations of the history's database, one per version, and the columns of each table with their types. Migrations are
 * never changed once released, only added to.
 *
 * Times are ISO 8601 in UTC. Views are for people with a question and the `sqlite3` shell.
 */

import type { Closing, ExposureState, Lifecycle } from '../domain/finding.ts';
import type { Severity, Verdict } from '../domain/verdicts.ts';
import { type Column, column, nullable } from './columns.ts';
import { REACH_DDL, REACH_TABLES } from './reach-tables.ts';
import { SCHEMA_1 } from './schema-1.ts';
import { SCHEMA_2 } from './schema-2.ts';
import { TOLD_DDL, TOLD_TABLES } from './told-tables.ts';

export const MIGRATIONS: readonly string[] = [SCHEMA_1, `${SCHEMA_2};${TOLD_DDL}${REACH_DDL}`];

/** The columns of each table that are written: all but the row's own number. Booleans are stored as 0 and 1. */
export const TABLES = {
  runs: {
    id: column<string>(),
    purpose: column<'audit' | 'verify'>(),
    vantage: column<string>(),
    started_at: column<string>(),
    finished_at: column<string>(),
    outcome: column<'finished' | 'partial'>(),
    shard: column<string>(),
    digest: column<string>(),
    endpoints: column<number>(),
    tested: column<number>(),
    critical: column<number>(),
    high: column<number>(),
    medium: column<number>(),
    low: column<number>(),
    info: column<number>(),
    opened: column<number>(),
    resolved: column<number>(),
    mean_days_to_close: nullable<number>(),
    scope: nullable<number>(),
    by_silence: column<number>(),
    whole: column<boolean>(),
  },
  scopes: {
    key: column<string>(),
    deadlines: column<string>(),
    acceptances: column<string>(),
    vantages: column<string>(),
  },
  starts: {
    run: column<string>(),
    at: column<string>(),
  },
  findings: {
    id: column<string>(),
    address: column<string>(),
    port: column<number>(),
    vantage: column<string>(),
    owner: column<string>(),
    range: column<string>(),
    lifecycle: nullable<Lifecycle>(),
    verdict: column<Verdict>(),
    severity: column<Severity>(),
    product: column<string>(),
    version: column<string>(),
    first_seen: column<string>(),
    last_seen: column<string>(),
    since: column<string>(),
    declared: nullable<string>(),
    last_run: column<number>(),
    exposure: nullable<number>(),
    answers: column<boolean>(),
    fingerprint: column<string>(),
    last_order: column<number>(),
    look: nullable<number>(),
    seen_run: nullable<number>(),
  },
  exposures: {
    id: column<string>(),
    finding: column<number>(),
    state: column<ExposureState>(),
    how: nullable<Closing>(),
    opened: column<string>(),
    closed: nullable<string>(),
    in_scope: column<boolean>(),
    owner: column<string>(),
    verdict: column<Verdict>(),
    severity: column<Severity>(),
    product: column<string>(),
    version: column<string>(),
    last_seen: column<string>(),
    seen_run: nullable<number>(),
    last_order: column<number>(),
    quiet: nullable<string>(),
    tested: nullable<number>(),
    answered: nullable<number>(),
    sighting: nullable<string>(),
  },
  answers: {
    finding: column<number>(),
    answer: column<string>(),
  },
  namings: {
    exposure: column<number>(),
    scope: column<number>(),
    named: column<boolean>(),
  },
  looks: {
    finding: column<number>(),
    first_run: column<number>(),
    last_run: column<number>(),
    first_at: column<string>(),
    last_at: column<string>(),
    looks: column<number>(),
    seen: column<'answered' | 'closed' | 'silent'>(),
    verdict: nullable<Verdict>(),
    severity: nullable<Severity>(),
    version: nullable<string>(),
  },
  remarks: {
    finding: column<number>(),
    exposure: nullable<number>(),
    kind: column<'comment' | 'ticket' | 'assignee'>(),
    text: column<string>(),
    by: column<string>(),
    at: column<string>(),
  },
  changes: {
    finding: column<number>(),
    run: column<number>(),
    at: column<string>(),
    lifecycle: column<string>(),
    what: column<string>(),
    exposure: nullable<number>(),
    state: nullable<ExposureState>(),
    how: nullable<Closing>(),
    severity: nullable<Severity>(),
  },
  acceptances: {
    finding: column<number>(),
    reason: column<string>(),
    owner: column<string>(),
    until: column<string>(),
    by: column<string>(),
    at: column<string>(),
    verdict: column<Verdict>(),
    severity: column<Severity>(),
    exposure: nullable<number>(),
    product: column<string>(),
    ended: nullable<string>(),
    ended_by: nullable<string>(),
    ended_why: nullable<string>(),
  },
  change_records: {
    finding: column<number>(),
    reference: column<string>(),
    by: column<string>(),
    at: column<string>(),
  },
  ...TOLD_TABLES,
  ...REACH_TABLES,
} as const satisfies Readonly<Record<string, Readonly<Record<string, Column<string | number | boolean | null>>>>>;

export type TableName = keyof typeof TABLES;
/** Tables whose rows are updated, by their number. */
export type NumberedTable = Exclude<TableName, 'looks' | 'namings' | 'answers'>;

/** One row of a table as it is written: column -> value. */
export type RowOf<T extends TableName> = {
  [C in keyof (typeof TABLES)[T]]: (typeof TABLES)[T][C] extends Column<infer V> ? V : never;
};
