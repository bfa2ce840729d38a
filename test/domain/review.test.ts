import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatV4 } from '../../src/domain/address.ts';
import {
  coveringReview,
  REVIEW_GAPS,
  REVIEW_STATES,
  type ReviewedAcceptance,
  type ReviewedExposure,
  reviewState,
  reviewsWithin,
  unmatchedReviews,
} from '../../src/domain/review.ts';
import { meaningOf, VERDICTS } from '../../src/domain/verdicts.ts';
import { parseAcceptances } from '../../src/scope/acceptances-file.ts';
import { scopeOf } from '../helpers/scope.ts';

const DAY = '2026-03-15';

/** Entries as a file holds them; each lasts from 2026-03-01 until 2026-08-31 unless it says otherwise. */
function reviews(...entries: object[]): ReviewedAcceptance[] {
  const common = { reason: 'SEC-1', owner: 'platform', from: '2026-03-01', until: '2026-08-31' };
  const text = JSON.stringify({ acceptances: entries.map((entry) => ({ ...common, ...entry })) }, null, 1);
  return parseAcceptances([{ file: 'acceptances.yaml', text }]);
}

const EXPOSURE: ReviewedExposure = {
  address: '10.0.0.5',
  port: 2375,
  verdict: 'engine-open-plaintext',
  severity: 'critical',
  opened: '2026-02-10T03:00:00.000Z',
};

function isCovered(entry: object, exposure: Partial<ReviewedExposure> = {}, day = DAY): boolean {
  return coveringReview(reviews(entry), { ...EXPOSURE, ...exposure }, day) !== undefined;
}

describe('an acceptance covers', () => {
  it.each([
    ['10.0.0.5', '10.0.0.5', true],
    ['10.0.0.5', '10.0.0.6', false],
    ['10.0.0.0/29', '10.0.0.0', true],
    ['10.0.0.0/29', '10.0.0.7', true],
    ['10.0.0.0/29', '10.0.0.8', false],
    ['10.0.0.5-10.0.0.10', '10.0.0.10', true],
    ['10.0.0.5-10.0.0.10', '10.0.0.4', false],
    // As text, 10.0.0.9 would come after 10.0.0.10.
    ['10.0.0.9-10.0.0.10', '10.0.0.9', true],
    ['fd00::/120', 'fd00::ff', true],
    ['fd00::/120', 'fd00::100', false],
    ['::/0', '10.0.0.5', false],
    ['0.0.0.0/0', 'fd00::1', false],
    ['0.0.0.0/0', 'no address', false],
  ])('the addresses of its target: %s and %s: %s', (target, address, covered) => {
    expect(isCovered({ target }, { address })).toBe(covered);
  });

  it('its port, or any', () => {
    expect(isCovered({ target: '10.0.0.5', port: 2375 })).toBe(true);
    expect(isCovered({ target: '10.0.0.5', port: 2376 })).toBe(false);
    expect(isCovered({ target: '10.0.0.5' }, { port: 2376 })).toBe(true);
  });

  it('the days from its first to its last, both included', () => {
    const entry = { target: '10.0.0.5' };
    const days = ['2026-02-28', '2026-03-01', '2026-08-31', '2026-09-01'];
    expect(days.map((day) => isCovered(entry, {}, day))).toEqual([false, true, true, false]);
    expect(days.map((day) => isCovered({ ...entry, recurring: true }, {}, day))).toEqual([false, true, true, false]);
  });

  it.each([
    ['2026-02-28T23:59:59.999Z', true, true],
    ['2026-03-01T00:00:00.000Z', false, true],
    ['2026-03-14T00:00:00.000Z', false, true],
    ['no time', false, true],
  ])('what opened before its first day, at %s: %s; if recurring %s', (opened, once, recurring) => {
    expect(isCovered({ target: '10.0.0.5' }, { opened })).toBe(once);
    expect(isCovered({ target: '10.0.0.5', recurring: true }, { opened })).toBe(recurring);
  });

  it('any verdict where it names none', () => {
    for (const verdict of VERDICTS)
      expect(isCovered({ target: '10.0.0.5' }, { verdict, severity: meaningOf(verdict).severity })).toBe(true);
  });

  it.each([
    ['engine-open-tls', 'engine-open-tls', 'critical', true],
    // As severe, and another one.
    ['engine-open-tls', 'engine-open-plaintext', 'critical', false],
    ['engine-open-plaintext', 'engine-open-tls', 'critical', false],
    ['engine-open-tls', 'engine-filtered', 'high', true],
    ['engine-open-tls', 'inconclusive', 'medium', true],
    ['engine-filtered', 'engine-open-tls', 'critical', false],
    ['engine-filtered', 'engine-authz-denied', 'high', false],
    ['inconclusive', 'engine-filtered', 'high', false],
    ['control-plane-open', 'control-plane-open', 'critical', true],
    ['control-plane-open', 'control-plane-open', 'info', true],
    ['auth-required', 'auth-required', 'medium', true],
    ['forbidden', 'auth-required', 'low', false],
    ['forbidden', 'auth-required', 'medium', false],
  ] as const)('nothing worse than %s: %s of severity %s: %s', (accepted, verdict, severity, covered) => {
    expect(isCovered({ target: '10.0.0.5', verdict: accepted }, { verdict, severity })).toBe(covered);
  });
});

