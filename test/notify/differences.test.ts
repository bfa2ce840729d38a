import { describe, expect, it } from 'vitest';
import { answering, course, day, empty, exposed, tell, wordsOf } from './known.ts';

describe('a new receiver', () => {
  it('gets one overview of what is open, and hears of the rest as it changes', () => {
    const known = [
      exposed({ n: 1, lifecycle: 'new' }),
      exposed({ n: 2 }),
      exposed({ n: 3, state: 'unverified' }),
      exposed({ n: 4, acceptedUntil: '2026-09-01' }),
      exposed({ n: 5, declared: 'decoy' }),
      exposed({ n: 6, broken: 'decoy' }),
      exposed({ n: 7, state: 'closed', how: 'refused' }),
      exposed({ n: 8, inScope: false }),
      exposed({ n: 9, severity: 'medium' }),
      answering(10, 'engine-mtls', 'info'),
    ];
    const book = empty();
    const overview = tell(book, known, day(0));
    expect(wordsOf(overview)).toEqual(['1 new', '2 persisting', '3 unverified', '6 not-as-declared']);
    expect(overview).toMatchObject({ isOverview: true, isWorthTelling: true, outOfScope: 1, allClear: undefined });
    expect(wordsOf(tell(book, known, day(1)))).toEqual([]);
    const later = [
      exposed({ n: 4 }),
      exposed({ n: 5 }),
      exposed({ n: 7 }),
      exposed({ n: 8 }),
      ...[1, 2, 3, 6].map((n) => exposed({ n, state: 'closed', how: 'guarded' })),
    ];
    expect(wordsOf(tell(book, later, day(2)))).toEqual([
      '4 acceptance-revoked',
      '5 undeclared',
      '7 reopened',
      '8 named-again',
      ...[1, 2, 3, 6].map((n) => `${n} resolved`),
    ]);
  });

  it('gets no message where nothing is open', () => {
    expect(tell(empty(), [exposed({ state: 'closed', how: 'refused' })], day(0))?.isWorthTelling).toBe(false);
  });
});

describe('between two messages', () => {
  it('what was opened is new, whichever run saw it first', () => {
    const book = empty();
    tell(book, [], day(0));
    expect(wordsOf(tell(book, [exposed({ opened: day(1) })], day(2)))).toEqual(['1 new']);
    // Known for long, and not told: a lower threshold.
    tell(book, [exposed({ n: 2, severity: 'high', opened: day(1) })], day(3), { from: 'critical' });
    expect(wordsOf(tell(book, [exposed({ n: 2, severity: 'high', opened: day(1) })], day(4)))).toEqual([
      '2 persisting',
    ]);
  });

  it('what was opened and closed is told as closed, once; what was closed long ago is not', () => {
    const book = empty();
    tell(book, [], day(1));
    const known = [
      exposed({ n: 1, state: 'closed', how: 'refused', opened: day(2) }),
      exposed({ n: 2, state: 'closed', how: 'refused', opened: day(0) }),
      exposed({ n: 3, state: 'closed', how: 'silent', opened: day(2) }),
      exposed({ n: 4, inScope: false, opened: day(2) }),
    ];
    expect(wordsOf(tell(book, known, day(3), { whole: false }))).toEqual(['1 resolved']);
    expect(wordsOf(tell(book, known, day(4)))).toEqual(['3 resolved', '4 left-scope']);
    expect(wordsOf(tell(book, known, day(5)))).toEqual([]);
  });
});

it('tells what is less severe than the threshold only where it was told before', () => {
  const [high, critical] = [{ severity: 'high' }, {}] as const;
  const book = empty();
  const from = { from: 'critical' } as const;
  tell(book, [exposed({ n: 1, ...critical }), exposed({ n: 2, ...high })], day(0), from);
  const closed = { state: 'closed', how: 'refused' } as const;
  expect(wordsOf(tell(book, [exposed({ n: 1, ...high }), exposed({ n: 2, ...high })], day(1), from))).toEqual([
    '1 changed',
  ]);
  const last = [1, 2].map((n) => exposed({ n, ...high, ...closed }));
  expect(wordsOf(tell(book, last, day(2), from))).toEqual(['1 resolved']);
});

it('tells of what is no exposure while it is seen, and gives its place to an exposure', () => {
  const book = empty();
  const from = { from: 'medium' } as const;
  tell(book, [], day(0), from);
  expect(wordsOf(tell(book, [answering(1, 'inconclusive', 'medium')], day(1), from))).toEqual(['1 new']);
  expect(wordsOf(tell(book, [exposed({ opened: day(2) })], day(2), from))).toEqual(['1 new']);
  const closed = exposed({ opened: day(2), state: 'closed', how: 'guarded', answersAs: 'auth-required' });
  expect(wordsOf(tell(book, [closed, answering(1, 'inconclusive', 'medium')], day(3), from))).toEqual([
    '1 resolved',
    '1 new',
  ]);
  expect(wordsOf(tell(book, [closed, answering(1, 'other-service', 'info')], day(4), from))).toEqual(['1 resolved']);
});

