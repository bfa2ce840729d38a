/** Sightings as history keeps them: JSON, read with doubt, and where it is damaged or not wanted, what the columns say. */

import type { Finding } from '../domain/finding.ts';
import { isFinding } from '../domain/finding-shape.ts';
import { tryJson } from '../domain/shape.ts';
import type { DamageLog } from './damage.ts';

export type Place = Pick<Finding, 'id' | 'address' | 'port' | 'vantage'>;

/** Reads the JSON of a sighting, and says what is wrong with rows. */
export interface RowSource {
  readonly damage: DamageLog;
  sightingOf(table: 'findings' | 'exposures', number: number): string | undefined;
}

/** A stored sighting, as long as it is one of this endpoint. */
export function sightingIn(
  source: RowSource,
  table: 'findings' | 'exposures',
  number: number,
  place: Place,
): Finding | undefined {
  const value = tryJson(source.sightingOf(table, number) ?? '');
  if (!isFinding(value)) return undefined;
  const { address, vantage, explanation, verdict } = value;
  // An exposure that moved was seen at another port.
  if (address !== place.address || vantage !== place.vantage) return undefined;
  if (table === 'findings' && (value.id !== place.id || value.port !== place.port)) return undefined;
  // The texts of a finding go with its verdict.
  return explanation.split('/')[0] === verdict ? value : undefined;
}

/** What the columns say of a sighting: without what the engine said of itself. */
export function briefFinding(
  row: Place &
    Pick<Finding, 'owner' | 'range' | 'verdict' | 'severity' | 'product' | 'firstSeen' | 'lastSeen'> & {
      seenRun: string;
    },
): Finding {
  const { id, address, port, vantage, owner, range, verdict, severity, product, firstSeen, lastSeen, seenRun } = row;
  return {
    ...{ id, address, port, vantage, owner, range, verdict, severity, product, firstSeen, lastSeen },
    ...{ lifecycle: null, contact: '', tags: [], reference: '', runId: seenRun, qualifiers: [], notes: [] },
    transport: verdict === 'engine-open-tls' ? 'tls' : 'plain',
    evidence: 'the details of this sighting are not at hand',
    explanation: verdict,
  };
}
