import { readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assembleReport } from '../../src/audit/assemble.ts';
import { SeawallError } from '../../src/domain/errors.ts';
import type { PartialReason } from '../../src/domain/run.ts';
import { openJournal } from '../../src/journal/journal.ts';
import { findUnfinished, sketchRun, sketchRuns } from '../../src/journal/run-sketch.ts';
import { writeRun } from '../helpers/ended-run.ts';
import { fuzz, mutatedJson, mutatedText } from '../helpers/fuzz.ts';
import { scopeOf, temporaryFolder } from '../helpers/scope.ts';

const scope = scopeOf(['127.0.9.0/28']);
const RUNS = ['20260301T020000Z-00000a', '20260302T020000Z-00000b', '20260303T020000Z-00000c'] as const;

/** Takes the end of a run away, as a kill does: it was taken up again, and nobody knows how that ended. */
async function killAgain(folder: string): Promise<string> {
  const journal = await openJournal(folder);
  journal.append({ kind: 'resume', at: '2026-03-05T02:00:00.000Z' });
  await journal.close();
  return folder;
}

/** Writes the record of a run, as every run does at its end. */
async function withRecord(folder: string): Promise<string> {
  await writeFile(join(folder, 'run.json'), JSON.stringify((await assembleReport(folder)).run));
  return folder;
}

const written = async (reasons: PartialReason[] = [], out?: string, id: string = RUNS[0]): Promise<string> =>
  await writeRun(out ?? (await temporaryFolder()), { id, scope, answers: { '127.0.9.1': '20.10.24' }, reasons });

describe('a run is sketched', () => {
  it('from its record, with what was found', async () => {
    const sketch = await sketchRun(await withRecord(await written()));
    expect(sketch).toEqual({
      ...{ id: RUNS[0], purpose: 'audit', vantage: 'default', shard: '1/1', startedAt: '2026-03-01T02:00:00.000Z' },
      ...{
        finishedAt: '2026-03-01T02:00:00.000Z',
        outcome: 'finished',
        reasons: [],
        percent: 100,
        critical: 1,
        high: 0,
      },
    });
  });

  it('from its journal where there is no record, or none that can be used', async () => {
    const folder = await written(['out-of-time']);
    const expected = {
      outcome: 'partial',
      reasons: ['out-of-time'],
      percent: 0,
      critical: null,
      startedAt: '2026-03-01T02:00:00.000Z',
    };
    expect(await sketchRun(folder)).toMatchObject(expected);
    for (const text of ['', '{}', '[]', '{"id":"another"}']) {
      await writeFile(join(folder, 'run.json'), text);
      expect(await sketchRun(folder)).toMatchObject(expected);
    }
    expect(await sketchRun(await written())).toMatchObject({ outcome: 'finished', percent: 100, critical: null });
  });

  it('as unfinished where the journal went on after the record', async () => {
    const folder = await withRecord(await written(['interrupted']));
    await utimes(join(folder, 'run.json'), new Date(), new Date(Date.now() - 60_000));
    expect(await sketchRun(await killAgain(folder))).toMatchObject({
      outcome: 'unfinished',
      finishedAt: null,
      reasons: [],
    });
  });

  it('or refused, where there is no journal, or one that is damaged', async () => {
    const folder = await written();
    await writeFile(join(folder, 'journal.jsonl'), 'no journal\n');
    await expect(sketchRun(folder)).rejects.toThrow('JOURNAL_CORRUPT');
    await rm(join(folder, 'journal.jsonl'));
    await expect(sketchRun(folder)).rejects.toMatchObject({ code: 'RUNS_FOLDER_UNREADABLE' });
  });

  it('whatever stands in its files, or refused with a code', async () => {
    const folder = await withRecord(await written(['interrupted']));
    const [record, journal] = [join(folder, 'run.json'), join(folder, 'journal.jsonl')];
    const sound = await readFile(record, 'utf8');
    const lines = await readFile(journal, 'utf8');
    const json = mutatedJson([JSON.parse(sound)]).map((value) => JSON.stringify(value) ?? '');
    await fuzz(
      fc.tuple(fc.oneof(json, mutatedText([sound])), fc.option(mutatedText([lines]))),
      async ([text, other]) => {
        await writeFile(journal, other ?? lines);
        await writeFile(record, text);
        try {
          const { id, outcome, percent } = await sketchRun(folder);
          expect([id, ['finished', 'partial', 'unfinished'].includes(outcome)]).toEqual([basename(folder), true]);
          expect(percent === null || Number.isFinite(percent)).toBe(true);
        } catch (error) {
          if (!(error instanceof SeawallError)) throw error;
        }
      },
    );
  });
});

describe('the newest run to go on with', () => {
  it('is one without an end, or one that was stopped, and no finished one', async () => {
    const out = await temporaryFolder();
    expect(await findUnfinished(out)).toBeUndefined();
    await written([], out);
    expect(await findUnfinished(out)).toBeUndefined();
    const stopped = await written(['interrupted'], out, RUNS[1]);
    await written([], out, RUNS[2]);
    expect(await findUnfinished(out)).toBe(RUNS[1]);
    await killAgain(stopped);
    expect(await findUnfinished(out)).toBe(RUNS[1]);
    await withRecord(stopped);
    expect(await findUnfinished(out)).toBe(RUNS[1]);
  });

  it('is none that is partial for what its end showed', async () => {
    const out = await temporaryFolder();
    const folder = await written([], out);
    const record = { ...(await assembleReport(folder)).run, outcome: 'partial', reasons: ['coverage', 'faulted'] };
    await writeFile(join(folder, 'run.json'), JSON.stringify(record));
    expect(await findUnfinished(out)).toBeUndefined();
  });
});

it('lists the runs that can be read, newest first', async () => {
  const out = await temporaryFolder();
  for (const id of RUNS) await written([], out, id);
  await writeFile(join(out, RUNS[1], 'journal.jsonl'), '');
  const ids: string[] = [];
  for await (const { id } of sketchRuns(out)) ids.push(id);
  expect(ids).toEqual([RUNS[2], RUNS[0]]);
});
