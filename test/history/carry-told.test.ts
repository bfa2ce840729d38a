import { expect, it } from 'vitest';
import { carryTold, listTold } from '../../src/history/carry-told.ts';
import { openWriting } from '../../src/history/database.ts';
import { historyPath } from '../../src/history/history-file.ts';
import { insertInto } from '../../src/history/rows.ts';
import { temporaryFolder } from '../helpers/scope.ts';

it('carries what receivers were told into another history, each once', async () => {
  const [before, after] = [
    openWriting(historyPath(await temporaryFolder())),
    openWriting(historyPath(await temporaryFolder())),
  ];
  const row = { receiver: 'mail', subject: 'e1', at: '2026-03-01T00:00:00.000Z', state: '{"state":"open"}' };
  insertInto(before, 'told')(row);
  insertInto(before, 'told')({ ...row, receiver: 'hook' });
  expect(listTold(after)).toEqual([]);
  carryTold(after, listTold(before));
  carryTold(after, listTold(before));
  expect(listTold(after)).toEqual([row, { ...row, receiver: 'hook' }]);
  before.close();
  after.close();
});
