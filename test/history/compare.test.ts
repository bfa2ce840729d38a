/** Whole runs against each other, through the journal and the database, without a network. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { assembleReport } from '../../src/audit/assemble.ts';
import { listWatched } from '../../src/audit/watched.ts';
import { countWork, rowsOf, type WorkState, workOfStored } from '../../src/domain/exposure.ts';
import { type Finding, findingId, SIGHTS, type Sight } from '../../src/domain/finding.ts';
import { FINDING_STATES, type StoredFinding } from '../../src/domain/history.ts';
import type { Report } from '../../src/domain/report.ts';
import { DECLARATIONS, type KnownEndpoint, type Scope } from '../../src/domain/scope.ts';
import { type Database, openWriting } from '../../src/history/database.ts';
import { acceptFinding, recordChange } from '../../src/history/decide.ts';
import { historyPath, withHistoryOf } from '../../src/history/history-file.ts';
import { listFindings } from '../../src/history/query.ts';
import { type WrittenRun, writeRun } from '../helpers/ended-run.ts';
import { recordRunFolder } from '../helpers/record-run.ts';
import { scopeOf, temporaryFolder } from '../helpers/scope.ts';

const SCOPE = scopeOf(['127.0.9.0/28']);
const [A, B] = ['127.0.9.1', '127.0.9.2'];
const AT = '2026-03-01T03:00:00.000Z';

/** Runs of one history, one a day. */
async function story(deadlines: Parameters<typeof recordRunFolder>[1]['deadlines'] = {}) {
  const out = await temporaryFolder();
  let day = 0;
  return {
    out,
    async run(change: Partial<WrittenRun>): Promise<Report> {
      day += 1;
      const id = `202603${String(day).padStart(2, '0')}T020000Z-00000a`;
      return await recordRunFolder(await writeRun(out, { id, scope: SCOPE, ...change }), { out, deadlines });
    },
  };
}

/** `127.0.9.1 new`, in the order of the report; absent ones in brackets. */
function words({ findings, history }: Report): string[] {
  return [
    ...findings.map(({ address, lifecycle }) => `${address} ${lifecycle}`),
    ...(history?.absent ?? []).map(({ address, lifecycle }) => `(${address} ${lifecycle})`),
  ];
}

function stateOf(out: string, address: string): string | undefined {
  const now = '2026-03-20T00:00:00.000Z';
  const all = withHistoryOf(out, (db) => listFindings(db, { now, deadlines: {} }), []);
  return all.find(({ finding }) => finding.address === address)?.state;
}

/** `127.0.9.1 open`: the place of each finding among the work, by address. */
function works(report: Report): string[] {
  return rowsOf(report)
    .map(({ finding, work }) => `${finding.address} ${work}`)
    .sort();
}

function storedFinding(out: string, address: string): StoredFinding {
  const all = withHistoryOf(out, (db) => listFindings(db, { now: AT, deadlines: { critical: 0 } }), []);
  const of = all.filter(({ finding }) => finding.address === address);
  // Beside what closed there is what answers now.
  const found = of.find(({ state }) => state !== 'resolved') ?? of[0];
  if (found === undefined) throw new Error(`${address} is not stored`);
  return found;
}

function storedWork(out: string, address: string): WorkState {
  return workOfStored(storedFinding(out, address));
}

function decide(out: string, address: string, work: (db: Database, finding: Finding) => void): void {
  const { finding } = storedFinding(out, address);
  const db = openWriting(historyPath(out));
  work(db, finding);
  db.close();
}

const closed = (address: string) => ({ address, state: 'closed' as const, reason: 'ECONNREFUSED' });
const silent = (address: string) => ({ address, state: 'filtered' as const, reason: 'timeout' });

