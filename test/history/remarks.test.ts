import { expect, it } from 'vitest';
import { openWriting } from '../../src/history/database.ts';
import { addRemark, type RemarkKind } from '../../src/history/decide.ts';
import { historyPath } from '../../src/history/history-file.ts';
import { loadRemarks } from '../../src/history/remarks.ts';
import { timelineOf } from '../../src/history/timeline.ts';
import { findOne, idOf, OLD, SSH, shortHistory } from '../helpers/history.ts';

const AT = '2026-03-01T00:00:00.000Z';

it('adds comments, and replaces or takes away ticket and assignee: of an exposure, or of what is none', async () => {
  const { out } = await shortHistory();
  const db = openWriting(historyPath(out));
  const found = (address: string) => findOne(db, idOf(address), { now: AT, deadlines: {} }).finding;
  const say = (address: string, kind: RemarkKind, text: string) =>
    addRemark(db, found(address), { kind, text, by: 'ann', at: AT });
  say(OLD, 'comment', 'first');
  say(OLD, 'comment', 'second');
  say(OLD, 'ticket', 'SEC-1');
  say(OLD, 'ticket', 'SEC-2');
  say(OLD, 'assignee', 'bob');
  say(OLD, 'assignee', '');
  say(SSH, 'assignee', 'carol');
  const exposure = found(OLD).standing.exposure?.id ?? '';
  expect(loadRemarks(db)).toEqual(
    new Map([
      [exposure, { ticket: 'SEC-2', comments: 2 }],
      [idOf(SSH), { assignee: 'carol', comments: 0 }],
    ]),
  );
  expect(loadRemarks(db, 'outside')).toEqual(new Map());
  expect(found(OLD).standing.remarks).toEqual({ ticket: 'SEC-2', comments: 2 });
  expect(found(SSH).standing.remarks).toEqual({ assignee: 'carol', comments: 0 });
  const told = timelineOf(db, idOf(OLD)).map(({ what, detail }) => `${what}: ${detail}`);
  expect(told).toEqual(
    expect.arrayContaining(['comment: first, by ann', 'ticket: SEC-2, by ann', 'assignee: none any more, by ann']),
  );
  db.close();
});