describe('of several acceptances', () => {
  const chosen = (...entries: object[]): string | undefined =>
    coveringReview(
      reviews(...entries.map((entry, i) => ({ owner: `owner-${i}`, ...entry }))),
      { ...EXPOSURE, address: '10.0.0.5' },
      DAY,
    )?.owner;

  it.each<[name: string, ...entries: object[]]>([
    [
      'the one of the fewest addresses',
      { target: '10.0.0.0/24' },
      { target: '10.0.0.4/31' },
      { target: '10.0.0.0/30' },
    ],
    ['the one that names the port', { target: '10.0.0.5' }, { target: '10.0.0.5', port: 2375 }],
    [
      'the one that names the verdict',
      { target: '10.0.0.5', port: 2375 },
      { target: '10.0.0.5', port: 2375, verdict: 'engine-open-plaintext' },
    ],
    [
      'the one that covers',
      { target: '10.0.0.5', verdict: 'engine-filtered' },
      { target: '10.0.0.0/24' },
      { target: '10.0.0.4/30', port: 2376 },
    ],
    [
      'the one in force',
      { target: '10.0.0.5', until: '2026-03-14' },
      { target: '10.0.0.5', from: '2026-03-15', recurring: true },
      { target: '10.0.0.0/8' },
    ],
    [
      'the one that ends last',
      { target: '10.0.0.5', verdict: 'engine-open-tls', recurring: true },
      { target: '10.0.0.5', verdict: 'engine-open-plaintext', until: '2026-09-30' },
      { target: '10.0.0.5', verdict: 'tarpit' },
    ],
  ])('%s answers, in whatever order they stand', (_name, ...entries) => {
    expect(chosen(...entries)).toBe('owner-1');
    const turned = [...entries].reverse().map((entry, i) => ({ ...entry, owner: `owner-${entries.length - 1 - i}` }));
    expect(chosen(...turned)).toBe('owner-1');
  });

  it('none is taken that does not cover, as a look at each of them says', () => {
    const address = fc.integer({ min: 0, max: 30 }).map((n) => `10.0.0.${n}`);
    const target = fc.tuple(fc.nat(20), fc.nat(9)).map(([at, more]) => [at, at + more] as const);
    fc.assert(
      fc.property(fc.array(target, { maxLength: 8 }), address, (targets, at) => {
        const list = targets.flatMap(([from, to], i) =>
          reviews({ target: `10.0.0.${from}-10.0.0.${to}`, reason: String(i) }),
        );
        const last = Number(at.split('.')[3]);
        const sizes = targets.filter(([from, to]) => from <= last && last <= to).map(([from, to]) => to - from);
        const found = coveringReview(list, { ...EXPOSURE, address: at }, DAY);
        const [from = 0, to = 0] = targets[Number(found?.reason)] ?? [];
        expect(found === undefined ? undefined : to - from).toBe(sizes.length === 0 ? undefined : Math.min(...sizes));
      }),
    );
  });

  it('takes little time for ten thousand exposures and a thousand of them', () => {
    const list = reviews(...Array.from({ length: 1_000 }, (_, i) => ({ target: `10.1.${i >> 8}.${i & 255}` })));
    const began = performance.now();
    for (let i = 0; i < 10_000; i += 1)
      coveringReview(list, { ...EXPOSURE, address: formatV4(0x0a010000 + (i % 2_000)) }, DAY);
    expect(performance.now() - began).toBeLessThan(20_000);
  });
});

