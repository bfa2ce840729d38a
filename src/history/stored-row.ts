/**
 * One row of the table `findings`, read with doubt: disks rot, and people repair with the `sqlite3` shell. What is damaged is
 * taken from the other columns where they still say it, so that an exposure stays open work; a row that names no endpoint or
 * no verdict any more is left out. Both are said.
 */

import { PRODUCTS } from '../domain/engine.ts';
import { type Finding, LIFECYCLES, type Lifecycle } from '../domain/finding.ts';
import { isFinding, isSeverity, isVerdict } from '../domain/finding-shape.ts';
import {
  isAddressText,
  isCount,
  isFlag,
  isMoment,
  isPort,
  isText,
  orNull,
  shapeOf,
  tryJson,
  wordOf,
} from '../domain/shape.ts';
import type { DamageLog } from './damage.ts';
import type { Past } from './lifecycle.ts';
import type { SqlRow } from './row-text.ts';

/** A row before its last run, as it is kept in JSON. */
export interface Before {
  past: Past;
  declared: string | null;
}

export interface StoredRow extends Before {
  number: number;
  id: string;
  address: string;
  port: number;
  vantage: string;
  file: string;
  /** The run that last wrote it; empty where history has lost that run. */
  run: string;
  lifecycle: Lifecycle | null;
  /** Its last sighting, as JSON. */
  sighting: string;
}

type Place = Pick<Finding, 'id' | 'address' | 'port' | 'vantage'>;

const isBefore = shapeOf<Before>({
  past: shapeOf<Past>({
    state: wordOf<Past['state']>({ open: true, unverified: true, resolved: true }),
    inScope: isFlag,
    exposed: isFlag,
    everExposed: isFlag,
    silentRuns: isCount,
    firstSeen: isMoment,
    openSince: isMoment,
    resolvedAt: orNull(isMoment),
    last: isFinding,
  }),
  declared: orNull(isText),
});

/** @returns undefined for a row that names no endpoint or no verdict any more */
export function readRow(row: SqlRow, damage: DamageLog): StoredRow | undefined {
  const number = Number(row.number);
  const place = placeOf(row);
  const faults: string[] = [];
  const last = place && (sightingOf(row, place) ?? rebuild(row, place, faults));
  if (place === undefined || last === undefined) {
    damage.add('findings', number, place === undefined ? 'no endpoint' : 'no sighting and no verdict', 'left out');
    return undefined;
  }
  const past = pastOf(row, last, faults);
  const run = textOrNull(row.run);
  if (run === null) faults.push('its last run is missing');
  if (faults.length > 0)
    damage.add('findings', number, `${place.address} ${place.port}: ${faults.join(', ')}`, 'taken from other columns');
  return {
    ...place,
    number,
    past,
    declared: textOrNull(row.declared),
    file: String(row.file),
    run: run ?? '',
    lifecycle: LIFECYCLES.find((word) => word === row.lifecycle) ?? null,
    sighting: faults.length > 0 ? JSON.stringify(last) : String(row.sighting),
  };
}

/** The row as it was before its last run: null where that run made it, undefined where it cannot be read. */
export function readBefore({ before }: SqlRow): Before | null | undefined {
  if (before === null || before === undefined) return null;
  const value = tryJson(String(before));
  return isBefore(value) ? value : undefined;
}

function textOrNull(value: SqlRow[string] | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

function placeOf({ id, address, port, vantage }: SqlRow): Place | undefined {
  if (!isText(id) || !isText(vantage) || !isAddressText(address) || !isPort(port)) return undefined;
  return { id, address, port, vantage };
}

/** The last sighting, as long as it is one of this endpoint. */
function sightingOf({ sighting }: SqlRow, place: Place): Finding | undefined {
  const value = tryJson(String(sighting));
  if (!isFinding(value)) return undefined;
  const { id, address, port, vantage, explanation, verdict } = value;
  const isSame = id === place.id && address === place.address && port === place.port && vantage === place.vantage;
  // The texts of a finding go with its verdict.
  return isSame && explanation.split('/')[0] === verdict ? value : undefined;
}

/** What the columns say of the last sighting: without what the engine said of itself. */
function rebuild(row: SqlRow, place: Place, faults: string[]): Finding | undefined {
  const { verdict, severity, owner, range, product } = row;
  const seen = [row.first_seen, row.open_since, row.last_seen].filter(isMoment);
  const [firstSeen = undefined] = seen;
  const lastSeen = isMoment(row.last_seen) ? row.last_seen : firstSeen;
  if (!isVerdict(verdict) || !isSeverity(severity) || firstSeen === undefined || lastSeen === undefined)
    return undefined;
  faults.push('its sighting is no finding');
  return {
    ...place,
    lifecycle: null,
    owner: String(owner),
    contact: '',
    tags: [],
    range: String(range),
    reference: '',
    firstSeen,
    lastSeen,
    runId: textOrNull(row.run) ?? '',
    verdict,
    severity,
    product: PRODUCTS.find((word) => word === product) ?? '',
    qualifiers: [],
    transport: verdict === 'engine-open-tls' ? 'tls' : 'plain',
    evidence: 'the details of this sighting are lost: its row in the history was damaged',
    notes: [],
    explanation: verdict,
  };
}

function pastOf(row: SqlRow, last: Finding, faults: string[]): Past {
  const momentOf = (column: string, otherwise: string): string => {
    const value = row[column];
    if (isMoment(value)) return value;
    faults.push(`${column} is no date`);
    return otherwise;
  };
  const { state, silent_runs: silentRuns } = row;
  const firstSeen = momentOf('first_seen', last.firstSeen);
  return {
    state: state === 'resolved' || state === 'unverified' ? state : 'open',
    inScope: row.in_scope === 1,
    exposed: row.exposed === 1,
    everExposed: row.ever_exposed === 1,
    silentRuns: isCount(silentRuns) ? silentRuns : 0,
    firstSeen,
    openSince: momentOf('open_since', firstSeen),
    resolvedAt: row.resolved_at === null ? null : momentOf('resolved_at', last.lastSeen),
    last,
  };
}
