import { describe, expect, it } from 'vitest';
import { SIGHTS } from '../../src/domain/finding.ts';
import type { ReviewedAcceptance } from '../../src/domain/review.ts';
import type { KnownEndpoint } from '../../src/domain/scope.ts';
import { compareFinding, type FindingInputs, UNEXPLAINED } from '../../src/history/compare-finding.ts';
import { fingerprintOf } from '../../src/history/fingerprint.ts';
import type { KnownFinding } from '../../src/history/known-finding.ts';
import { advance, type Look, type Observation } from '../../src/history/life.ts';
import type { AcceptedFinding } from '../../src/history/standing.ts';
import { EARLIER, engineOf, findingOf, knownOf, spellOf } from './samples.ts';

const AT = '2026-03-01T00:00:00.000Z';
const SPELL = spellOf();
const ENGINE = knownOf(SPELL.sighting(), { spell: SPELL });
const OTHER = knownOf(findingOf('other-service', { firstSeen: EARLIER, lastSeen: EARLIER }));
const UNKNOWN = knownOf(findingOf('no-reply'), { fingerprint: '', order: 0, answers: false, since: AT, firstSeen: AT });
const DECOY: KnownEndpoint = { address: '127.0.0.9', port: 2375, is: 'decoy', reason: 'ours', file: 'a.yaml', line: 1 };

const answered = (...of: Parameters<typeof findingOf>): Observation => ({
  seen: 'answered',
  finding: findingOf(...of),
});
const SAME = answered('engine-open-plaintext');
const CLOSED: Observation = { seen: 'closed', reason: 'ECONNREFUSED' };
const SILENT: Observation = { seen: 'silent', reason: 'timeout' };

interface Given extends Partial<FindingInputs> {
  change?: Look['change'];
  order?: number;
}

function compared(known: KnownFinding, observation: Observation, { change, order = 2, ...inputs }: Given = {}) {
  const look: Look = {
    ...{ order, at: AT, observation, whole: true, reached: true, neighbours: undefined, massRefusal: false, change },
    isSame: false,
  };
  const step = advance(known.spell, look);
  return compareFinding(known, {
    fingerprint: observation.seen === 'answered' ? fingerprintOf(observation.finding) : known.fingerprint,
    ...{ look, step, isReported: true, declaration: undefined, accepted: undefined, reviews: [] },
    ...{ deadlines: { critical: 7 }, owner: {} },
    ...inputs,
  });
}

const accepted: AcceptedFinding = {
  ...{ findingId: 'f1', reason: 'r', owner: 'o', until: '2026-12-31', by: 'b', at: EARLIER, number: 1 },
  ...{ exposure: SPELL.id, verdict: 'engine-open-plaintext', severity: 'critical', product: 'docker' },
};