describe('what people are told of acceptances', () => {
  it('is whether each has begun and ended', () => {
    const [review] = reviews({ target: '10.0.0.5' });
    if (review === undefined) throw new Error('no entry');
    const days = ['2026-02-28', '2026-03-01', '2026-08-31', '2026-09-01'];
    const states = days.map((day) => reviewState(review, day));
    expect(states).toEqual(['not-begun', 'in-force', 'in-force', 'expired']);
    expect(new Set(states)).toEqual(new Set(REVIEW_STATES));
  });

  it('is which of them cover nothing, and why', () => {
    const entries = reviews(
      { target: '10.0.0.9', reason: 'nothing-there' },
      { target: '10.0.0.5', port: 2376, reason: 'nothing-there' },
      { target: '10.0.0.0/24', from: '2026-02-01', reason: 'opened-later' },
      { target: '10.0.0.4/31', verdict: 'tarpit', reason: 'other-verdict' },
      { target: '10.0.0.5', reason: 'covers' },
      { target: '10.0.0.0/8', reason: 'covers, though a narrower one answers' },
      { target: '10.0.0.1', until: '2026-03-14', reason: 'expired' },
      { target: '10.0.0.2', from: '2026-03-16', reason: 'not begun' },
    );
    const unmatched = unmatchedReviews(entries, [EXPOSURE, { ...EXPOSURE, address: '10.0.1.5' }], DAY);
    expect(unmatched.map(({ review }) => review.reason)).toEqual(unmatched.map(({ gap }) => gap));
    expect(unmatched).toHaveLength(4);
    expect(new Set(REVIEW_GAPS)).toEqual(new Set(unmatched.map(({ gap }) => gap)));
    expect(unmatchedReviews(entries.slice(4, 5), [], DAY).map(({ gap }) => gap)).toEqual(['nothing-there']);
  });

  it('is the nearest miss, where there are several', () => {
    const entry = { target: '10.0.0.0/24', verdict: 'engine-filtered' };
    const later = { ...EXPOSURE, address: '10.0.0.6', opened: '2026-03-02T00:00:00.000Z' };
    const gaps = (...exposures: ReviewedExposure[]) => unmatchedReviews(reviews(entry), exposures, DAY);
    expect(gaps(later).map(({ gap }) => gap)).toEqual(['opened-later']);
    expect(gaps(later, EXPOSURE).map(({ gap }) => gap)).toEqual(['other-verdict']);
    expect(gaps(later, { ...EXPOSURE, address: '10.0.9.9' }).map(({ gap }) => gap)).toEqual(['opened-later']);
  });

  it('leaves out those for other scopes', () => {
    const entries = reviews(
      ...['10.0.0.0/8', '10.0.9.5', '10.0.9.0', '10.0.8.255', '10.0.9.7', 'fd00::1', '::1', '::2'].map((target) => ({
        target,
      })),
    );
    const scope = scopeOf(['::1', '10.0.9.0/29'], 'exclude: [10.0.9.7]\n');
    const targets = reviewsWithin(entries, scope).map(({ target }) => target);
    expect(targets).toEqual(['10.0.0.0/8', '10.0.9.5', '10.0.9.0', '::1']);
  });
});
