/**
 * One endpoint of the history with its newest exposure, read with doubt: disks rot, and people repair with the `sqlite3`
 * shell. What is damaged is taken from the other columns where they still say it, so that an exposure stays open work; a row
 * that names no endpoint or no verdict any more is left out. Both are said.
 *
 * Sightings are large, and read only where somebody asks for one.
 */

import { PRODUCTS, type Product } from '../domain/engine.ts';
import { type Finding, LIFECYCLES, type Lifecycle } from '../domain/finding.ts';
import { isSeverity, isVerdict } from '../domain/finding-shape.ts';
import { isAddressText, isCount, isMoment, isPort, isText } from '../domain/shape.ts';
import type { Severity, Verdict } from '../domain/verdicts.ts';
import type { SqlRow } from './row-text.ts';
import { readExposure, type StoredExposure } from './stored-exposure.ts';
import { briefFinding, type Place, type RowSource, sightingIn } from './stored-sighting.ts';

export interface StoredRow {
  number: number;
  id: string;
  address: string;
  port: number;
  vantage: string;
  owner: string;
  range: string;
  verdict: Verdict;
  severity: Severity;
  product: Product;
  version: string;
  firstSeen: string;
  lastSeen: string;
  /** Since when it answers as what it is, where that is no exposure. */
  since: string;
  lifecycle: Lifecycle | null;
  declared: string | null;
  /** The run that last said something of it; empty where history has lost that run. */
  run: string;
  /** The run that last saw it answer; empty where history has lost that run. */
  seenRun: string;
  /** The newest look that counted: its number. */
  order: number;
  answers: boolean;
  /** Of the last answer; of no answer once that was found to be damaged, so that the next one is written. */
  fingerprint: string;
  /** The first run of the newest span of equal looks. */
  look: number | null;
  /** The newest exposure here. */
  exposure: StoredExposure | undefined;
  /** The last answer, whole. */
  last(): Finding;
}

/** The columns that `readRow` wants; those of the exposure begin with `e_`, and are null where there is none. */
export const STORED_COLUMNS = {
  ...columnsOf('f', '', [
    ...['number', 'id', 'address', 'port', 'vantage', 'owner', 'range', 'verdict', 'severity', 'product', 'version'],
    ...['first_seen', 'last_seen', 'since', 'lifecycle', 'declared', 'last_order', 'answers', 'fingerprint', 'look'],
  ]),
  run: 'r.id',
  seen_run: 's.id',
  ...columnsOf('e', 'e_', [
    ...['number', 'id', 'state', 'how', 'opened', 'closed', 'in_scope', 'owner', 'verdict', 'severity', 'product'],
    ...['version', 'last_seen', 'last_order', 'quiet', 'tested', 'answered'],
  ]),
  e_seen_number: 'e.seen_run',
  e_seen_run: 't.id',
  e_has_sighting: 'e.sighting IS NOT NULL',
  e_is_newest: 'e.number = f.exposure',
} as const satisfies Readonly<Record<string, string>>;

function columnsOf(table: string, prefix: string, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [`${prefix}${name}`, `${table}.${name}`]));
}

/** @returns undefined for a row that names no endpoint or no verdict any more */
export function readRow(row: SqlRow, source: RowSource): StoredRow | undefined {
  const { damage } = source;
  const number = Number(row.number);
  const place = placeOf(row);
  if (place === undefined) {
    damage.add('findings', number, 'no endpoint', 'left out');
    return undefined;
  }
  const faults: string[] = [];
  const kept = isWhole(row) ? undefined : sightingIn(source, 'findings', number, place);
  const verdict = isVerdict(row.verdict) ? row.verdict : kept?.verdict;
  const severity = isSeverity(row.severity) ? row.severity : kept?.severity;
  const momentOf = (column: string, otherwise: string | undefined): string => {
    const value = row[column];
    if (isMoment(value)) return value;
    faults.push(`${column} is no date`);
    return otherwise ?? '';
  };
  const seen = [row.first_seen, row.last_seen, row.since, kept?.firstSeen].find(isMoment);
  if (verdict === undefined || severity === undefined || seen === undefined) {
    damage.add('findings', number, 'no sighting and no verdict', 'left out');
    return undefined;
  }
  if (!isVerdict(row.verdict) || !isSeverity(row.severity)) faults.push('no verdict or severity');
  if (typeof row.run !== 'string') faults.push('its last run is missing');
  const read = {
    ...place,
    number,
    ...{ owner: String(row.owner), range: String(row.range), verdict, severity },
    product: PRODUCTS.find((word) => word === row.product) ?? '',
    version: String(row.version ?? ''),
    firstSeen: momentOf('first_seen', seen),
    lastSeen: momentOf('last_seen', seen),
    since: momentOf('since', seen),
    lifecycle: LIFECYCLES.find((word) => word === row.lifecycle) ?? null,
    declared: typeof row.declared === 'string' ? row.declared : null,
    run: typeof row.run === 'string' ? row.run : '',
    seenRun: typeof row.seen_run === 'string' ? row.seen_run : '',
    order: isCount(row.last_order) ? row.last_order : 0,
    answers: row.answers === 1,
    fingerprint: String(row.fingerprint),
    look: isCount(row.look) ? row.look : null,
  };
  if (faults.length > 0)
    damage.add('findings', number, `${place.address} ${place.port}: ${faults.join(', ')}`, 'taken from other columns');
  const endpoint = withLast(read, source);
  endpoint.exposure = readExposure(row, endpoint, source);
  return endpoint;
}

/** In a function of its own: a closure made beside the row would keep the whole row. */
function withLast(read: Omit<StoredRow, 'exposure' | 'last'>, source: RowSource): StoredRow {
  const stored: StoredRow = { ...read, exposure: undefined, last: () => lastOf(stored, source) };
  return stored;
}

/** The fingerprint of no answer. */
const DAMAGED = 'damaged';

function isWhole(row: SqlRow): boolean {
  return isVerdict(row.verdict) && isSeverity(row.severity) && isMoment(row.first_seen);
}

function placeOf({ id, address, port, vantage }: SqlRow): Place | undefined {
  if (!isText(id) || !isText(vantage) || !isAddressText(address) || !isPort(port)) return undefined;
  return { id, address, port, vantage };
}

function lastOf(stored: StoredRow, source: RowSource): Finding {
  const { number, address, port, firstSeen, lastSeen, seenRun } = stored;
  const found = sightingIn(source, 'findings', number, stored);
  if (found !== undefined) return { ...found, firstSeen, lastSeen, runId: seenRun || found.runId };
  source.damage.add('findings', number, `${address} ${port}: its sighting is no finding`, 'taken from other columns');
  stored.fingerprint = DAMAGED;
  return briefFinding(stored);
}
