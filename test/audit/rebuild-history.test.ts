import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rebuildHistory } from '../../src/audit/rebuild-history.ts';
import type { Decision } from '../../src/domain/decision.ts';
import { subjectOf } from '../../src/domain/decision.ts';
import { findingId } from '../../src/domain/finding.ts';
import { applyDecision, listDecisions } from '../../src/history/apply-decision.ts';
import { type Database, openWriting } from '../../src/history/database.ts';
import { acceptFinding, recordChange } from '../../src/history/decide.ts';
import { exportHistory } from '../../src/history/export.ts';
import { historyPath } from '../../src/history/history-file.ts';
import { readProcesses } from '../../src/journal/processes.ts';
import { writeRun } from '../helpers/ended-run.ts';
import { findOne } from '../helpers/history.ts';
import { recordRunFolder } from '../helpers/record-run.ts';
import { scopeOf, temporaryFolder } from '../helpers/scope.ts';

const scope = scopeOf(['127.0.9.0/28']);
const [A, B] = ['127.0.9.1', '127.0.9.2'];
const settingsOf = async () => ({ deadlines: { critical: 7 }, reviews: [] });
const idOf = (day: number): string => `202603${String(day).padStart(2, '0')}T020000Z-00000a`;
const at = (day: number, hour = 12): string =>
  `2026-03-${String(day).padStart(2, '0')}T${String(hour).padStart(2, '0')}:00:00.000Z`;

async function audit(out: string, day: number, answers: Record<string, string>, closed: string[] = []): Promise<void> {
  const watched = closed.map((address) => ({ address, state: 'closed' as const, reason: 'ECONNREFUSED' }));
  const folder = await writeRun(out, { id: idOf(day), scope, answers, watched });
  await recordRunFolder(folder, { out, deadlines: { critical: 7 } });
}

function open(out: string): Database {
  return openWriting(historyPath(out));
}

function knownBy(db: Database): string[] {
  return [...exportHistory(db)];
}

async function rebuilt(out: string, decisions: Decision[]) {
  const db = openWriting(join(await temporaryFolder(), 'seawall.db'));
  const warnings: string[] = [];
  const made = await rebuildHistory(db, { out, decisions, settingsOf, warn: (text) => void warnings.push(text) });
  return { db, made, warnings };
}

/** Six nights with repairs, a return, and decisions of people between them. */
async function month(): Promise<{ out: string; decisions: Decision[] }> {
  const out = await temporaryFolder();
  const decisions: Decision[] = [];
  const decide = (address: string, decision: Pick<Decision, 'kind' | 'by' | 'at'> & Partial<Decision>): void => {
    const db = open(out);
    const { finding } = findOne(db, findingId(address, 2375, 'default'), { now: decision.at, deadlines: {} });
    const { by, at: when, reason = '', owner = '', until = '', reference = '' } = decision;
    if (decision.kind === 'accept') acceptFinding(db, finding, { reason, owner, until, by, at: when });
    else recordChange(db, finding, { reference, by, at: when });
    db.close();
    decisions.push({ ...subjectOf(finding), ...decision });
  };
  await audit(out, 1, { [A]: '20.10.24', [B]: '20.10.24' });
  decide(A, { kind: 'accept', by: 'ann', at: at(1), reason: 'r', owner: 'o', until: '2026-06-01' });
  decide(B, { kind: 'record-change', by: 'ann', at: at(1, 13), reference: 'C-1' });
  await audit(out, 2, { [A]: '20.10.24' }, [B]);
  await audit(out, 3, { [A]: '27.0.3' });
  await audit(out, 9, { [A]: 'mtls', [B]: '20.10.24' });
  await audit(out, 10, { [A]: 'mtls', [B]: '20.10.24' });
  return { out, decisions };
}

describe('a history that is made again', () => {
  it('is the one that the runs wrote, and leaves the journals as they are', async () => {
    const { out, decisions } = await month();
    const before = open(out);
    const { db, made, warnings } = await rebuilt(out, decisions);
    expect(warnings).toEqual([]);
    expect(made).toEqual({ runs: 5, decisions: 2 });
    expect(knownBy(db)).toEqual(knownBy(before));
    // A recorded change is of an endpoint.
    const stored = decisions.map((one) => (one.kind === 'accept' ? one : { ...one, exposure: null, opened: null }));
    expect(listDecisions(db)).toEqual(stored);
    const again = await rebuilt(out, listDecisions(before));
    expect(knownBy(again.db)).toEqual(knownBy(before));
    for (const one of [before, db, again.db]) one.close();
  });

  it('lacks a run that cannot be read, and says so, and which decisions are about nothing that is left', async () => {
    const { out, decisions } = await month();
    for (const day of [1, 2, 3]) await rm(join(out, idOf(day), 'journal.jsonl'));
    const { db, made, warnings } = await rebuilt(out, decisions);
    expect(made).toEqual({ runs: 2, decisions: 0 });
    expect(warnings.filter((text) => text.includes('is left out'))).toHaveLength(3);
    expect(warnings.at(-1)).toContain('record-change of 127.0.9.2 2375 from default, by ann');
    db.close();
  });

  it('knows the processes of a run', async () => {
    const { out } = await month();
    const { start, processes } = await readProcesses(join(out, idOf(1)));
    expect(start.run).toBe(idOf(1));
    expect(processes).toEqual([{ startedAt: start.at, endedAt: expect.stringMatching(/^2026-03-01/) }]);
  });
});

describe('decisions that are put into it', () => {
  it('do what each kind does', async () => {
    const { out } = await month();
    const db = open(out);
    const { finding } = findOne(db, findingId(B, 2375, 'default'), { now: at(11), deadlines: {} });
    const about = { ...subjectOf(finding), by: 'bob', at: at(11) };
    const apply = (decision: Pick<Decision, 'kind'> & Partial<Decision>): boolean =>
      applyDecision(db, { ...about, ...decision });
    expect(apply({ kind: 'accept', reason: 'r', owner: 'o', until: '2026-06-01' })).toBe(true);
    expect(apply({ kind: 'revoke', reason: 'no longer' })).toBe(true);
    expect(apply({ kind: 'comment', text: 'asked' })).toBe(true);
    expect(apply({ kind: 'ticket', reference: 'T-1' })).toBe(true);
    expect(apply({ kind: 'assignee', text: 'eve' })).toBe(true);
    expect(listDecisions(db).filter(({ by }) => by === 'bob')).toEqual([
      { ...about, kind: 'accept', reason: 'r', owner: 'o', until: '2026-06-01' },
      { ...about, kind: 'revoke', reason: 'no longer' },
      { ...about, kind: 'comment', text: 'asked' },
      { ...about, kind: 'ticket', reference: 'T-1' },
      { ...about, kind: 'assignee', text: 'eve' },
    ]);
    expect(apply({ kind: 'retire', reason: 'switched off' })).toBe(true);
    const after = findOne(db, finding.id, { now: at(12), deadlines: {} });
    expect(after.finding.standing.exposure).toMatchObject({ state: 'closed', how: 'retired', closed: at(11) });
    expect(db.get('SELECT what FROM changes ORDER BY number DESC LIMIT 1')?.what).toBe('retired by bob: switched off');
    expect(apply({ kind: 'comment', text: 'x', address: '127.0.9.9' })).toBe(false);
    expect(apply({ kind: 'comment', text: 'x', exposure: 'e0', opened: null })).toBe(false);
    db.close();
  });
});
