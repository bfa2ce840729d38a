import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Decision } from '../../src/domain/decision.ts';
import { AUDIT_LOG } from '../../src/supervise/audit-entry.ts';
import { openAuditLog } from '../../src/supervise/audit-log.ts';
import { verifyAuditLog } from '../../src/supervise/audit-verify.ts';
import { appendDecision, readDecisions } from '../../src/supervise/decisions.ts';
import { clock, temporaryFolder } from '../helpers/scope.ts';

const actor = { user: 'ann', host: 'here', pid: process.pid, isAlive: () => true };

function change(reference: string): Decision {
  const subject = { address: '127.0.9.1', port: 2375, vantage: 'default', exposure: 'e1', opened: '2026-03-01' };
  return { kind: 'record-change', ...subject, by: 'ann', at: '2026-03-02T00:00:00.000Z', reference };
}

describe('decisions in the audit log', () => {
  it('come back in their order, among other entries, and the chain holds', async () => {
    const out = await temporaryFolder();
    await appendDecision(out, actor, clock, change('C-1'));
    await openAuditLog(out, actor, clock).append('start', { run: 'r' });
    await appendDecision(out, actor, clock, change('C-2'));
    expect(await readDecisions(out)).toEqual({ decisions: [change('C-1'), change('C-2')], unusable: [] });
    expect(await verifyAuditLog(out)).toMatchObject({ entries: 3, torn: 0 });
    expect((await verifyAuditLog(out)).broken).toBeUndefined();
  });

  it('are none where there is no log', async () => {
    expect(await readDecisions(await temporaryFolder())).toEqual({ decisions: [], unusable: [] });
  });

  it('are not taken from behind a broken entry, and those that lack something are named', async () => {
    const out = await temporaryFolder();
    const log = openAuditLog(out, actor, clock);
    await appendDecision(out, actor, clock, change('C-1'));
    await log.append('decision', { kind: 'accept', address: '127.0.9.1' });
    await appendDecision(out, actor, clock, change('C-3'));
    const path = join(out, AUDIT_LOG);
    expect(await readDecisions(out)).toEqual({ decisions: [change('C-1'), change('C-3')], unusable: [2] });
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace('C-3', 'C-4'));
    await appendFile(path, '');
    expect(await readDecisions(out)).toMatchObject({ decisions: [change('C-1')], broken: { line: 3 } });
  });
});
