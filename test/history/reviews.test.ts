/** Reviewed acceptances as history keeps them: what they cover is accepted wherever somebody asks. */

import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/domain/report.ts';
import type { ReviewedAcceptance } from '../../src/domain/review.ts';
import { listAcceptances } from '../../src/history/acceptances.ts';
import { openWriting } from '../../src/history/database.ts';
import { acceptFinding } from '../../src/history/decide.ts';
import { historyPath, readHistory } from '../../src/history/history-file.ts';
import { listReviews, loadElsewhere, loadReviews } from '../../src/history/reviews.ts';
import { writeRun } from '../helpers/ended-run.ts';
import { findOne, idOf, runDaysAgo } from '../helpers/history.ts';
import { recordRunFolder } from '../helpers/record-run.ts';
import { scopeOf, temporaryFolder } from '../helpers/scope.ts';

const [A, B] = ['127.0.9.1', '127.0.9.2'];
const now = new Date().toISOString();
const dayFrom = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const query = { now, deadlines: {} };

function review(target: string, change: Partial<ReviewedAcceptance> = {}): ReviewedAcceptance {
  return {
    ...{ target, first: target, last: target, reason: 'SEC-1', owner: 'platform', recurring: false },
    ...{ from: dayFrom(-5), until: dayFrom(60), file: 'acceptances.yaml', line: 2 },
    ...change,
  };
}

async function history(reviews: ReviewedAcceptance[]) {
  const out = await temporaryFolder();
  const scope = scopeOf(['127.0.9.0/28']);
  const runs = [runDaysAgo(9, '00000a'), runDaysAgo(1, '00000b')];
  let report: Report | undefined;
  for (const id of runs) {
    const folder = await writeRun(out, { id, scope, answers: { [A]: '20.10.24', [B]: '20.10.24' } });
    report = await recordRunFolder(folder, { out, deadlines: { critical: 3 }, reviews });
  }
  return { out, report };
}

describe('reviewed acceptances in history', () => {
  it('accept what they cover, for every reader, as the run said', async () => {
    const { out, report } = await history([review(A)]);
    const [first, second] = readHistory(out, (db) => [findOne(db, A, query), findOne(db, B, query)]);
    const accepted = { findingId: idOf(A), by: 'acceptances.yaml:2', owner: 'platform', until: dayFrom(60) };
    expect(first).toMatchObject({
      finding: { lifecycle: 'accepted', standing: { overdue: false, acceptance: accepted } },
    });
    expect(second?.finding.standing.acceptance).toBeNull();
    expect(report?.findings.map(({ lifecycle }) => lifecycle)).toEqual(['accepted', 'persisting']);
  });

  it('give way to an acceptance by command, and are listed with what they cover', async () => {
    const { out } = await history([review(A), review('127.0.9.9', { line: 3 })]);
    const db = openWriting(historyPath(out));
    const { finding } = findOne(db, B, query);
    acceptFinding(db, finding, { reason: 'lab', owner: 'ops', until: dayFrom(3), by: 'ann', at: now });
    const { acceptances, reviewed } = listAcceptances(db, now);
    expect(acceptances.map(({ address, by, covers }) => [address, by, covers])).toEqual([
      [A, 'acceptances.yaml:2', true],
      [B, 'ann', true],
    ]);
    expect(reviewed.map(({ target, covers, gap, line }) => [target, covers, gap, line])).toEqual([
      [A, 1, null, 2],
      ['127.0.9.9', 0, 'nothing-there', 3],
    ]);
    // What was accepted has become worse than that.
    db.prepare(`UPDATE acceptances SET severity = 'low'`)();
    expect(listAcceptances(db, now).acceptances.map(({ by, covers }) => [by, covers])).toEqual([
      ['acceptances.yaml:2', true],
      ['ann', false],
    ]);
    db.close();
  });

  it('are of the scopes that name an exposure, and what is damaged accepts nothing', async () => {
    const { out } = await history([review(A)]);
    const db = openWriting(historyPath(out));
    const exposure = Number(db.get('SELECT min(number) AS n FROM exposures')?.n);
    expect(loadReviews(db).of(exposure)).toHaveLength(1);
    expect(loadReviews(db).of(undefined)).toEqual([]);
    expect(listReviews(db)).toMatchObject([{ reviews: [{ target: A }] }]);
    db.prepare('UPDATE namings SET named = 0')();
    expect(loadReviews(db).of(exposure)).toEqual([]);
    db.prepare('UPDATE namings SET named = 1')();
    db.prepare('UPDATE scopes SET acceptances = ?')(JSON.stringify([{ ...review(A), until: 'soon' }]));
    expect(loadReviews(db).of(exposure)).toEqual([]);
    expect(findOne(db, A, query).finding.standing.acceptance).toBeNull();
    db.close();
  });

  it('are told in the run where they cover nothing, or end', async () => {
    const { report } = await history([review('127.0.9.9'), review(A, { line: 3, until: dayFrom(-2) })]);
    expect(report?.history?.acceptances).toMatchObject({
      expired: [{ findingId: '', by: 'acceptances.yaml:3' }],
      unmatched: [{ findingId: '', by: 'acceptances.yaml:2', gap: 'nothing-there' }],
      expiring: [],
    });
  });

  it('are not told as covering nothing where another vantage sees what they cover', async () => {
    const { out } = await history([]);
    const db = openWriting(historyPath(out));
    expect(loadElsewhere(db, 'outside').map(({ address }) => address)).toEqual([A, B]);
    expect(loadElsewhere(db, 'default')).toEqual([]);
    db.close();
  });
});
