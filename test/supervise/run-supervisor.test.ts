import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { assembleReport } from '../../src/audit/assemble.ts';
import { EXIT, SeawallError } from '../../src/domain/errors.ts';
import { defaultOptions } from '../../src/domain/run.ts';
import type { AuditEntry } from '../../src/supervise/audit-entry.ts';
import { verifyAuditLog } from '../../src/supervise/audit-verify.ts';
import { lockFolder } from '../../src/supervise/lock.ts';
import { supervise } from '../../src/supervise/run-supervisor.ts';
import { createContext } from '../helpers/context.ts';
import { writeRun } from '../helpers/ended-run.ts';
import { clock, scopeOf, temporaryFolder } from '../helpers/scope.ts';

const SCOPE = scopeOf(['127.0.9.0/28']);
const FLAGS = { quiet: false, failOn: 'high' as const };

function planIn(out: string) {
  const options = defaultOptions({ concurrency: 1, probes: 1, seed: 1 });
  return { scope: SCOPE, options, vantage: 'default', out, deadlines: {} };
}

async function entriesIn(out: string): Promise<AuditEntry[]> {
  const entries: AuditEntry[] = [];
  await verifyAuditLog(out, { onEntry: (entry) => entries.push(entry) });
  return entries;
}

describe('a supervised run', () => {
  it('has its start and end in the audit log, a status, and no lock any more', async () => {
    const out = await temporaryFolder();
    const folder = await writeRun(out, { id: '20260301T020000Z-000001', scope: SCOPE });
    const context = createContext();
    const status = await supervise({ command: 'audit', out, flags: FLAGS }, context, async (supervisor) => {
      await supervisor.begin(planIn(out));
      await expect(lockFolder(out, { actor: context.actor, clock, purpose: 'x' })).rejects.toThrow('in use');
      await supervisor.started(folder);
      supervisor.reporting();
      return { folder, report: await assembleReport(folder), status: EXIT.findings };
    });
    expect(status).toBe(EXIT.findings);
    expect((await entriesIn(out)).map(({ event, details }) => [event, details.run, details.exitStatus])).toEqual([
      ['start', '20260301T020000Z-000001', undefined],
      ['end', '20260301T020000Z-000001', 1],
    ]);
    const kept = JSON.parse(await readFile(join(out, 'status.json'), 'utf8'));
    expect(kept).toMatchObject({ state: 'finished', exitStatus: 1, run: '20260301T020000Z-000001' });
    await (await lockFolder(out, { actor: context.actor, clock, purpose: 'x' })).release();
  });

  it('does not start without the lock', async () => {
    const out = await temporaryFolder();
    const work = supervise({ command: 'audit', out, flags: FLAGS }, createContext(), async (supervisor) => {
      await supervisor.started('somewhere');
      throw new Error('not reached');
    });
    await expect(work).rejects.toThrow('without a lock');
  });

  it('keeps a refusal, cut short, and tells a program why on the log', async () => {
    const out = await temporaryFolder();
    const context = createContext();
    const flags = { ...FLAGS, logFormat: 'json' as const };
    const status = await supervise({ command: 'audit', out, flags }, context, () => {
      throw new SeawallError({ code: 'USAGE', message: 'x'.repeat(9_000) });
    });
    expect(status).toBe(EXIT.notRun);
    expect(JSON.parse(context.err().trim().split('\n')[0] ?? '')).toMatchObject({ event: 'refused', code: 'USAGE' });
    const [entry] = await entriesIn(out);
    expect(entry).toMatchObject({ event: 'refusal', details: { code: 'USAGE', exitStatus: 2 } });
    expect(String(entry?.details.message)).toHaveLength(4_000);
  });

  it('throws what it records where a person is told by the program', async () => {
    const out = await temporaryFolder();
    const flags = { ...FLAGS, logFormat: 'human' as const };
    const work = supervise({ command: 'audit', out, flags }, createContext(), () => {
      throw new SeawallError({ code: 'USAGE', message: 'no' });
    });
    await expect(work).rejects.toThrow('no');
    expect((await entriesIn(out)).map(({ event }) => event)).toEqual(['refusal']);
  });
});
