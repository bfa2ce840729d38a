/** Whatever happens to an endpoint, what somebody accepted covers that spell alone. What is listed: `reviews.test.ts`. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ReviewedAcceptance } from '../../src/domain/review.ts';
import { type Database, openWriting } from '../../src/history/database.ts';
import { acceptFinding, retireExposure, revokeAcceptance } from '../../src/history/decide.ts';
import { historyPath } from '../../src/history/history-file.ts';
import { listFindings } from '../../src/history/query.ts';
import { refuseAcceptance, refuseRetirement, refuseRevocation } from '../../src/history/rulings.ts';
import { writeRun } from '../helpers/ended-run.ts';
import { recordRunFolder } from '../helpers/record-run.ts';
import { scopeOf, temporaryFolder } from '../helpers/scope.ts';

const PLACE = '127.0.9.1';
const SCOPE = scopeOf(['127.0.9.0/28']);
const BEGIN = Date.parse('2026-01-01T02:00:00Z');
const DAY = 86_400_000;

const STEPS = [
  'engine',
  'podman',
  'ssh',
  'mtls',
  '403',
  'closed',
  'silent',
  'pause',
  'accept',
  'revoke',
  'retire',
] as const;
type StepName = (typeof STEPS)[number];
const LOOKS: Readonly<Partial<Record<StepName, Partial<Parameters<typeof writeRun>[1]>>>> = {
  engine: { answers: { [PLACE]: '20.10.24' } },
  podman: { answers: { [PLACE]: '27.0.3' } },
  ssh: { answers: { [PLACE]: 'ssh' } },
  mtls: { answers: { [PLACE]: 'mtls' } },
  '403': { answers: { [PLACE]: '403' } },
  closed: { watched: [{ address: PLACE, state: 'closed', reason: 'ECONNREFUSED' }] },
  silent: { watched: [{ address: PLACE, state: 'filtered', reason: 'timeout' }] },
};

/** Decides as the commands do, where nothing speaks against it. @returns the exposure that was accepted */
function decideAt(db: Database, step: StepName, at: string): string | undefined {
  for (const stored of listFindings(db, { now: at, deadlines: {} })) {
    const { finding } = stored;
    const decided = { by: 'ann', at, reason: 'r' };
    if (step === 'accept' && refuseAcceptance(stored) === undefined) {
      acceptFinding(db, finding, { ...decided, owner: 'o', until: '2027-01-01' });
      return finding.standing.exposure?.id;
    }
    if (step === 'revoke' && refuseRevocation(stored, finding.standing.acceptance !== null) === undefined)
      revokeAcceptance(db, finding, decided);
    if (step === 'retire' && refuseRetirement(stored, false) === undefined) retireExposure(db, finding, decided);
  }
  return undefined;
}

const REVIEW: ReviewedAcceptance = {
  ...{ target: PLACE, first: PLACE, last: PLACE, reason: 'SEC-1', owner: 'o', recurring: false },
  ...{ from: '2026-01-03', until: '2027-12-31', file: 'a.yaml', line: 2 },
};

/** @param reviews cover the first spell alone: later ones opened, or came back, after their first day */
async function play(steps: readonly StepName[], reviews: readonly ReviewedAcceptance[] = []): Promise<void> {
  const out = await temporaryFolder();
  let time = BEGIN;
  /** The spell that was accepted, until it ended. */
  let accepted: string | undefined;
  let isFirst = true;
  for (const [i, step] of ['engine' as const, ...steps].entries()) {
    time += step === 'pause' ? 40 * DAY : DAY;
    const at = new Date(time).toISOString();
    const look = LOOKS[step];
    if (look !== undefined) {
      const id = `${at.replace(/[-:]|\.\d+/g, '')}-${String(i).padStart(6, '0')}`;
      await recordRunFolder(await writeRun(out, { id, scope: SCOPE, ...look }), { out, deadlines: {}, reviews });
    }
    const db = openWriting(historyPath(out));
    if (step === 'accept') accepted = decideAt(db, step, at) ?? accepted;
    else if (step === 'revoke' || step === 'retire') decideAt(db, step, at);
    if (step === 'revoke') accepted = undefined;
    const found = listFindings(db, { now: at, deadlines: {} });
    const isOver = found.some(
      ({ state, finding }) => state === 'resolved' && finding.standing.exposure?.id === accepted,
    );
    if (isOver) accepted = undefined;
    isFirst &&= found.every(({ finding }) => finding.standing.exposure?.state !== 'closed');
    for (const { finding } of found) {
      const { acceptance, exposure } = finding.standing;
      if (acceptance === null || exposure === undefined) continue;
      if (acceptance.by === 'a.yaml:2') expect(isFirst).toBe(true);
      else expect(exposure.id).toBe(accepted);
    }
    db.close();
  }
}

describe('an acceptance', () => {
  it('never covers a later spell, whatever runs and people do', async () => {
    const spell = fc.array(fc.constantFrom(...STEPS), { minLength: 3, maxLength: 9 });
    await fc.assert(
      fc.asyncProperty(spell, fc.boolean(), (steps, isReviewed) => play(steps, isReviewed ? [REVIEW] : [])),
      {
        numRuns: 60,
      },
    );
    for (const end of ['closed', 'ssh', 'mtls', 'retire'] as const)
      for (const reviews of [[], [REVIEW]])
        await play(
          ['accept', 'silent', end, 'engine', 'engine', 'accept', 'silent', 'engine', 'revoke', 'engine'],
          reviews,
        );
  });
});