describe('a finding against its history', () => {
  it.each<[what: string, observation: Observation, place: 'entry' | 'absent', lifecycle: string]>([
    ['the same engine', SAME, 'entry', 'persisting'],
    ['another engine', answered('engine-open-plaintext', { engine: engineOf('27.3.1') }), 'entry', 'changed'],
    ['a named service', answered('other-service'), 'entry', 'resolved'],
    ['a service without a name', answered('other-service', { product: '' }), 'absent', 'unverified'],
    ['a demand for a certificate', answered('engine-mtls'), 'entry', 'resolved'],
    ['an unclear answer', answered('forbidden'), 'absent', 'unverified'],
    ['a closed port', CLOSED, 'absent', 'resolved'],
    ['silence', SILENT, 'absent', 'unverified'],
    ['no test', { seen: 'not-tested' }, 'absent', 'unverified'],
    ['no look', { seen: 'elsewhere' }, 'absent', 'unverified'],
  ])('%s where an exposure lives', (_, observation, place, lifecycle) => {
    const change = compared(ENGINE, observation);
    expect(change[place]?.lifecycle).toBe(lifecycle);
    expect([change.entry, change.absent].filter((row) => row !== undefined)).toHaveLength(1);
    expect(change.absent?.verdict ?? 'engine-open-plaintext').toBe('engine-open-plaintext');
    expect((change.entry ?? change.absent)?.standing?.exposure?.id).toBe(SPELL.id);
  });

  it('says why the run did not see an exposure, in every word there is', () => {
    const sights = [SILENT, answered('forbidden'), { seen: 'elsewhere' as const }].map(
      (observation) => compared(ENGINE, observation).absent?.standing?.sight,
    );
    expect(sights).toEqual(['silent', 'unclear', 'not-looked-at']);
    expect(new Set(sights)).toEqual(new Set(SIGHTS));
    expect(compared(ENGINE, SAME).entry?.standing).not.toHaveProperty('sight');
  });

  it('tells of no endpoint that answered nothing ever, and of no other one that answers no longer', () => {
    for (const known of [UNKNOWN, OTHER]) {
      for (const observation of [SILENT, CLOSED, { seen: 'elsewhere' as const }]) {
        const change = compared(known, observation);
        expect([change.entry, change.absent, change.open, change.turn].every((one) => one === undefined)).toBe(true);
      }
    }
  });

  it('writes what it learnt, and nothing of what it did not look at', () => {
    expect(compared(ENGINE, SILENT).update).toMatchObject({ order: 2, spell: { state: 'unverified', order: 2 } });
    expect(compared(OTHER, SILENT).update).toMatchObject({ observation: SILENT, spell: undefined });
    for (const seen of ['elsewhere', 'not-tested'] as const)
      expect(compared(ENGINE, { seen })).not.toHaveProperty('update');
  });

  it('says nothing of exposures of other scopes, unless it met them', () => {
    const change = compared(ENGINE, { seen: 'elsewhere' }, { isReported: false });
    expect([change.entry, change.absent, change.update]).toEqual([undefined, undefined, undefined]);
    const met = compared(ENGINE, SILENT, { isReported: false });
    expect([met.entry, met.absent]).toEqual([undefined, undefined]);
    expect(met.update).toMatchObject({ spell: { state: 'unverified' } });
  });

  it('asks why an exposure ended, unless a change was recorded', () => {
    const last = (change: Look['change']) => compared(ENGINE, CLOSED, { change }).absent?.standing?.changes.at(-1);
    expect(last({ reference: 'CHG-7', by: 'ops' })).toBe('change CHG-7, recorded by ops');
    expect(last(undefined)).toBe(UNEXPLAINED);
    // What answers explains itself.
    expect(compared(ENGINE, answered('engine-mtls')).entry?.standing?.changes).not.toContain(UNEXPLAINED);
  });

  it('counts days from the opening to the closing', () => {
    expect(compared(ENGINE, CLOSED)).toMatchObject({ closed: { how: 'refused', days: 28 }, turn: 'closed' });
    expect(compared(UNKNOWN, answered('engine-open-tls'))).toMatchObject({
      turn: 'opened',
      entry: { lifecycle: 'new' },
    });
    expect(compared(UNKNOWN, answered('engine-open-tls'))).not.toHaveProperty('closed');
  });

  it('names how an exposure closed', () => {
    expect(compared(ENGINE, CLOSED).absent?.standing?.exposure).toMatchObject({ state: 'closed', how: 'refused' });
    const guarded = compared(ENGINE, answered('engine-mtls'));
    expect(guarded.entry?.standing?.exposure).toMatchObject({ how: 'guarded', verdict: 'engine-open-plaintext' });
    expect(guarded.update?.event).toMatchObject({ word: 'resolved' });
  });

  it('calls a service without an exposure new, changed, back or the same', () => {
    const word = (known: KnownFinding, ...of: Parameters<typeof findingOf>) =>
      compared(known, answered(...of)).entry?.lifecycle;
    expect(word(UNKNOWN, 'other-service')).toBe('new');
    expect(word(OTHER, 'other-service')).toBe('persisting');
    expect(word(OTHER, 'engine-mtls')).toBe('changed');
    expect(word({ ...OTHER, answers: false }, 'other-service')).toBe('reopened');
    const closed = { ...ENGINE, answers: false, spell: spellOf({ state: 'closed', how: 'refused', closed: EARLIER }) };
    expect(word(closed, 'forbidden')).toBe('changed');
  });
});

