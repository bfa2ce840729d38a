/**
 * Reach of the places where an exposure lives, from the last look of each vantage that a scope declares.
 *
 * A look is one that history kept of this very place: an answer, a refusal or silence. A run that asked the place and kept
 * only counts says nothing of it, however whole it was, because refused and silent cannot be told apart: to it the place
 * is not tested. Runs from declared vantages therefore watch the places of exposures in the view of each other.
 */

import { PRODUCTS } from '../domain/engine.ts';
import { evidenceOf } from '../domain/exposure.ts';
import { isSeverity, isVerdict } from '../domain/finding-shape.ts';
import {
  FRESHNESS_MS,
  isNewlyFiltered,
  type Look,
  type PlaceReach,
  reachOf,
  type VantageLook,
} from '../domain/reach.ts';
import type { Stands, Vantage } from '../domain/scope.ts';
import { isVantage } from '../domain/scope-shape.ts';
import { listOf, tryJson } from '../domain/shape.ts';
import { isoOf, millisecondsOf } from '../domain/time.ts';
import type { Database } from './database.ts';
import { endpointKey } from './observe.ts';
import type { SqlRow } from './row-text.ts';

export interface KnownReach {
  place: PlaceReach;
  /** Open inside, silent where it answered outside, and no change recorded. */
  isNewlyFiltered: boolean;
}

/** The reach of a place; undefined where no exposure lives, no fresh look saw one, or no scope has vantages of two kinds. */
export type ReachAt = (address: string, port: number) => KnownReach | undefined;

/** Changes are often recorded before they are made. */
const RECORDED_BEFORE_MS = FRESHNESS_MS;

/** @param now milliseconds since 1970 */
export function loadReach(db: Database, now: number): ReachAt {
  const declared = loadDeclared(db);
  if (declared.size === 0) return () => undefined;
  const places = loadPlaces(db, declared);
  const looks = loadLooks(db, [...new Set([...declared.values()].flatMap((vantages) => [...vantages.keys()]))], places);
  const changes = loadChanges(db, places);
  return (address, port) => {
    const key = endpointKey(address, port);
    const stands = places.get(key);
    if (stands === undefined) return undefined;
    const found = (looks.get(key) ?? []).flatMap(({ vantage, ...kept }) => {
      const standing = stands.get(vantage);
      return standing === undefined ? [] : [{ ...kept, now: { vantage, stands: standing, ...kept.now } }];
    });
    const after = found.map((one) => one.now);
    const place = reachOf(after, now);
    if (place === undefined) return undefined;
    const before = found.map(({ now: look, before: was }) => ({ ...look, look: was?.look ?? 'not-tested' }) as const);
    const since = found.flatMap(({ before: was }) => was?.at ?? []).sort()[0];
    const isRecorded = since !== undefined && (changes.get(key) ?? '') >= earlier(since);
    return { place, isNewlyFiltered: isNewlyFiltered(before, after, isRecorded, now) };
  };
}

function earlier(at: string): string {
  return isoOf((millisecondsOf(at) ?? 0) - RECORDED_BEFORE_MS);
}

/** Vantages of each scope that has some of two kinds: its number -> name -> where it stands. */
function loadDeclared(db: Database): Map<number, Map<string, Stands>> {
  const isVantages = listOf(isVantage);
  const scopes = db.all('SELECT number, vantages FROM scopes').map(({ number, vantages }) => {
    const value = tryJson(String(vantages));
    const read: Vantage[] = isVantages(value) ? value : [];
    return [Number(number), new Map(read.map(({ name, stands }) => [name, stands]))] as const;
  });
  return new Map(scopes.filter(([, vantages]) => new Set(vantages.values()).size > 1));
}

/** Places where an exposure lives that such a scope names, with the vantages of those scopes; the first one's word counts. */
function loadPlaces(
  db: Database,
  declared: ReadonlyMap<number, ReadonlyMap<string, Stands>>,
): Map<string, ReadonlyMap<string, Stands>> {
  const places = new Map<string, ReadonlyMap<string, Stands>>();
  const rows = db.all(
    `SELECT DISTINCT f.address, f.port, n.scope FROM exposures e JOIN findings f ON f.number = e.finding
     JOIN namings n ON n.exposure = e.number WHERE e.state <> 'closed' AND n.named = 1 ORDER BY n.scope`,
  );
  for (const { address, port, scope } of rows) {
    const vantages = declared.get(Number(scope));
    if (vantages === undefined) continue;
    const key = endpointKey(String(address), Number(port));
    const others = places.get(key);
    places.set(key, others === undefined ? vantages : new Map([...vantages, ...others]));
  }
  return places;
}

interface KeptLook {
  vantage: string;
  now: Pick<VantageLook, 'look' | 'at' | 'since'>;
  /** The answer before the silence of now. */
  before: { look: Look; at: string } | undefined;
}

/** By place: the last look of each vantage that looked at it. */
function loadLooks(
  db: Database,
  vantages: readonly string[],
  places: ReadonlyMap<string, unknown>,
): Map<string, KeptLook[]> {
  const looks = new Map<string, KeptLook[]>();
  const add = (row: SqlRow, look: Look | undefined, before?: KeptLook['before']): void => {
    const key = endpointKey(String(row.address), Number(row.port));
    if (look === undefined || !places.has(key)) return;
    const now = { look, at: String(row.last_at), since: String(row.first_at) };
    looks.set(key, [...(looks.get(key) ?? []), { vantage: String(row.vantage), now, before }]);
  };
  const names = JSON.stringify(vantages);
  const answered = db.all(
    `SELECT f.vantage, f.address, f.port, f.verdict, f.severity, f.product, l.seen, l.first_at, l.last_at,
       p.seen AS before, p.last_at AS before_at
     FROM findings f JOIN looks l ON l.finding = f.number AND l.first_run = f.look
     LEFT JOIN looks p ON p.finding = f.number AND p.first_run =
       (SELECT max(q.first_run) FROM looks q WHERE q.finding = f.number AND q.first_run < f.look)
     WHERE f.vantage IN (SELECT value FROM json_each(?))`,
    names,
  );
  for (const row of answered) {
    const evidence = evidenceIn(row);
    const isFirst = row.seen === 'silent' && row.before === 'answered' && evidence !== undefined;
    const before = isFirst ? { look: evidence, at: String(row.before_at) } : undefined;
    add(row, row.seen === 'answered' ? evidence : wordOf(row.seen), before);
  }
  const unanswered = db.all('SELECT * FROM unanswered WHERE vantage IN (SELECT value FROM json_each(?))', names);
  for (const row of unanswered) add(row, wordOf(row.seen));
  return looks;
}

function wordOf(seen: unknown): Look {
  return seen === 'closed' ? 'refused' : 'silent';
}

/** Of the last answer; undefined for a damaged row. */
function evidenceIn({ verdict, severity, product }: SqlRow): Look | undefined {
  if (!isVerdict(verdict) || !isSeverity(severity)) return undefined;
  return evidenceOf({ verdict, severity, product: PRODUCTS.find((word) => word === product) ?? '' });
}

/** When the last change was recorded at a place, in whatever view. */
function loadChanges(db: Database, places: ReadonlyMap<string, unknown>): Map<string, string> {
  const rows = db.all(
    `SELECT f.address, f.port, max(c.at) AS at FROM change_records c JOIN findings f ON f.number = c.finding
     GROUP BY f.address, f.port`,
  );
  return new Map(
    rows
      .map(({ address, port, at }) => [endpointKey(String(address), Number(port)), String(at)] as const)
      .filter(([key]) => places.has(key)),
  );
}