describe('a run says nothing of what it did not look at', () => {
  it('in another shard', async () => {
    const { run, out } = await story();
    await run({ answers: { [A]: '20.10.24', [B]: '20.10.24' } });
    const shard = { index: 1, count: 2 };
    expect(words(await run({ answers: { [A]: '20.10.24' }, shard }))).toEqual([`${A} persisting`, `(${B} unverified)`]);
    expect(words(await run({ watched: [closed(A)], shard }))).toEqual([`(${A} resolved)`, `(${B} unverified)`]);
    expect([stateOf(out, A), stateOf(out, B)]).toEqual(['resolved', 'open']);
  });

  it('and counts what lives there as open work, with the reason', async () => {
    const { run, out } = await story();
    await run({ answers: { [A]: '20.10.24', [B]: '20.10.24' } });
    const sights: Sight[] = [];
    const look = async (what: Parameters<typeof run>[0]): Promise<void> => {
      const { findings, history } = await run(what);
      const { states } = countWork(rowsOf({ findings, ...(history && { history }) }));
      expect(states.unverified).toBeGreaterThan(0);
      sights.push(...(history?.absent ?? []).flatMap(({ standing }) => standing?.sight ?? []));
    };
    await look({ answers: { [A]: '20.10.24' }, shard: { index: 1, count: 2 } });
    await look({ answers: { [A]: '20.10.24' }, watched: [silent(B)] });
    await look({ answers: { [A]: '403' }, watched: [silent(B)] });
    expect(new Set(sights)).toEqual(new Set(SIGHTS));
    expect(stateOf(out, A)).toBe('unverified');
  });

  it('from another vantage', async () => {
    const { run, out } = await story();
    await run({ answers: { [A]: '20.10.24' } });
    expect(words(await run({ watched: [closed(A)], vantage: 'outside' }))).toEqual([]);
    expect(words(await run({ answers: { [A]: '20.10.24' }, vantage: 'outside' }))).toEqual([`${A} new`]);
    expect(words(await run({ answers: { [A]: '20.10.24' } }))).toEqual([`${A} persisting`]);
    expect(stateOf(out, A)).toBe('open');
  });

  it('under another scope file; but one that its own file lets go has left the scope, once', async () => {
    const { run, out } = await story();
    await run({ answers: { [A]: '20.10.24', [B]: '20.10.24' } });
    const other: Scope = { ...scopeOf(['127.0.10.0/28']), files: ['other.yaml'] };
    expect(words(await run({ scope: other }))).toEqual([]);
    const smaller = scopeOf([`${A}`]);
    expect(words(await run({ scope: smaller, answers: { [A]: '20.10.24' } }))).toEqual([
      `${A} persisting`,
      `(${B} null)`,
    ]);
    expect(stateOf(out, B)).toBe('out-of-scope');
    expect(words(await run({ scope: smaller, answers: { [A]: '20.10.24' } }))).toEqual([`${A} persisting`]);
    // Back in the scope: it was never fixed.
    expect(words(await run({ answers: { [A]: '20.10.24', [B]: '20.10.24' } }))).toEqual([
      `${A} persisting`,
      `${B} persisting`,
    ]);
  });

  it('where it was stopped before', async () => {
    const { run, out } = await story();
    await run({ answers: { [A]: '20.10.24', [B]: '20.10.24' } });
    const report = await run({ watched: [closed(A)], reasons: ['interrupted'] });
    expect(words(report)).toEqual([`(${A} resolved)`, `(${B} unverified)`]);
    expect(report.history?.absent[1]?.standing?.changes).toEqual(['not tested in this run']);
    expect(stateOf(out, B)).toBe('open');
  });
});

describe('a run that is taken up again', () => {
  it('replaces what it said before', async () => {
    const out = await temporaryFolder();
    const id = '20260301T020000Z-00000a';
    const folder = await writeRun(out, { id, scope: SCOPE, answers: { [A]: '20.10.24' }, reasons: ['interrupted'] });
    const first = await recordRunFolder(folder, { out, deadlines: {} });
    const again = await recordRunFolder(folder, { out, deadlines: {} });
    expect(again.history).toEqual(first.history);
    expect(words(again)).toEqual([`${A} new`]);
    const db = openWriting(historyPath(out));
    expect(db.all('SELECT count(*) AS n FROM runs')).toEqual([{ n: 1 }]);
    expect(db.all('SELECT sum(looks) AS n FROM looks')).toEqual([{ n: 1 }]);
    expect(db.all('SELECT count(*) AS n FROM changes')).toEqual([{ n: 1 }]);
    db.close();
  });
});

