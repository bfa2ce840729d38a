import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/domain/finding.ts';
import type { KnownFinding } from '../../src/history/known-finding.ts';
import { RETURN_DAYS } from '../../src/history/life.ts';
import { followMoves, type LookInputs, lookAtAll } from '../../src/history/look.ts';
import { CLOSED, EARLIER, findingOf, knownOf, SILENT, spellOf, viewOf } from './samples.ts';

const AT = '2026-03-01T00:00:00.000Z';
const SPELL = spellOf();
const ENGINE = knownOf(SPELL.sighting(), { spell: SPELL });

function looked(change: Partial<LookInputs>) {
  const run = { at: AT, finished: true, processes: [{ order: 5, at: AT }] };
  return lookAtAll({ run, view: viewOf([]), knownFindings: [ENGINE], changeRecords: [], ...change });
}

describe('a run looks', () => {
  it('at every endpoint that it or history knows, once', () => {
    const met = [findingOf('engine-open-plaintext'), findingOf('other-service', { id: 'f2', address: '127.0.0.10' })];
    const all = looked({ view: viewOf(met) });
    expect(all.map(({ known, step }) => [known.id, known.fingerprint === '', step?.word])).toEqual([
      ['f1', false, 'persisting'],
      ['f2', true, undefined],
    ]);
    expect(all[1]?.known.last()).toBe(met[1]);
    expect(all[1]?.known).toMatchObject({ order: 0, answers: false, lifecycle: null, spell: undefined });
  });

  it('when the endpoint answered, or else when the process that looked ended', () => {
    const at = (view: LookInputs['view']) => looked({ view })[0]?.look.at;
    expect(at(viewOf([findingOf('other-service', { lastSeen: EARLIER })]))).toBe(EARLIER);
    expect(at(viewOf([], { '127.0.0.9': CLOSED }))).toBe(AT);
  });

  it('with the number of the process that looked, in a run that was resumed', () => {
    const processes = [
      { order: 2, at: EARLIER },
      { order: 9, at: AT },
    ];
    const by = (resumptions: number) => {
      const view = viewOf([], { '127.0.0.9': CLOSED }, { resumptionsOf: () => resumptions });
      return looked({ run: { at: AT, finished: true, processes }, view })[0]?.look;
    };
    expect(by(0)).toMatchObject({ order: 2, at: EARLIER });
    expect(by(1)).toMatchObject({ order: 9, at: AT });
    // A process that nobody knows is older than all.
    expect(by(2)).toMatchObject({ order: 0, at: AT });
  });

  it('changes nothing of what a later run has learnt', () => {
    const late = { ...ENGINE, spell: spellOf({ order: 6 }) };
    const [one] = looked({ knownFindings: [late], view: viewOf([], { '127.0.0.9': CLOSED }) });
    expect(one?.step).toMatchObject({ stale: true, word: undefined, spell: { state: 'open' } });
  });

  it('knows whether anything else answered this vantage', () => {
    const reached = (view: LookInputs['view']) => looked({ view })[0]?.look.reached;
    const refused = (answers: number) => viewOf([], { '127.0.0.9': CLOSED }, { answers });
    const silent = (answers: number) => viewOf([], { '127.0.0.9': SILENT }, { answers });
    // The endpoint itself does not count.
    expect([reached(refused(1)), reached(refused(2))]).toEqual([false, true]);
    expect([reached(silent(0)), reached(silent(1))]).toEqual([false, true]);
  });

  it('takes the newest change that was recorded since the exposure opened', () => {
    const record = (reference: string, at: string, findingId = 'f1') => ({ findingId, reference, by: 'ops', at });
    const change = (...changeRecords: LookInputs['changeRecords']) => looked({ changeRecords })[0]?.look.change;
    const before = record('CHG-0', '2026-01-31T00:00:00.000Z');
    expect(change(before)).toBeUndefined();
    expect(change(record('CHG-1', AT, 'f2'))).toBeUndefined();
    expect(change(before, record('CHG-1', EARLIER), record('CHG-2', AT))).toMatchObject({ reference: 'CHG-2' });
    expect(change(record('CHG-2', AT), before)).toMatchObject({ reference: 'CHG-2' });
  });

  it('asks of neighbours and of refusals of many where they matter', () => {
    const many = ['127.0.0.1', '127.0.0.2', '127.0.0.3'].map((address, i): KnownFinding => {
      const last = findingOf('engine-open-plaintext', { id: `f${i}`, address, lastSeen: EARLIER });
      return knownOf(last, { spell: spellOf({}, last) });
    });
    const neighbours = { tested: 10, answered: 4 };
    const refused = Object.fromEntries(many.map(({ address }) => [address, CLOSED]));
    const view = viewOf([], refused, { neighboursOf: () => neighbours });
    const all = looked({ knownFindings: many, view });
    expect(all.map(({ look, step }) => [look.massRefusal, look.neighbours, step?.word])).toEqual(
      many.map(() => [true, neighbours, 'unverified']),
    );
    // Closed ones do not count among those that live.
    const [first, ...rest] = many;
    const closed = rest.map((one) => ({
      ...one,
      spell: spellOf({ state: 'closed', how: 'refused', closed: EARLIER }),
    }));
    const [alone] = looked({ knownFindings: first === undefined ? [] : [first, ...closed], view });
    expect([alone?.look.massRefusal, alone?.step?.word]).toEqual([false, 'resolved']);
  });
});