describe('all clear', () => {
  const closed = (n: number, how: 'refused' | 'silent' | 'retired') => exposed({ n, state: 'closed', how });
  const before = [1, 2, 3, 4].map((n) => exposed({ n }));

  it('is said once, when nothing is open, with what stands behind the closings', () => {
    const book = empty();
    tell(book, before, day(0));
    expect(tell(book, [closed(1, 'refused'), ...before.slice(1)], day(1))?.allClear).toBeUndefined();
    const known = [
      closed(1, 'refused'),
      closed(2, 'silent'),
      closed(3, 'retired'),
      exposed({ n: 4, acceptedUntil: '2026-09-01' }),
    ];
    const told = tell(book, known, day(2));
    expect(told).toMatchObject({ allClear: { proof: 1, silence: 1, person: 1 }, isWorthTelling: true });
    expect(told?.counts.states.accepted).toBe(1);
    expect(tell(book, known, day(3))).toMatchObject({ allClear: undefined, isWorthTelling: false });
    // Again after something else was open.
    tell(book, [...known, exposed({ n: 5, opened: day(4) })], day(4));
    expect(tell(book, [...known, closed(5, 'refused')], day(5))?.allClear).toEqual({ proof: 1, silence: 0, person: 0 });
  });

  it('is not said of a part, nor while something is out of every scope', () => {
    const book = empty();
    tell(book, [exposed({ n: 1 }), exposed({ n: 2 })], day(0));
    const gone = [closed(1, 'refused'), exposed({ n: 2, inScope: false })];
    expect(tell(book, gone, day(1))?.allClear).toBeUndefined();
    const all = [closed(1, 'refused'), closed(2, 'retired')];
    expect(tell(book, all, day(2), { whole: false })?.allClear).toBeUndefined();
    expect(tell(book, all, day(3))?.allClear).toEqual({ proof: 1, silence: 0, person: 1 });
  });

  it('is not said to who was never told of anything', () => {
    const book = empty();
    tell(book, [exposed({ severity: 'medium' })], day(0));
    expect(tell(book, [exposed({ severity: 'medium', state: 'closed', how: 'refused' })], day(1))).toMatchObject({
      allClear: undefined,
      isWorthTelling: false,
    });
  });
});

it('tells of an approval that ends 30, 7 and 1 days before, by its reference, and leaves others as told', () => {
  const book = empty();
  const approvals = [{ reference: 'SEC-1', until: '2026-04-10' }];
  const on = (days: number, list = approvals) =>
    tell(book, [], day(days), { approvals: list })?.approvals.map(({ reference }) => reference);
  expect([on(0), on(9), on(10), on(11)]).toEqual([[], [], ['SEC-1'], []]);
  expect(on(12, [{ reference: 'SEC-2', until: '2026-03-14' }])).toEqual(['SEC-2']);
  expect([on(32), on(34), on(39), on(40)]).toEqual([[], ['SEC-1'], ['SEC-1'], []]);
  // Marks passed together are one; a renewed approval is another.
  expect([
    on(0, [{ reference: 'S', until: '2026-03-01' }]),
    on(41, [{ reference: 'SEC-1', until: '2027-04-10' }]),
  ]).toEqual([['S'], []]);
});

it('tells that runs are partial, and whole again, once each', () => {
  const book = empty();
  const on = (days: number, state: 'finished' | 'partial', why = '') =>
    tell(book, [], day(days), { run: { state, why }, whole: state === 'finished' })?.runsBefore?.state;
  expect([
    on(0, 'finished'),
    on(1, 'partial', 'out-of-time'),
    on(2, 'partial', 'out-of-time'),
    on(3, 'partial', 'coverage'),
    on(4, 'finished'),
    on(5, 'finished'),
  ]).toEqual([undefined, 'finished', undefined, 'partial', 'partial', undefined]);
  // A verification says nothing of whether audits run.
  on(6, 'partial', 'coverage');
  expect(tell(book, [], day(7), { run: undefined, whole: false })?.runsBefore).toBeUndefined();
  expect(on(8, 'finished')).toBe('partial');
});

it('keeps what changed for a weekly digest', () => {
  const book = empty();
  const digest = { when: 'digest' } as const;
  expect(wordsOf(tell(book, [exposed({})], day(0), digest))).toEqual(['1 persisting']);
  expect(tell(book, [exposed({ version: '27.3.1' })], day(3), digest)).toBeUndefined();
  const known = [exposed({ version: '27.3.1' }), exposed({ n: 2, opened: day(2), state: 'closed', how: 'refused' })];
  expect(wordsOf(tell(book, known, day(7), digest))).toEqual(['1 changed', '2 resolved']);
  expect(tell(book, known, day(8), digest)).toBeUndefined();
  expect(tell(book, known, day(14), digest)).toMatchObject({ differences: [], isWorthTelling: true });
});

it.each([
  ['changes', false, false],
  ['findings', true, false],
  ['always', true, true],
] as const)('%s: tells again of what is open: %s, and of nothing: %s', (when, open, nothing) => {
  const book = empty();
  tell(book, [exposed({})], day(0), { when });
  expect(tell(book, [exposed({})], day(1), { when })?.isWorthTelling).toBe(open);
  const none = empty();
  tell(none, [], day(0), { when });
  expect(tell(none, [], day(1), { when })?.isWorthTelling).toBe(nothing);
});

it('keeps no row that did not change', () => {
  const book = empty();
  expect(tell(book, [exposed({})], day(0))?.rows).toHaveLength(1);
  expect(tell(book, [exposed({})], day(1))?.rows).toEqual([]);
  expect(course({}, {})).toEqual([[]]);
});
