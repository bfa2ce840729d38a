/** A short history without a network, ending today: what commands are asked about. */

import { findingId } from '../../src/domain/finding.ts';
import type { StoredFinding } from '../../src/domain/history.ts';
import type { Database } from '../../src/history/history-file.ts';
import { listNamed } from '../../src/history/named.ts';
import type { FindingQuery } from '../../src/history/query.ts';
import { writeRun } from './ended-run.ts';
import { recordRunFolder } from './record-run.ts';
import { scopeOf, temporaryFolder } from './scope.ts';

export const ENGINE = '127.0.9.1';
export const OLD = '127.0.9.2';
export const GONE = '127.0.9.3';
export const SSH = '127.0.9.4';

export function idOf(address: string): string {
  return findingId(address, 2375, 'default');
}

/** The only finding that a word names. */
export function findOne(db: Database, word: string, query: Omit<FindingQuery, 'filter'>): StoredFinding {
  const [found, ...more] = listNamed(db, [word], query);
  if (found === undefined || more.length > 0) throw new Error(`${word} names ${more.length + 1}`);
  return found;
}

/** A run id so many days ago. */
export function runDaysAgo(days: number, tail: string): string {
  const time = new Date(Date.now() - days * 86_400_000).toISOString().replace(/[-:]|\.\d+/g, '');
  return `${time}-${tail}`;
}

/** Two runs, 40 days and 1 day ago. @returns the folder and the run ids, older first */
export async function shortHistory(): Promise<{ out: string; runs: [string, string] }> {
  const out = await temporaryFolder();
  const scope = scopeOf(['127.0.9.0/28']);
  const runs: [string, string] = [runDaysAgo(40, '00000a'), runDaysAgo(1, '00000b')];
  const before = { [OLD]: '20.10.24', [GONE]: '20.10.24', [SSH]: 'ssh' };
  await recordRunFolder(await writeRun(out, { id: runs[0], scope, answers: before }), { out, deadlines: {} });
  const after = { [ENGINE]: '27.0.3', [OLD]: '23.0.1', [SSH]: 'ssh' };
  const watched = [{ address: GONE, state: 'closed' as const, reason: 'ECONNREFUSED' }];
  await recordRunFolder(await writeRun(out, { id: runs[1], scope, answers: after, watched }), { out, deadlines: {} });
  return { out, runs };
}
