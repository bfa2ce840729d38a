import { expect, it } from 'vitest';
import { canonical, FIRST, hashEntry, readEntry, sealEntry } from '../../src/supervise/audit-entry.ts';

const actor = { user: 'ann', host: 'here', pid: 7, isAlive: () => true };
const request = {
  event: 'start' as const,
  details: { b: 1, a: [{ d: 2, c: null }] },
  at: '2026-03-01T02:00:00.000Z',
  actor,
};

it('has one spelling, whatever the order of its keys', () => {
  expect(canonical({ b: 1, a: [{ d: 2, c: null }] })).toBe('{"a":[{"c":null,"d":2}],"b":1}');
  expect(canonical({ a: [{ c: null, d: 2 }], b: 1 })).toBe('{"a":[{"c":null,"d":2}],"b":1}');
});

it('is sealed over all its fields and the entry before', () => {
  const entry = sealEntry({ entries: 0, hash: FIRST }, request);
  const { hash, ...body } = entry;
  expect(entry).toMatchObject({ seq: 1, prev: FIRST, user: 'ann', event: 'start' });
  expect(hashEntry(body)).toBe(hash);
  expect(hashEntry({ ...body, user: 'bob' })).not.toBe(hash);
  expect(hashEntry({ ...body, prev: hash })).not.toBe(hash);
  expect(readEntry(canonical(entry))).toEqual(entry);
});

it('is not read from anything else', () => {
  expect(readEntry('{')).toEqual({ problem: 'it is not JSON' });
  expect(readEntry('[]')).toMatchObject({ problem: expect.stringContaining('format') });
  expect(readEntry('{"schema":"seawall.audit-log/1"}')).toEqual({ problem: 'it lacks fields of an entry' });
});
