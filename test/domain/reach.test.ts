import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  describeReach,
  FRESHNESS_MS,
  isNewlyFiltered,
  isOnInternet,
  LOOKS,
  type Look,
  type PlaceReach,
  REACH_NEWS,
  REACHES,
  reachOf,
  standingReach,
  type VantageLook,
} from '../../src/domain/reach.ts';
import { STANDS } from '../../src/domain/scope.ts';
import { DAY_MS, isoOf } from '../../src/domain/time.ts';
import { EVIDENCE } from '../../src/domain/verdicts.ts';

const NOW = Date.parse('2026-11-24T12:00:00Z');
const daysAgo = (days: number): string => isoOf(NOW - days * DAY_MS);

const outsideSaw = (look: Look, more: Partial<VantageLook> = {}): VantageLook => ({
  ...{ vantage: 'vps-1', stands: 'internet', look, at: daysAgo(1) },
  ...more,
});
const insideSaw = (look: Look, more: Partial<VantageLook> = {}): VantageLook => ({
  ...{ vantage: 'office', stands: 'inside', look, at: daysAgo(1) },
  ...more,
});

it('has a look for each evidence of an answer', () => {
  expect(LOOKS).toEqual(expect.arrayContaining([...EVIDENCE]));
});

describe('the reach of a place', () => {
  /** Looks of one vantage: each word, one that is too old, and none. */
  const sides = [...LOOKS, 'old', 'none'] as const;
  type Side = (typeof sides)[number];
  /** Rows: seen outside. Columns: seen inside, in the order of `sides`. */
  const TABLE: Readonly<Record<Side, string>> = {
    //            exposed unclear silent guarded other refused not-tested old none
    exposed: '     i       i       o      o       o     o       i          i   i',
    unclear: '     u       -       -      -       -     -       -          -   -',
    silent: '      s       -       -      -       -     -       -          -   -',
    guarded: '     n       -       -      -       -     -       -          -   -',
    other: '       n       -       -      -       -     -       -          -   -',
    refused: '     n       -       -      -       -     -       -          -   -',
    'not-tested': 'u       -       -      -       -     -       -          -   -',
    old: '         u       -       -      -       -     -       -          -   -',
    none: '        u       -       -      -       -     -       -          -   -',
  };
  const WORDS: Readonly<Record<string, (typeof REACHES)[number] | undefined>> = {
    i: 'internet',
    o: 'internet-only',
    u: 'inside-outside-unknown',
    s: 'inside-outside-silent',
    n: 'inside-only',
  };
  const looksOf = (saw: typeof outsideSaw, side: Side): VantageLook[] => {
    if (side === 'none') return [];
    return [side === 'old' ? saw('exposed', { at: daysAgo(8) }) : saw(side)];
  };
  const cases = sides.flatMap((outside) => {
    const row = TABLE[outside].trim().split(/\s+/);
    expect(row).toHaveLength(sides.length);
    return sides.map((inside, i) => [outside, inside, WORDS[row[i] ?? '']] as const);
  });

  it.each(cases)('seen outside %s and inside %s is %s', (outside, inside, reach) => {
    const looks = [...looksOf(outsideSaw, outside), ...looksOf(insideSaw, inside)];
    expect(reachOf(looks, NOW)?.reach).toBe(reach);
    const segment = looks.map((look) => (look.stands === 'inside' ? { ...look, stands: 'segment' as const } : look));
    expect(reachOf(segment, NOW)?.reach).toBe(reach);
    expect(isOnInternet(reachOf(looks, NOW))).toBe(outside === 'exposed');
  });

  it('is each word of the list in some case', () => {
    expect(new Set(REACHES)).toEqual(new Set(cases.flatMap(([, , reach]) => reach ?? [])));
    const counted = LOOKS.map((look) => reachOf([outsideSaw(look), insideSaw('exposed')], NOW)?.outside?.look);
    expect(new Set(LOOKS)).toEqual(new Set(counted.map((look) => look ?? 'not-tested')));
  });

  it('is unknown without a look', () => {
    expect(reachOf([], NOW)).toBeUndefined();
    expect(isOnInternet(undefined)).toBe(false);
  });
});

