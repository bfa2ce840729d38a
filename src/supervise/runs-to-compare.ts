/** The two runs that a comparison is of, where a person names one of them or none. */

import { realpath } from 'node:fs/promises';
import { SeawallError } from '../domain/errors.ts';
import type { RunSketch } from '../domain/run-list.ts';
import { findRunFolder } from '../journal/folder.ts';
import { sketchRun, sketchRuns } from '../journal/run-sketch.ts';

/**
 * With two words those; with one, that run and the finished one before it; with none, the last two finished ones. Before it is
 * an audit of the same vantage and shard: another one saw something else.
 * @returns the folders, the earlier one first, but as they are named where both are
 * @throws SeawallError RUN_NOT_FOUND, and those of `findRunFolder`
 */
export async function findRunsToCompare(
  out: string,
  words: readonly string[],
): Promise<[before: string, after: string]> {
  const [first, second] = words;
  if (first !== undefined && second !== undefined)
    return [await findRunFolder(out, first), await findRunFolder(out, second)];
  const after = first === undefined ? await lastFinished(out) : await realpath(await findRunFolder(out, first));
  const sketch = await sketchRun(after);
  const before = await finishedBefore(out, sketch);
  return [await findRunFolder(out, before), after];
}

async function lastFinished(out: string): Promise<string> {
  for await (const run of sketchRuns(out)) if (isFinishedAudit(run)) return await findRunFolder(out, run.id);
  throw notFound(`no audit in ${out} is finished: there is nothing to compare`);
}

async function finishedBefore(out: string, { id, vantage, shard }: RunSketch): Promise<string> {
  for await (const run of sketchRuns(out))
    if (isFinishedAudit(run) && run.id < id && run.vantage === vantage && run.shard === shard) return run.id;
  throw notFound(
    `no finished audit from ${vantage} is older than ${id} in ${out}, and still has its folder: name two runs ('seawall runs' lists them)`,
  );
}

function isFinishedAudit({ purpose, outcome }: RunSketch): boolean {
  return purpose === 'audit' && outcome === 'finished';
}

function notFound(message: string): SeawallError {
  return new SeawallError({ code: 'RUN_NOT_FOUND', message });
}