describe('an exposure that is gone', () => {
  it('raises a question, unless a change was recorded', async () => {
    const { run, out } = await story();
    await run({ answers: { [A]: '20.10.24', [B]: '20.10.24' } });
    const db = openWriting(historyPath(out));
    const [one] = listFindings(db, { now: '2026-03-01T03:00:00.000Z', deadlines: {} }).filter(
      ({ finding }) => finding.address === A,
    );
    if (one === undefined) throw new Error('not remembered');
    recordChange(db, one.finding, { reference: 'CHG-7', by: 'ops', at: '2026-03-01T09:00:00.000Z' });
    db.close();
    const { history } = await run({ watched: [closed(A), silent(B)] });
    expect(history?.absent.map(({ standing }) => standing?.changes.at(-1))).toEqual([
      'change CHG-7, recorded by ops',
      expect.stringContaining('who closed it'),
    ]);
    expect(history?.trend.at(-1)).toMatchObject({ opened: 0, resolved: 1, meanDaysToClose: 1 });
  });
});

describe('an unclear answer where an exposure lives', () => {
  it('leaves the exposure in its place, with the reason and the answer', async () => {
    const { run, out } = await story({ critical: 1 });
    const first = await run({ answers: { [A]: '20.10.24' } });
    const second = await run({ answers: { [A]: '403' } });
    expect(words(second)).toEqual([`(${A} unverified)`]);
    const [absent] = second.history?.absent ?? [];
    expect(absent).toMatchObject({
      verdict: 'engine-open-plaintext',
      severity: 'critical',
      engine: { version: '20.10.24' },
      lastSeen: first.findings[0]?.lastSeen,
      runId: first.run.id,
    });
    expect(absent?.standing?.changes).toEqual([
      'the port answers, and what it says (forbidden) does not tell whether the engine is gone',
      expect.stringMatching(/^the answer: .*403/),
    ]);
    expect(second.explanations).toHaveProperty('engine-open-plaintext');
    expect(countWork(rowsOf(second))).toMatchObject({ open: 1, states: { unverified: 1, informational: 0 } });
    expect(stateOf(out, A)).toBe('unverified');
    expect(await assembleReport(join(out, second.run.id))).toEqual(second);
    // Until it answers as an engine again, or proves that it is none.
    const third = await run({ answers: { [A]: '403' } });
    expect(words(third)).toEqual([`(${A} unverified)`]);
    expect(third.history).toMatchObject({ overdue: 1, counts: { unverified: 1 } });
    expect(words(await run({ answers: { [A]: '20.10.24' } }))).toEqual([`${A} persisting`]);
    expect(words(await run({ answers: { [A]: 'ssh' } }))).toEqual([`${A} resolved`]);
    expect(words(await run({ answers: { [A]: '403' } }))).toEqual([`${A} changed`]);
  });

  it('keeps an acceptance on its row', async () => {
    const { run, out } = await story();
    await run({ answers: { [A]: '20.10.24' } });
    decide(out, A, (db, finding) =>
      acceptFinding(db, finding, { reason: 'r', owner: 'o', until: '2026-12-01', by: 'b', at: AT }),
    );
    const report = await run({ answers: { [A]: '403' } });
    expect(words(report)).toEqual([`(${A} unverified)`]);
    expect(works(report)).toEqual([`${A} accepted`]);
    expect(storedWork(out, A)).toBe('accepted');
  });
});

