/** Ended runs of one small scope, recorded in history one after the other: what receivers are told of. */

import type { Report } from '../../src/domain/report.ts';
import type { PartialReason } from '../../src/domain/run.ts';
import { writeRun } from './ended-run.ts';
import { recordRunFolder } from './record-run.ts';
import { scopeOf, temporaryFolder } from './scope.ts';
import { addToldTables } from './told.ts';

export interface ToldRun {
  /** Engines by address, with their versions. */
  answers?: Record<string, string>;
  /** Addresses that refuse. */
  refused?: readonly string[];
  reasons?: PartialReason[];
  shard?: { index: number; count: number };
}

export interface ToldPlay {
  out: string;
  /** Records the run of the next day. */
  next(run: ToldRun): Promise<Report>;
}

export async function startPlay(): Promise<ToldPlay> {
  const out = await temporaryFolder();
  const scope = scopeOf(['127.0.9.0/28']);
  let days = 0;
  return {
    out,
    async next({ refused = [], ...run }) {
      days += 1;
      const id = `202603${String(days).padStart(2, '0')}T020000Z-00000a`;
      const watched = refused.map((address) => ({ address, state: 'closed' as const, reason: 'ECONNREFUSED' }));
      const folder = await writeRun(out, { id, scope, watched, ...run });
      const report = await recordRunFolder(folder, { out, deadlines: { critical: 7 } });
      addToldTables(out);
      return report;
    },
  };
}