describe('a finding against what people decided', () => {
  const REVIEW: ReviewedAcceptance = {
    ...{ target: '127.0.0.9', first: '127.0.0.9', last: '127.0.0.9', reason: 'lab', owner: 'ops' },
    ...{ from: '2026-02-02', until: '2026-12-31', recurring: false, file: 'acceptances.yaml', line: 4 },
  };

  it('is overdue unless it is accepted or as declared', () => {
    const overdue = (change: Given) => compared(ENGINE, SAME, change).entry?.standing?.overdue;
    expect(overdue({})).toBe(true);
    expect(overdue({ accepted })).toBe(false);
    expect(overdue({ reviews: [REVIEW] })).toBe(false);
    expect(overdue({ reviews: [{ ...REVIEW, from: '2026-01-01' }] })).toBe(true);
    expect(overdue({ declaration: DECOY })).toBe(false);
    expect(overdue({ declaration: { ...DECOY, is: 'mtls' } })).toBe(true);
  });

  it('takes an acceptance for the exposure that was accepted, and no other', () => {
    const word = (change: Partial<AcceptedFinding>) =>
      compared(ENGINE, SAME, { accepted: { ...accepted, ...change } }).entry?.lifecycle;
    expect(word({})).toBe('accepted');
    expect(word({ product: '' })).toBe('accepted');
    for (const change of [{ exposure: 'e0' }, { exposure: null }, { severity: 'high' as const }, { product: 'podman' }])
      expect(word(change)).toBe('persisting');
  });

  it('keeps the acceptance of an exposure that is not seen, and not of one that closed', () => {
    const silent = compared(ENGINE, SILENT, { accepted }).absent;
    expect(silent).toMatchObject({ lifecycle: 'unverified', standing: { acceptance: { until: '2026-12-31' } } });
    expect(compared(ENGINE, SILENT, { accepted }).open).toMatchObject({ exposure: SPELL.id });
    expect(compared(ENGINE, CLOSED, { accepted }).open).toBeUndefined();
  });

  it('names the file and the line of a reviewed acceptance', () => {
    const { entry } = compared(ENGINE, SAME, { reviews: [REVIEW] });
    expect(entry).toMatchObject({ lifecycle: 'accepted', standing: { acceptance: { by: 'acceptances.yaml:4' } } });
  });

  it('keeps a declaration through silence, and not through another answer', () => {
    const silent = compared(ENGINE, SILENT, { declaration: DECOY });
    expect(silent).toMatchObject({ absent: { declared: 'decoy' }, broken: { is: 'decoy' } });
    const other = compared(ENGINE, answered('forbidden'), { declaration: DECOY });
    expect(other.entry).not.toHaveProperty('declared');
    expect(other).toMatchObject({ broken: { what: 'answers as forbidden, not as an engine' } });
  });

  it('calls what a declared engine became changed, not resolved', () => {
    const { entry, broken } = compared(ENGINE, answered('other-service'), { declaration: DECOY });
    expect([entry?.lifecycle, broken?.is]).toEqual(['changed', 'decoy']);
  });
});

describe('a run that is older than what is known', () => {
  const late = { ...ENGINE, order: 9, spell: spellOf({ order: 9 }) };
  it('says what it saw and writes nothing', () => {
    const change = compared(late, CLOSED, { order: 3 });
    expect(change.absent?.lifecycle).toBe('unverified');
    expect([change.update, change.turn, change.closed]).toEqual([undefined, undefined, undefined]);
    expect(compared(late, SAME, { order: 3 }).entry?.lifecycle).toBe('persisting');
  });

  it('shows what has closed since as closed', () => {
    const over = {
      ...late,
      spell: spellOf({ order: 9, state: 'closed', how: 'refused', closed: '2026-03-05T00:00:00.000Z' }),
    };
    const seen = compared(over, SAME, { order: 3 });
    expect(seen.entry).toMatchObject({
      lifecycle: 'resolved',
      standing: { changes: ['closed on 2026-03-05 (refused), after this run had looked'] },
    });
    expect(seen).not.toHaveProperty('update');
    expect(compared(over, SILENT, { order: 3 })).not.toHaveProperty('absent');
  });
});

describe('a run that goes on', () => {
  const earlier = { word: 'changed' as const, changes: ['version: 20.10.5 → 27.3.1'] };
  it('says what it said before it was stopped, unless there is news', () => {
    const known = { ...ENGINE, earlier };
    expect(compared(known, SAME).entry).toMatchObject({ lifecycle: 'changed', standing: { changes: earlier.changes } });
    expect(compared(known, SAME).update).toMatchObject({ event: undefined });
    expect(compared(known, CLOSED)).toMatchObject({
      absent: { lifecycle: 'resolved' },
      update: { event: { word: 'resolved' } },
    });
    expect(compared({ ...OTHER, earlier }, answered('other-service')).entry?.lifecycle).toBe('changed');
  });
});

describe('the timeline of a finding', () => {
  const event = (...of: Parameters<typeof compared>) => compared(...of).update?.event;
  const unverified = { ...ENGINE, spell: spellOf({ state: 'unverified' }) };

  it('has what happened, once', () => {
    expect(event(ENGINE, SAME)).toBeUndefined();
    expect(event(ENGINE, SILENT)).toMatchObject({ word: 'unverified', what: expect.stringContaining('no answer') });
    expect(event(unverified, SILENT)).toBeUndefined();
    expect(event(unverified, SAME)).toEqual({ word: 'persisting', what: 'answers again' });
    expect(event(ENGINE, CLOSED)).toMatchObject({ word: 'resolved', what: expect.stringContaining(UNEXPLAINED) });
    expect(event(UNKNOWN, SAME)).toEqual({ word: 'new', what: 'first answer: engine-open-plaintext' });
  });

  it('says that an exposure is back in the scope', () => {
    const left = { ...ENGINE, spell: spellOf({ inScope: false }) };
    expect(event(left, SAME)).toEqual({ word: 'persisting', what: 'back in the scope' });
    expect(event(left, SILENT)?.what).toMatch(/^back in the scope; no answer/);
  });
});