describe('acceptances', () => {
  it('cover what was accepted, until their day, and are told when somebody must look', async () => {
    const { run, out } = await story({ low: 1, critical: 1 });
    await run({ answers: { [A]: '20.10.24' } });
    const accept = (until: string) => {
      const db = openWriting(historyPath(out));
      const [one] = listFindings(db, { now: '2026-03-01T03:00:00.000Z', deadlines: {} });
      if (one === undefined) throw new Error('not remembered');
      acceptFinding(db, one.finding, { reason: 'r', owner: 'o', until, by: 'b', at: '2026-03-01T03:00:00.000Z' });
      db.close();
    };
    accept('2026-03-03');
    const second = await run({ answers: { [A]: '20.10.24' } });
    expect(words(second)).toEqual([`${A} accepted`]);
    expect(second.history).toMatchObject({ overdue: 0, acceptances: { expiring: [{ until: '2026-03-03' }] } });
    expect(words(await run({ answers: { [A]: '20.10.24' } }))).toEqual([`${A} accepted`]);
    const fourth = await run({ answers: { [A]: '20.10.24' } });
    expect(words(fourth)).toEqual([`${A} persisting`]);
    expect(fourth.history).toMatchObject({
      overdue: 1,
      acceptances: { expired: [{ until: '2026-03-03' }], expiring: [] },
    });
    accept('2026-05-01');
    const fifth = await run({ watched: [closed(A)] });
    expect(words(fifth)).toEqual([`(${A} resolved)`]);
    // It ended with its exposure: nobody has to look after it, and it comes back with none.
    expect(fifth.history?.acceptances).toEqual({ expired: [], unmatched: [], expiring: [] });
    expect(words(await run({ answers: { [A]: '20.10.24' } }))).toEqual([`${A} reopened`]);
  });

  it('do not cover anything worse', async () => {
    const { run, out } = await story();
    await run({ answers: { [A]: 'ssh' } });
    const db = openWriting(historyPath(out));
    const [one] = listFindings(db, { now: '2026-03-01T03:00:00.000Z', deadlines: {} });
    if (one === undefined) throw new Error('not remembered');
    acceptFinding(db, one.finding, {
      reason: 'r',
      owner: 'o',
      until: '2026-12-01',
      by: 'b',
      at: '2026-03-01T03:00:00.000Z',
    });
    db.close();
    expect(words(await run({ answers: { [A]: 'ssh' } }))).toEqual([`${A} accepted`]);
    const worse = await run({ answers: { [A]: '20.10.24' } });
    expect(words(worse)).toEqual([`${A} new`]);
    expect(worse.history?.acceptances.unmatched).toHaveLength(1);
  });
});

