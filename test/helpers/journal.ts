/** Journals written by hand, line by line. */

import type { ProbeRecord } from '../../src/domain/attempt.ts';
import type { OpenRecord } from '../../src/domain/endpoint.ts';
import type { RunOptions } from '../../src/domain/run.ts';
import type { Scope } from '../../src/domain/scope.ts';
import { JOURNAL_SCHEMA, type JournalLine, openJournal, type StartLine } from '../../src/journal/journal.ts';
import { scopeOf, temporaryFolder } from './scope.ts';

export const AT = '2026-11-24T00:00:00.000Z';

const OPTIONS: RunOptions = {
  engine: 'connect',
  ports: [],
  rate: null,
  prefixRate: null,
  concurrency: 1,
  threads: 1,
  probes: 1,
  timeout: 1_000,
  retries: 0,
  seed: 1,
  shard: { index: 1, count: 1 },
  maxDuration: null,
  minCoverage: 0,
};

/** Two ranges: 8 endpoints, then 4. */
export function startLine(
  options: Partial<RunOptions> = {},
  scope: Scope = scopeOf(['127.0.0.0/30', '127.1.0.0/31']),
): StartLine {
  const run = '20261124T000000Z-abcdef';
  const all = { ...OPTIONS, ...options };
  return { kind: 'start', schema: JOURNAL_SCHEMA, run, version: '0.1.0', at: AT, vantage: 'here', options: all, scope };
}

export function openAt(position: number, range = 0): OpenRecord {
  return { position, address: `127.${range}.0.${position >> 1}`, port: 2375, range, state: 'open', at: AT };
}

export function probeAt(position: number, change: Partial<ProbeRecord> = {}): ProbeRecord {
  const { address, port, range, at } = openAt(position, change.range);
  return { address, port, range, position, at, attempts: [], ...change };
}

/** A run's folder with these lines in its journal. */
export async function journalOf(lines: readonly JournalLine[]): Promise<string> {
  const folder = await temporaryFolder();
  const journal = await openJournal(folder);
  for (const line of lines) journal.append(line);
  await journal.close();
  return folder;
}