describe('an engine that appears at another port of its address', () => {
  const moved = findingOf('engine-open-plaintext', { id: 'f2', port: 2376, lastSeen: AT });
  const closing = viewOf([moved], { '127.0.0.9': CLOSED });
  const movesOf = (known: readonly KnownFinding[], view = closing) =>
    followMoves(looked({ knownFindings: known, view })).map(({ known: { id, spell }, step }) => [
      ...[id, step?.spell.id, step?.word, spell?.id],
    ]);

  it('is the same exposure, with its age, and the old port has none', () => {
    const all = followMoves(looked({ view: closing }));
    expect(all.map(({ known, step }) => [known.id, step?.word, step?.spell.id])).toEqual([
      ['f1', undefined, undefined],
      ['f2', 'changed', SPELL.id],
    ]);
    expect(all[0]?.known.spell).toBeUndefined();
    expect(all[1]?.step).toMatchObject({
      changes: ['moved from port 2375 to 2376'],
      spell: { state: 'open', opened: EARLIER, how: null, closed: null },
    });
    expect(all[1]?.step).not.toHaveProperty('turn');
  });

  it('is the same where the old one closed up to 30 days ago, and a new one after that', () => {
    const ago = (days: number) => new Date(Date.parse(AT) - days * 86_400_000).toISOString();
    const closedFor = (days: number): KnownFinding => ({
      ...ENGINE,
      spell: spellOf({ state: 'closed', how: 'refused', closed: ago(days) }),
    });
    expect(movesOf([closedFor(RETURN_DAYS)])[1]).toEqual(['f2', SPELL.id, 'changed', undefined]);
    expect(movesOf([closedFor(RETURN_DAYS + 1)])[1]?.[2]).toBe('new');
  });

  it.each<[what: string, change: Partial<Finding>]>([
    ['of another owner', { owner: 'another' }],
    ['of another address', { address: '127.0.0.10' }],
  ])('is another one %s', (_, change) => {
    const view = viewOf([{ ...moved, ...change }], { '127.0.0.9': CLOSED });
    expect(movesOf([ENGINE], view)).toEqual([
      ['f1', SPELL.id, 'resolved', SPELL.id],
      ['f2', expect.not.stringMatching(SPELL.id), 'new', undefined],
    ]);
  });

  it('is another one while the old one lives', () => {
    for (const view of [viewOf([moved, findingOf('engine-open-plaintext')]), viewOf([moved], { '127.0.0.9': SILENT })])
      expect(movesOf([ENGINE], view).map(([, , word]) => word)).toContain('new');
  });

  it('takes one exposure with it, not two', () => {
    const third = { ...moved, id: 'f3', port: 2377 };
    const words = movesOf([ENGINE], viewOf([moved, third], { '127.0.0.9': CLOSED })).map(([, , word]) => word);
    expect(words).toEqual([undefined, 'changed', 'new']);
  });
});