describe('of several vantages of one kind', () => {
  it('the worst counts: silence is worse than a refusal, an answer that tells nothing worse than silence', () => {
    const order: Look[] = ['exposed', 'unclear', 'silent', 'guarded', 'other', 'refused'];
    for (const [i, worse] of order.entries()) {
      for (const better of order.slice(i)) {
        const looks = [outsideSaw(better), outsideSaw(worse, { vantage: 'vps-2' }), insideSaw('exposed')];
        expect(reachOf(looks, NOW)?.outside?.look).toBe(worse);
      }
    }
  });

  it('one that did not look says nothing of what another one saw', () => {
    for (const other of [outsideSaw('not-tested'), outsideSaw('exposed', { at: daysAgo(8) })]) {
      const looks = [{ ...other, vantage: 'vps-2' }, outsideSaw('refused'), insideSaw('exposed')];
      expect(reachOf(looks, NOW)).toMatchObject({ reach: 'inside-only', outside: { vantage: 'vps-1' } });
    }
  });

  it('the date is of the shortest silence, which holds for all', () => {
    const silent = (vantage: string, since: number, at: number): VantageLook =>
      outsideSaw('silent', { vantage, since: daysAgo(since), at: daysAgo(at) });
    const place = reachOf([silent('a', 6, 1), silent('b', 3, 2), silent('c', 5, 1), insideSaw('exposed')], NOW);
    expect(place && describeReach(place)).toBe('inside, silent outside since 2026-11-21');
  });

  const anyLook = fc.record({
    vantage: fc.constantFrom('a', 'b', 'c', 'd'),
    stands: fc.constantFrom(...STANDS),
    look: fc.constantFrom(...LOOKS),
    at: fc.nat(10).map(daysAgo),
  });
  const anyLooks = fc.uniqueArray(anyLook, { selector: ({ vantage }) => vantage, maxLength: 4 });

  it('their order does not matter', () => {
    fc.assert(
      fc.property(anyLooks, (looks) => {
        expect(reachOf([...looks].reverse(), NOW)).toEqual(reachOf(looks, NOW));
      }),
    );
  });

  it('the reach is that of the two looks that it names', () => {
    fc.assert(
      fc.property(anyLooks, (looks) => {
        const place = reachOf(looks, NOW);
        if (place === undefined) return;
        expect(reachOf([place.outside ?? [], place.inside ?? []].flat(), NOW)).toEqual(place);
      }),
    );
  });

  it('none makes a place better known by looking longer ago', () => {
    fc.assert(
      fc.property(anyLooks, anyLook, (looks, more) => {
        const old = { ...more, vantage: 'e', at: daysAgo(8) };
        expect(reachOf([...looks, old], NOW)?.reach).toBe(reachOf(looks, NOW)?.reach);
      }),
    );
  });
});

describe('a look', () => {
  it('counts for seven days, or as long as is asked', () => {
    const at = (age: number): VantageLook => outsideSaw('refused', { at: isoOf(NOW - age) });
    const reachAt = (age: number, freshness?: number) =>
      reachOf([at(age), insideSaw('exposed')], NOW, freshness)?.reach;
    expect(reachAt(FRESHNESS_MS)).toBe('inside-only');
    expect(reachAt(FRESHNESS_MS + 1)).toBe('inside-outside-unknown');
    expect(reachAt(FRESHNESS_MS + 1, FRESHNESS_MS + 1)).toBe('inside-only');
    // By a clock that is ahead of this one.
    expect(reachAt(-DAY_MS)).toBe('inside-only');
  });

  it('at no moment is none', () => {
    expect(reachOf([outsideSaw('exposed', { at: 'yesterday' })], NOW)).toBeUndefined();
    const place = reachOf([outsideSaw('refused', { at: '' }), insideSaw('exposed')], NOW);
    expect(place).toMatchObject({ reach: 'inside-outside-unknown', outside: null });
  });
});

describe('in words', () => {
  it.each<[text: string, ...looks: VantageLook[]]>([
    ['internet', outsideSaw('exposed'), insideSaw('exposed')],
    ['internet', outsideSaw('exposed')],
    ['internet-only', outsideSaw('exposed'), insideSaw('refused')],
    ['internet-only, silent inside since 2026-11-23', outsideSaw('exposed'), insideSaw('silent')],
    ['inside-only', outsideSaw('guarded'), insideSaw('exposed')],
    ['inside, silent outside since 2026-11-23', outsideSaw('silent'), insideSaw('exposed')],
    ['inside, silent outside since 2026-10-01', outsideSaw('silent', { since: '2026-10-01' }), insideSaw('exposed')],
    ['inside, silent outside', outsideSaw('silent', { since: 'no moment' }), insideSaw('exposed')],
    ['inside, outside not looked at', insideSaw('exposed')],
    ['inside, outside not looked at', outsideSaw('not-tested'), insideSaw('exposed')],
    ['inside, outside not looked at since 2026-11-14', outsideSaw('silent', { at: daysAgo(10) }), insideSaw('exposed')],
    [
      'inside, outside not looked at since 2026-11-14 (exposed then)',
      outsideSaw('exposed', { at: daysAgo(10) }),
      insideSaw('exposed'),
    ],
    ['inside, unclear answer outside since 2026-11-23', outsideSaw('unclear'), insideSaw('exposed')],
  ])('%s', (text, ...looks) => {
    const place = reachOf(looks, NOW);
    expect(place && describeReach(place)).toBe(text);
  });

  it('never calls silence proof', () => {
    for (const stands of STANDS) {
      const place = reachOf([outsideSaw('silent'), insideSaw('exposed', { stands })], NOW);
      expect(place && describeReach(place)).not.toContain('only');
    }
  });
});

