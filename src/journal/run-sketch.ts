/**
 * What a run's folder says of the run, without judging it: from `run.json` where that is newer than the journal, or else from
 * the lines of the journal that tell how far it came and how it ended.
 */

import { readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isNotThere } from '../domain/errors.ts';
import { unreadable } from '../domain/file-errors.ts';
import { isResumable, PARTIAL_REASONS, type PartialReason, type RunRecord } from '../domain/run.ts';
import type { RunSketch } from '../domain/run-list.ts';
import { isCount, isMoment, isNumber, isText, listOf, oneOf, optional, shapeOf, tryJson } from '../domain/shape.ts';
import { JOURNAL, listRuns } from './folder.ts';
import { type JournalLine, readStart } from './journal.ts';
import { isKind, isLine } from './line-shape.ts';
import { readLines } from './read-lines.ts';

const RECORD = 'run.json';

type RecordPart = Pick<RunRecord, 'id' | 'vantage' | 'startedAt' | 'finishedAt' | 'outcome' | 'reasons'> & {
  purpose?: 'verify';
  options: { shard: RunRecord['options']['shard'] };
  coverage: { percent: number };
  severities: { critical: number; high: number };
};

const isRecordPart = shapeOf<RecordPart>({
  id: isText,
  purpose: optional(oneOf(['verify'])),
  vantage: isText,
  startedAt: isMoment,
  finishedAt: isMoment,
  outcome: oneOf(['finished', 'partial']),
  reasons: listOf(oneOf(PARTIAL_REASONS)),
  options: shapeOf<RecordPart['options']>({
    shard: shapeOf<RunRecord['options']['shard']>({ index: isCount, count: isCount }),
  }),
  coverage: shapeOf<RecordPart['coverage']>({ percent: isNumber }),
  severities: shapeOf<RecordPart['severities']>({ critical: isCount, high: isCount }),
});

/** @throws SeawallError JOURNAL_CORRUPT, JOURNAL_VERSION, RUNS_FOLDER_UNREADABLE */
export async function sketchRun(folder: string): Promise<RunSketch> {
  try {
    return (await sketchOfRecord(folder)) ?? (await sketchOfJournal(folder));
  } catch (error) {
    if (error instanceof Error && 'syscall' in error)
      throw unreadable('RUNS_FOLDER_UNREADABLE', folder, 'list a folder', error);
    throw error;
  }
}

/** @returns undefined where there is none, or where the journal went on since */
async function sketchOfRecord(folder: string): Promise<RunSketch | undefined> {
  const path = join(folder, RECORD);
  const [record, journal] = [await modified(path), await modified(join(folder, JOURNAL))];
  if (record === undefined || (journal !== undefined && record < journal)) return undefined;
  const part = tryJson(await readFile(path, 'utf8'));
  if (!isRecordPart(part) || part.id !== basename(folder)) return undefined;
  const { id, purpose = 'audit', vantage, startedAt, finishedAt, outcome, reasons, options, coverage } = part;
  const { critical, high } = part.severities;
  return {
    ...{ id, purpose, vantage, startedAt, finishedAt, outcome, reasons, critical, high },
    shard: `${options.shard.index}/${options.shard.count}`,
    percent: coverage.percent,
  };
}

async function modified(path: string): Promise<number | undefined> {
  return await stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    (error: unknown) => {
      if (isNotThere(error)) return undefined;
      throw error;
    },
  );
}

async function sketchOfJournal(folder: string): Promise<RunSketch> {
  const { purpose = 'audit', vantage, at, options, scope } = await readStart(folder);
  const { end, tested } = await readCourse(folder);
  const { shard } = options;
  return {
    ...{ id: basename(folder), purpose, vantage, shard: `${shard.index}/${shard.count}`, startedAt: at },
    finishedAt: end?.at ?? null,
    outcome: end === undefined ? 'unfinished' : end.reasons.length === 0 ? 'finished' : 'partial',
    reasons: end?.reasons ?? [],
    percent: shard.count > 1 || scope.endpoints === 0 ? null : Math.floor((tested / scope.endpoints) * 10_000) / 100,
    ...{ critical: null, high: null },
  };
}

interface Course {
  /** Undefined for a run that was killed, or is under way. */
  end: { at: string; reasons: PartialReason[] } | undefined;
  /** Endpoints with a state of their own, as of the last checkpoint. */
  tested: number;
}

async function readCourse(folder: string): Promise<Course> {
  const course: Course = { end: undefined, tested: 0 };
  for await (const lines of readLines(join(folder, JOURNAL))) {
    for (const line of lines.flatMap((text) => courseLine(text) ?? [])) {
      if (line.kind === 'end') course.end = line;
      if (line.kind === 'resume') course.end = undefined;
      if (line.kind === 'checkpoint')
        for (const [, state, n] of line.counts) if (state !== 'not-tested') course.tested += n;
    }
  }
  return course;
}

/** Lines of a few kinds, which are short; the others are not parsed. Our own writer puts the kind first. */
const COURSE = /^\{"kind":"(checkpoint|end|resume)"/;

function courseLine(text: string): JournalLine | undefined {
  const kind = COURSE.exec(text)?.[1];
  if (!isKind(kind)) return undefined;
  const line = tryJson(text);
  return isLine(line, kind) ? line : undefined;
}

/** Whether an audit can be taken up again: it has no end, or ended before it was through. */
function isUnfinished({ purpose, outcome, reasons }: RunSketch): boolean {
  return purpose === 'audit' && (outcome === 'unfinished' || isResumable(reasons));
}

/** The newest audit that can be taken up again. @returns undefined where there is none */
export async function findUnfinished(out: string): Promise<string | undefined> {
  for await (const sketch of sketchRuns(out)) if (isUnfinished(sketch)) return sketch.id;
  return undefined;
}

/** The runs of a folder, newest first; those that cannot be read are left out. */
export async function* sketchRuns(out: string): AsyncGenerator<RunSketch, void, undefined> {
  for (const id of await listRuns(out)) {
    const sketch = await sketchRun(join(out, id)).catch(() => undefined);
    if (sketch !== undefined) yield sketch;
  }
}
