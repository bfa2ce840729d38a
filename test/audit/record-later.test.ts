import { rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { assembleReport } from '../../src/audit/assemble.ts';
import { beginInHistory } from '../../src/audit/record-history.ts';
import { addRun } from '../../src/audit/record-later.ts';
import { openWriting } from '../../src/history/database.ts';
import { historyPath } from '../../src/history/history-file.ts';
import { listRecordedRuns, recordedRun } from '../../src/history/recorded.ts';
import { writeRun } from '../helpers/ended-run.ts';
import { recordRunFolder } from '../helpers/record-run.ts';
import { scopeOf, temporaryFolder } from '../helpers/scope.ts';

const scope = scopeOf(['127.0.9.0/28']);
const settingsOf = async () => ({ deadlines: {}, reviews: [] });
const IDS = ['20260301T020000Z-00000a', '20260302T020000Z-00000b'] as const;
const ANSWERS = { '127.0.9.1': '20.10.24' };

async function twoRuns(): Promise<{ out: string; second: string }> {
  const out = await temporaryFolder();
  await recordRunFolder(await writeRun(out, { id: IDS[0], scope, answers: ANSWERS }), { out, deadlines: {} });
  beginInHistory(out, IDS[1], '2026-03-02T02:00:00.000Z');
  return { out, second: await writeRun(out, { id: IDS[1], scope, answers: ANSWERS }) };
}

function runsIn(out: string): string[] {
  const db = openWriting(historyPath(out));
  const runs = listRecordedRuns(db);
  expect(recordedRun(db, IDS[1])).toMatchObject({ starts: 1, newestStart: '2026-03-02T02:00:00.000Z' });
  db.close();
  return runs;
}

describe('a run that could not be recorded when it ended', () => {
  it('is recorded later, once, and its report then tells of earlier runs', async () => {
    const { out, second } = await twoRuns();
    expect(runsIn(out)).toEqual([IDS[0]]);
    expect((await assembleReport(second)).history).toBeUndefined();
    expect(await addRun(second, settingsOf)).toBe(basename(second));
    expect(runsIn(out)).toEqual([...IDS]);
    const { history, findings } = await assembleReport(second);
    expect(history?.counts.persisting).toBe(1);
    expect(findings[0]?.lifecycle).toBe('persisting');
    await expect(addRun(second, settingsOf)).rejects.toThrow(/is in the history already.*RUN_UNRECORDABLE/);
  });

  it('is refused where history did not see it begin, and has newer ones', async () => {
    const { out } = await twoRuns();
    const older = await writeRun(out, { id: '20260228T020000Z-00000c', scope, answers: ANSWERS });
    await expect(addRun(older, settingsOf)).rejects.toThrow(/history rebuild.*RUN_UNRECORDABLE/);
  });

  it('is refused where there is no history', async () => {
    const { out, second } = await twoRuns();
    await rm(historyPath(out));
    await expect(addRun(second, settingsOf)).rejects.toThrow('HISTORY_MISSING');
  });
});