describe('declared endpoints', () => {
  const known = (address: string, is: KnownEndpoint['is'], reason = 'ours'): KnownEndpoint => ({
    address,
    port: 2375,
    is,
    reason,
    file: 'f',
    line: 1,
  });
  const scope: Scope = { ...SCOPE, known: [known(A, 'decoy'), known(B, 'mtls')] };
  const broken = ({ history }: Report) =>
    (history?.broken ?? []).map(({ address, is, what }) => `${address} ${is}: ${what}`);

  it('are counted and loud when they stop being what they are declared to be', async () => {
    const { run } = await story({ critical: 0 });
    const first = await run({ scope, answers: { [A]: '20.10.24', [B]: 'mtls' } });
    expect(new Set(first.findings.map(({ declared }) => declared))).toEqual(new Set(DECLARATIONS));
    expect(first.run.severities.critical).toBe(1);
    expect(first.history?.overdue).toBe(0);
    expect(broken(first)).toEqual([]);
    // The decoy may have been replaced by a real engine: until the declaration is renewed.
    for (let i = 0; i < 2; i += 1) {
      const replaced = await run({ scope, answers: { [A]: '27.0.3', [B]: '20.10.24' } });
      expect(replaced.findings.map(({ declared }) => declared)).toEqual([undefined, undefined]);
      expect(broken(replaced)).toEqual([
        `${A} decoy: tells of another engine than when it was declared: docker 27.0.3 engine-open-plaintext`,
        `${B} mtls: asks for no client certificate: engine-open-plaintext`,
      ]);
    }
    const renewed = { ...SCOPE, known: [known(A, 'decoy', 'upgraded'), known(B, 'mtls')] };
    expect(broken(await run({ scope: renewed, answers: { [A]: '27.0.3', [B]: 'mtls' } }))).toEqual([]);
    expect(broken(await run({ scope: renewed, answers: { [A]: 'ssh' }, watched: [closed(B)] }))).toEqual([
      `${A} decoy: answers as other-service, not as an engine`,
      `${B} mtls: does not answer (ECONNREFUSED)`,
    ]);
  });

  it('stay settled when they fall silent or close, and are told as broken', async () => {
    const { run, out } = await story({ critical: 0, info: 0 });
    await run({ scope, answers: { [A]: '20.10.24', [B]: 'mtls' } });
    const second = await run({ scope, watched: [silent(A), silent(B)] });
    // What asks for a certificate is no exposure, and what does not answer is none either: only that it is broken is told.
    expect(second.history?.absent.map(({ declared }) => declared)).toEqual(['decoy']);
    expect(works(second)).toEqual([`${A} declared`]);
    expect(second.history?.overdue).toBe(0);
    expect(second.history?.absent.map(({ standing }) => standing?.overdue)).toEqual([false]);
    expect(broken(second)).toHaveLength(2);
    expect(storedWork(out, A)).toBe('declared');
    expect(storedFinding(out, A).finding.standing).toMatchObject({ due: null, overdue: false });
    const third = await run({ scope, reasons: ['interrupted'] });
    expect(works(third)).toEqual([`${A} declared`]);
    expect(broken(third)).toEqual([]);
    const fourth = await run({ scope, watched: [closed(A)], answers: { [B]: 'mtls' } });
    expect(fourth.history?.absent.map(({ declared }) => declared)).toEqual(['decoy']);
    expect(works(fourth)).toEqual([`${A} closed`, `${B} declared`]);
    expect(broken(fourth)).toEqual([`${A} decoy: does not answer (ECONNREFUSED)`]);
  });

  it.each([
    ['another engine', '27.0.3', 'open'],
    ['another service', 'ssh', 'open'],
    // Between runs the last clear answer stands, which was the decoy's.
    ['something unclear', '403', 'declared'],
  ] as const)('are open work when %s answers for a decoy', async (_, answer, between) => {
    const { run, out } = await story();
    await run({ scope, answers: { [A]: '20.10.24' } });
    for (let i = 0; i < 2; i += 1) {
      const report = await run({ scope, answers: { [A]: answer } });
      expect(report.findings.map(({ declared }) => declared)).toEqual([undefined]);
      expect(report.history?.absent).toEqual([]);
      expect(broken(report)).toHaveLength(1);
      expect(works(report)).toEqual([`${A} open`]);
      expect(storedWork(out, A)).toBe(between);
    }
  });

  it('are exposures where something unclear follows what broke the declaration', async () => {
    const { run, out } = await story();
    await run({ scope, answers: { [B]: '20.10.24' } });
    const report = await run({ scope, answers: { [B]: '403' } });
    expect(words(report)).toEqual([`(${B} unverified)`]);
    expect(works(report)).toEqual([`${B} unverified`]);
    expect([storedWork(out, B), storedFinding(out, B).broken]).toEqual(['unverified', 'mtls']);
  });

  it('keep what they were compared with through runs of other scopes', async () => {
    const { run, out } = await story();
    await run({ scope, answers: { [A]: '20.10.24' } });
    await run({ scope: { ...scopeOf(['127.0.10.0/28']), files: ['other.yaml'] } });
    expect(storedWork(out, A)).toBe('declared');
    expect(broken(await run({ scope, answers: { [A]: '27.0.3' } }))).toHaveLength(1);
    expect(storedWork(out, A)).toBe('open');
    await run({ answers: { [A]: '27.0.3' } });
    expect(storedFinding(out, A)).not.toHaveProperty('broken');
  });

  it('are watched although they never answered', async () => {
    const { run, out } = await story();
    expect(listWatched(out, 'default', scope)).toEqual([
      { address: A, port: 2375 },
      { address: B, port: 2375 },
    ]);
    expect(broken(await run({ scope, watched: [silent(A), closed(B)] }))).toEqual([
      `${A} decoy: does not answer (timeout)`,
      `${B} mtls: does not answer (ECONNREFUSED)`,
    ]);
    expect(broken(await run({ scope, reasons: ['interrupted'] }))).toEqual([]);
  });
});

it('holds findings in every state', async () => {
  const { run, out } = await story();
  const [c, d] = ['127.0.9.3', '127.0.9.4'];
  await run({ answers: { [A]: '20.10.24', [B]: '20.10.24', [c]: '20.10.24', [d]: '20.10.24' } });
  const smaller = scopeOf([`${A}-${c}`]);
  await run({ scope: smaller, answers: { [A]: '20.10.24' }, watched: [closed(B), silent(c)] });
  const states = [A, B, c, d].map((address) => stateOf(out, address));
  expect(states).toEqual(['open', 'resolved', 'unverified', 'out-of-scope']);
  expect(new Set(states)).toEqual(new Set(FINDING_STATES));
});

it('keeps the report of a run as it was, when history has moved on', async () => {
  const { run, out } = await story();
  const first = await run({ answers: { [A]: '20.10.24' } });
  await run({ watched: [closed(A)] });
  const folder = join(out, first.run.id);
  expect(await assembleReport(folder)).toEqual(first);
  expect((await readFile(join(folder, 'journal.jsonl'), 'utf8')).trim().split('\n').at(-1)).toMatch(
    /^{"kind":"history"/,
  );
  expect(first.findings[0]?.id).toBe(findingId(A, 2375, 'default'));
});
