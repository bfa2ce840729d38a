/** One exposure of the history, read with doubt like the endpoint that it belongs to. */

import { PRODUCTS } from '../domain/engine.ts';
import { CLOSINGS, EXPOSURE_STATES, type Finding } from '../domain/finding.ts';
import { isSeverity, isVerdict } from '../domain/finding-shape.ts';
import { isCount, isMoment, isText, orNull, shapeOf, tryJson } from '../domain/shape.ts';
import type { Spell } from './life.ts';
import type { Looks, Quiet } from './quiet.ts';
import type { SqlRow } from './row-text.ts';
import { briefFinding, type Place, type RowSource, sightingIn } from './stored-sighting.ts';

/** The endpoint that an exposure belongs to. */
type Endpoint = Place & { number: number } & Pick<Finding, 'owner' | 'range' | 'verdict' | 'firstSeen' | 'lastSeen'> & {
    last(): Finding;
  };

export interface StoredExposure extends Spell {
  number: number;
  /** The row of its endpoint. */
  finding: number;
  lastSeen: string;
  /** The run that last saw it; empty where history has lost that run. */
  seenRun: string;
  /** Its number, null where history has lost it. */
  seenRunNumber: number | null;
  /** Whether it has a sighting of its own; otherwise the endpoint's is its last, if it is the newest one there. */
  hasSighting: boolean;
  isNewest: boolean;
}

const isLooks = shapeOf<Looks>({ looks: isCount, first: isMoment, last: isMoment });
const isQuiet = shapeOf<Quiet>({ met: isText, since: isMoment, reached: orNull(isLooks), among: orNull(isLooks) });

/** @returns undefined where there is none. What is damaged reads as open: it stays open work */
export function readExposure(row: SqlRow, endpoint: Endpoint, source: RowSource): StoredExposure | undefined {
  const number = row.e_number;
  if (typeof number !== 'number') return undefined;
  const faults: string[] = [];
  const take = <T>(column: string, value: T | undefined, otherwise: T): T => {
    if (value === undefined) faults.push(`${column} is none`);
    return value ?? otherwise;
  };
  const momentOf = (column: string): string | undefined => {
    const value = row[`e_${column}`];
    return isMoment(value) ? value : undefined;
  };
  const state = take(
    'state',
    EXPOSURE_STATES.find((word) => word === row.e_state),
    'open',
  );
  const how = CLOSINGS.find((word) => word === row.e_how) ?? null;
  const closed = momentOf('closed') ?? null;
  const isClosed = state === 'closed' && how !== null && closed !== null;
  if (state === 'closed' && !isClosed) faults.push('closed without a date or a how');
  const { e_tested: tested, e_answered: answered } = row;
  const read: Omit<StoredExposure, 'sighting'> = {
    number,
    finding: endpoint.number,
    id: isText(row.e_id) ? row.e_id : `e${endpoint.id.slice(1)}`,
    state: state === 'closed' && !isClosed ? 'open' : state,
    how: isClosed ? how : null,
    opened: take('opened', momentOf('opened'), endpoint.firstSeen),
    closed: isClosed ? closed : null,
    inScope: row.e_in_scope === 1,
    owner: String(row.e_owner ?? endpoint.owner),
    verdict: take('verdict', isVerdict(row.e_verdict) ? row.e_verdict : undefined, 'engine-open-plaintext'),
    severity: take('severity', isSeverity(row.e_severity) ? row.e_severity : undefined, 'critical'),
    product: PRODUCTS.find((word) => word === row.e_product) ?? '',
    version: isText(row.e_version) ? row.e_version : '',
    lastSeen: take('last_seen', momentOf('last_seen'), endpoint.lastSeen),
    seenRun: isText(row.e_seen_run) ? row.e_seen_run : '',
    // A run that was deleted is named nowhere again.
    seenRunNumber: isText(row.e_seen_run) && isCount(row.e_seen_number) ? row.e_seen_number : null,
    order: isCount(row.e_last_order) ? row.e_last_order : 0,
    quiet: quietOf(row.e_quiet),
    neighbours: isCount(tested) && isCount(answered) ? { tested, answered } : null,
    hasSighting: row.e_has_sighting === 1,
    isNewest: row.e_is_newest === 1,
  };
  const { address, port } = endpoint;
  if (faults.length > 0)
    source.damage.add('exposures', number, `${address} ${port}: ${faults.join(', ')}`, 'taken from other columns');
  return withSighting(read, endpoint, source);
}

/** In a function of its own: a closure made beside the row would keep the whole row. */
function withSighting(read: Omit<StoredExposure, 'sighting'>, endpoint: Endpoint, source: RowSource): StoredExposure {
  const stored: StoredExposure = { ...read, sighting: () => sightingOf(stored, endpoint, source) };
  return stored;
}

function quietOf(text: SqlRow[string] | undefined): Quiet | null {
  const value = typeof text === 'string' ? tryJson(text) : undefined;
  return isQuiet(value) ? value : null;
}

function sightingOf(stored: StoredExposure, endpoint: Endpoint, source: RowSource): Finding {
  const isShared = !stored.hasSighting && stored.isNewest && endpoint.verdict === stored.verdict;
  if (isShared) return { ...endpoint.last(), owner: stored.owner };
  const found = stored.hasSighting ? sightingIn(source, 'exposures', stored.number, endpoint) : undefined;
  const { owner, lastSeen, seenRun } = stored;
  if (found !== undefined) return { ...found, owner, lastSeen, runId: seenRun || found.runId };
  if (stored.hasSighting)
    source.damage.add('exposures', stored.number, 'its sighting is no finding', 'taken from other columns');
  return briefExposure(stored, endpoint);
}

/** What the columns say of the last sighting that proved the exposure. */
export function briefExposure(stored: StoredExposure, endpoint: Endpoint): Finding {
  const { verdict, severity, product, owner, lastSeen, seenRun } = stored;
  return briefFinding({
    ...endpoint,
    verdict,
    severity,
    product,
    owner,
    lastSeen,
    seenRun,
  });
}
