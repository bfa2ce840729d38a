import { describe, expect, it } from 'vitest';
import type { ExecutedRun } from '../../src/audit/execute.ts';
import { exitStatus } from '../../src/audit/outcome.ts';
import { EXIT, SeawallError } from '../../src/domain/errors.ts';
import type { PartialReason } from '../../src/domain/run.ts';
import { type WrittenRun, writeRun } from '../helpers/ended-run.ts';
import { compareRunFolder } from '../helpers/record-run.ts';
import { scopeOf, temporaryFolder } from '../helpers/scope.ts';

const SCOPE = scopeOf(['127.0.9.0/28']);
const ENGINE = { '127.0.9.1': '27.0.3' };
const SILENT = { address: '127.0.9.1', state: 'filtered' as const, reason: 'timeout' };

async function runs(...changes: Partial<WrittenRun>[]): Promise<ExecutedRun> {
  const out = await temporaryFolder();
  let run: ExecutedRun | undefined;
  for (const [i, change] of changes.entries()) {
    const folder = await writeRun(out, { id: `2026030${i + 1}T020000Z-00000${i}`, scope: SCOPE, ...change });
    run = { folder, ...(await compareRunFolder(folder, { out, deadlines: {} })) };
  }
  if (run === undefined) throw new Error('no run');
  return run;
}

describe('the exit status', () => {
  it('is 1 from the chosen severity up', async () => {
    const run = await runs({ answers: ENGINE });
    expect([exitStatus(run, 'high', true), exitStatus(run, 'none', true)]).toEqual([EXIT.findings, EXIT.clean]);
  });

  it('counts an exposure of an earlier run that is silent now', async () => {
    const run = await runs({ answers: ENGINE }, { watched: [SILENT] });
    expect(run.report.findings).toEqual([]);
    expect(exitStatus(run, 'high', true)).toBe(EXIT.findings);
  });

  it('does not count an exposure that was proved closed', async () => {
    const closed = { ...SILENT, state: 'closed' as const, reason: 'ECONNREFUSED' };
    expect(exitStatus(await runs({ answers: ENGINE }, { watched: [closed] }), 'info', true)).toBe(EXIT.clean);
  });

  it('is that of a partial run before that of its findings', async () => {
    const reasons: PartialReason[] = ['interrupted'];
    expect(exitStatus(await runs({ answers: ENGINE, reasons }), 'high', true)).toBe(EXIT.partial);
    expect(exitStatus({ ...(await runs({ answers: ENGINE })), isUnconfirmed: true }, 'high', true)).toBe(EXIT.partial);
  });

  it('is that of a failure where a report or the history could not be written', async () => {
    const run = await runs({ answers: ENGINE });
    const historyError = new SeawallError({ code: 'HISTORY_UNUSABLE', message: 'x' });
    expect(exitStatus(run, 'high', false)).toBe(EXIT.notRun);
    expect(exitStatus({ ...run, historyError }, 'none', true)).toBe(EXIT.notRun);
  });
});
