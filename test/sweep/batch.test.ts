import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SettledRecord } from '../../src/domain/endpoint.ts';
import { createWalk } from '../../src/scope/walk.ts';
import { createResults, type PackedBatch, unpack } from '../../src/sweep/batch.ts';
import { scopeOf } from '../helpers/scope.ts';

const walk = createWalk(scopeOf(['127.0.0.0/16']), 3, { index: 1, count: 1 });
const AT = '2026-11-24T12:00:00.000Z';

/** As it arrives in another thread. */
const pass = (batch: PackedBatch): PackedBatch => structuredClone(batch);

const outcomes = fc.record({
  position: fc.nat(walk.size - 1),
  state: fc.constantFrom<SettledRecord['state'] | 'open'>('open', 'closed', 'filtered', 'unreachable', 'not-tested'),
  reason: fc.constantFrom('ECONNREFUSED', 'timeout', 'EMFILE', 'other', ''),
});

describe('packed results', () => {
  it('come out as they went in, in their order', () => {
    fc.assert(
      fc.property(fc.array(outcomes, { maxLength: 60 }), (given) => {
        const batches: PackedBatch[] = [];
        const results = createResults((batch) => batches.push(pass(batch)));
        for (const [i, { position, state, reason }] of given.entries()) {
          if (state === 'open') results.open(position);
          else results.settle(position, state, reason);
          if (i % 7 === 0) results.handOver();
        }
        results.handOver();
        const records = batches.flatMap((batch) => [...unpack(batch, walk, AT)]);
        expect(records).toEqual(
          given.map(({ position, state, reason }) =>
            state === 'open' ? { ...walk.at(position), state, at: AT } : { position, state, reason },
          ),
        );
      }),
    );
  });

  it('keep the state when there are more reasons than a byte can number', () => {
    const batches: PackedBatch[] = [];
    const results = createResults((batch) => batches.push(pass(batch)));
    const states = ['closed', 'filtered', 'unreachable', 'not-tested'] as const;
    for (let i = 0; i < 2_000; i += 1) results.settle(i, states[i % 4] ?? 'closed', `errno ${i >> 2}`);
    results.open(2_000);
    results.handOver();
    const records = batches.flatMap((batch) => [...unpack(batch, walk, AT)]);
    expect(records).toHaveLength(2_001);
    for (const [i, record] of records.entries())
      expect(record).toMatchObject({ position: i, state: i === 2_000 ? 'open' : states[i % 4] });
    expect(records[8]).toMatchObject({ reason: 'errno 2' });
    expect(records[1_999]).toMatchObject({ reason: 'other' });
  });

  it('are handed over when they are many, or have waited', () => {
    const sizes: number[] = [];
    const results = createResults(({ positions }) => sizes.push(positions.length));
    for (let i = 0; i < 4_097; i += 1) results.settle(i, 'closed', 'ECONNREFUSED');
    expect(sizes).toEqual([4_096]);
    results.handOver();
    results.handOver();
    expect(sizes).toEqual([4_096, 1]);
    results.handOverIfDue(1_000);
    results.open(1);
    results.handOverIfDue(1_010);
    expect(sizes).toHaveLength(2);
    results.handOverIfDue(1_025);
    expect(sizes).toEqual([4_096, 1, 1]);
  });

  it('refuse a code that has no word', () => {
    const batch = { positions: Float64Array.of(1), codes: Uint8Array.of(9), words: [{ state: 'open' as const }] };
    expect(() => [...unpack(batch, walk, AT)]).toThrow('code 9');
  });
});