describe('newly filtered outside', () => {
  const open = insideSaw('exposed', { at: daysAgo(0) });
  const silent = outsideSaw('silent');
  const isAlarm = (before: VantageLook[], after: VantageLook[], changed = false): boolean =>
    isNewlyFiltered(before, after, changed, NOW);

  const answered: readonly Look[] = ['exposed', 'unclear', 'guarded', 'other'];
  it.each(LOOKS.flatMap((before) => LOOKS.map((after) => [before, after] as const)))(
    'is an alarm where it answered before and is silent after: %s, then %s',
    (before, after) => {
      const expected = answered.includes(before) && after === 'silent';
      expect(isAlarm([outsideSaw(before)], [outsideSaw(after), open])).toBe(expected);
      expect(isAlarm([outsideSaw(before)], [outsideSaw(after), open], true)).toBe(false);
    },
  );

  it.each(LOOKS)('only where it is open inside: %s', (look) => {
    expect(isAlarm([outsideSaw('exposed')], [silent, { ...open, look }])).toBe(look === 'exposed');
    expect(isAlarm([outsideSaw('exposed')], [silent, { ...open, look, stands: 'segment' }])).toBe(look === 'exposed');
    expect(isAlarm([outsideSaw('exposed')], [silent])).toBe(false);
  });

  it('only where the inside was looked at since the silence began', () => {
    const before = [outsideSaw('exposed', { at: daysAgo(4) })];
    const since = outsideSaw('silent', { since: daysAgo(3) });
    expect(isAlarm(before, [since, { ...open, at: daysAgo(3) }])).toBe(true);
    expect(isAlarm(before, [since, { ...open, at: daysAgo(3.1) }])).toBe(false);
    // One of two is enough.
    expect(isAlarm(before, [since, { ...open, at: daysAgo(5) }, { ...open, vantage: 'branch' }])).toBe(true);
  });

  it('only where no other vantage outside is answered', () => {
    const other = (look: Look): VantageLook => outsideSaw(look, { vantage: 'vps-2' });
    for (const look of LOOKS) {
      const before = [outsideSaw('exposed'), other(look)];
      expect(isAlarm(before, [silent, other(look), open])).toBe(!['exposed', 'unclear'].includes(look));
    }
  });

  it('is of the vantage that was answered, and of a fresh look', () => {
    expect(isAlarm([outsideSaw('exposed', { vantage: 'vps-2' })], [silent, open])).toBe(false);
    expect(isAlarm([], [silent, open])).toBe(false);
    expect(isAlarm([outsideSaw('exposed', { at: daysAgo(30) })], [silent, open])).toBe(true);
    const old = outsideSaw('silent', { at: daysAgo(8) });
    expect(isAlarm([outsideSaw('exposed', { at: daysAgo(9) })], [old, open])).toBe(false);
    expect(isAlarm([outsideSaw('exposed')], [silent, { ...open, at: daysAgo(8) }])).toBe(false);
  });
});

describe('the reach that a finding tells of', () => {
  const reachWith = (outside: Look): PlaceReach => {
    const place = reachOf([outsideSaw(outside), insideSaw('exposed')], NOW);
    if (place === undefined) throw new Error('no reach');
    return place;
  };
  const [internet, refused, silent] = (['exposed', 'refused', 'silent'] as const).map(reachWith);

  it('has the word, the text and what each side saw', () => {
    const told = standingReach(reachWith('silent'), false);
    expect(told).toMatchObject({ word: 'inside-outside-silent', text: 'inside, silent outside since 2026-11-23' });
    expect([told.outside?.vantage, told.inside?.vantage, told.news]).toEqual(['vps-1', 'office', undefined]);
  });

  it('is news where the Internet reaches it now, and as long as it is newly filtered', () => {
    const newsOf = (after = internet, isFiltered = false, before?: PlaceReach) =>
      after && standingReach(after, isFiltered, before).news;
    const told = [
      newsOf(internet, false, refused),
      newsOf(internet, false, silent),
      newsOf(silent, true, internet),
      newsOf(silent, true),
    ];
    expect(told).toEqual(['now-on-internet', 'now-on-internet', 'newly-filtered', 'newly-filtered']);
    expect(new Set(REACH_NEWS)).toEqual(new Set(told));
    const quiet = [newsOf(internet, false, internet), newsOf(internet), newsOf(refused, false, internet)];
    expect(quiet).toEqual([undefined, undefined, undefined]);
  });
});
