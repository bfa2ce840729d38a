/**
 * The run's journal: one JSON object per line, only ever appended to. Every report can be built from it alone.
 *
 * A killed run may leave half a line at the end: the reader drops it, and the next writer cuts it off.
 */

import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProbeRecord } from '../domain/attempt.ts';
import type { OpenRecord, SweepState } from '../domain/endpoint.ts';
import { SeawallError } from '../domain/errors.ts';
import type { Finding } from '../domain/finding.ts';
import type { History } from '../domain/history.ts';
import type { PartialReason, RatePoint, RunOptions } from '../domain/run.ts';
import type { Scope } from '../domain/scope.ts';
import type { Verdict } from '../domain/verdicts.ts';
import { JOURNAL, unwritable } from './folder.ts';
import { readLines } from './read-lines.ts';
import type { SampledState, SecondLookLine } from './sample.ts';
import type { WalkProgress } from './tally.ts';

export const JOURNAL_SCHEMA = 'seawall.journal/1';

export interface StartLine {
  kind: 'start';
  schema: typeof JOURNAL_SCHEMA;
  run: string;
  version: string;
  at: string;
  vantage: string;
  options: RunOptions;
  scope: Scope;
  /** Set for a run that looks at known findings again; then perhaps also the run of which it is the second look. */
  purpose?: 'verify';
  confirms?: string;
}

/** Sweep state of an endpoint that earlier runs found open, and that is not open now. */
export interface WatchedLine {
  kind: 'watched';
  address: string;
  port: number;
  state: Exclude<SweepState, 'open'>;
  reason: string;
}

/** The comparison of the run with earlier ones, as it was when the run ended. */
export interface HistoryLine {
  kind: 'history';
  /** By finding id. */
  entries: Record<string, Pick<Finding, 'lifecycle' | 'standing' | 'firstSeen' | 'declared'>>;
  history: History;
}

export type JournalLine =
  | StartLine
  /** The run was resumed by another process. */
  | { kind: 'resume'; at: string }
  /** The sweep saw an open port; its probe follows, or is still pending. `was`: only the second look did. */
  | { kind: 'open'; open: OpenRecord; was?: SampledState }
  | { kind: 'probe'; probe: ProbeRecord }
  /** All endpoints below `position` are settled; counts since the last checkpoint. */
  | ({ kind: 'checkpoint'; at: string } & Omit<WalkProgress, 'notTested'> & {
        /** Older journals: by reason alone, over all ranges. */
        notTested: WalkProgress['notTested'] | Record<string, number>;
      })
  /** The rate changed, or a minute went by. */
  | ({ kind: 'rate' } & RatePoint)
  /** Most endpoints of a prefix are open, and say the same: those without a probe get none. */
  | { kind: 'uniform'; at: string; prefix: string; verdict: Verdict }
  | SecondLookLine
  /** A step of ours failed. */
  | { kind: 'fault'; at: string; message: string }
  | { kind: 'end'; at: string; reasons: PartialReason[] }
  | WatchedLine
  | HistoryLine;

const KINDS: readonly JournalLine['kind'][] = [
  'start',
  'resume',
  'open',
  'probe',
  'checkpoint',
  'rate',
  'uniform',
  'second-look',
  'fault',
  'end',
  'watched',
  'history',
];

export interface JournalWriter {
  append(line: JournalLine): void;
  /** Resolves when all that was appended is on the disk. Rejects with SeawallError OUTPUT_UNWRITABLE. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

/** Opens a run's journal for appending; creates it if it is not there. */
export async function openJournal(folder: string): Promise<JournalWriter> {
  const path = join(folder, JOURNAL);
  const file = await open(path, 'a+', 0o600).catch((error: unknown) => {
    throw unwritable(path, error);
  });
  await cutTornLine(file);
  let pending: string[] = [];
  let writing = Promise.resolve();

  function flush(): Promise<void> {
    const lines = pending;
    pending = [];
    writing = writing.then(async () => {
      if (lines.length === 0) return;
      try {
        await file.appendFile(lines.join(''));
        await file.datasync();
      } catch (error) {
        throw unwritable(path, error);
      }
    });
    return writing;
  }

  return {
    append(line) {
      pending.push(`${JSON.stringify(line)}\n`);
    },
    flush,
    async close() {
      try {
        await flush();
      } finally {
        await file.close();
      }
    },
  };
}

/** Cuts off the half line that a killed writer left at the end. */
async function cutTornLine(file: FileHandle): Promise<void> {
  const { size } = await file.stat();
  const block = Buffer.alloc(65_536);
  let end = size;
  while (end > 0) {
    const start = Math.max(0, end - block.length);
    const { bytesRead } = await file.read(block, 0, end - start, start);
    const newline = block.subarray(0, bytesRead).lastIndexOf(10);
    if (newline >= 0) {
      if (start + newline + 1 < size) await file.truncate(start + newline + 1);
      return;
    }
    end = start;
  }
  if (size > 0) await file.truncate(0);
}

/**
 * Reads a run's journal line by line.
 * @throws SeawallError JOURNAL_CORRUPT with the line, JOURNAL_VERSION for a journal of a newer Seawall
 */
export async function* readJournal(folder: string): AsyncGenerator<JournalLine, void, undefined> {
  const path = join(folder, JOURNAL);
  let number = 0;
  let held: string | undefined;
  for await (const lines of readLines(path)) {
    for (const text of lines) {
      // One line behind, because only the last line may be torn.
      if (held !== undefined) yield parseLine(held, path, number);
      number += 1;
      held = text;
    }
  }
  if (held === undefined) throw corrupt(path, 1, 'the journal is empty');
  const last = tryParse(held);
  if (last !== undefined) yield parseLine(held, path, number);
  else if (number === 1) throw corrupt(path, 1, 'the journal ends before its first line does');
}

/** The first line of a run's journal: version, options and scope. */
export async function readStart(folder: string): Promise<StartLine> {
  for await (const line of readJournal(folder)) if (line.kind === 'start') return line;
  throw corrupt(join(folder, JOURNAL), 1, 'the journal is empty');
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function parseLine(text: string, path: string, number: number): JournalLine {
  const value = tryParse(text);
  if (typeof value !== 'object' || value === null || !('kind' in value))
    throw corrupt(path, number, 'not a journal line');
  const { kind } = value;
  if (!KINDS.some((known) => known === kind))
    throw corrupt(path, number, `unknown kind ${JSON.stringify(kind)?.slice(0, 40)}`);
  if ((number === 1) !== (kind === 'start')) throw corrupt(path, number, 'a journal begins with its one start line');
  if (kind === 'start' && (!('schema' in value) || value.schema !== JOURNAL_SCHEMA)) {
    const schema = 'schema' in value ? String(value.schema).slice(0, 40) : 'none';
    throw new SeawallError({
      code: 'JOURNAL_VERSION',
      file: path,
      line: number,
      message: `this journal has the format '${schema}', and this Seawall reads '${JOURNAL_SCHEMA}': use the release that wrote it, or a newer one`,
    });
  }
  // Written by `openJournal` above from the same type: the kind decides the rest.
  return value as JournalLine;
}

function corrupt(path: string, line: number, what: string): SeawallError {
  const message = `${what}: the journal was changed or damaged; restore it from a backup, or start a new run`;
  return new SeawallError({ code: 'JOURNAL_CORRUPT', file: path, line, message });
}
