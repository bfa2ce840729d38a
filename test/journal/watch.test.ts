import { expect, it } from 'vitest';
import type { SweepRecord } from '../../src/domain/endpoint.ts';
import type { JournalLine } from '../../src/journal/journal.ts';
import { createWatch } from '../../src/journal/watch.ts';
import { createWalk } from '../../src/scope/walk.ts';
import { scopeOf } from '../helpers/scope.ts';

it('keeps the word on each watched endpoint that is not open, and on no other', () => {
  const lines: JournalLine[] = [];
  const walk = createWalk(scopeOf(['127.0.0.0/29', '::1']), 7, { index: 1, count: 1 });
  const places = ['127.0.0.1 2375', '127.0.0.1 2376', '::1 2375'].map((text) => {
    const [address = '', port = ''] = text.split(' ');
    return { address, port: Number(port) };
  });
  const gone = { address: '127.0.9.9', port: 2375 };
  const watch = createWatch([...places, gone], walk, { append: (line) => lines.push(line) });
  for (let position = 0; position < walk.size; position += 1) {
    const endpoint = walk.at(position);
    const open = endpoint.address === '127.0.0.1' && endpoint.port === 2376;
    const record: SweepRecord = open
      ? { ...endpoint, state: 'open', at: '2026-03-01T00:00:00.000Z' }
      : { position, state: 'closed', reason: 'ECONNREFUSED' };
    watch(record);
  }
  const line = (address: string, port: number) => ({
    kind: 'watched',
    address,
    port,
    state: 'closed',
    reason: 'ECONNREFUSED',
  });
  expect(lines).toHaveLength(2);
  expect(lines).toEqual(expect.arrayContaining([line('127.0.0.1', 2375), line('::1', 2375)]));
});
