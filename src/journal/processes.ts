/** The processes of a run, from its journal: when each began, and when it ended. */

import { readJournal, type StartLine } from './journal.ts';

export interface RunProcess {
  startedAt: string;
  /** Undefined for one that was killed. */
  endedAt: string | undefined;
}

/**
 * @returns the first line, and the processes in order: one, and one for each time that the run was taken up again
 * @throws SeawallError JOURNAL_CORRUPT, JOURNAL_VERSION
 */
export async function readProcesses(folder: string): Promise<{ start: StartLine; processes: RunProcess[] }> {
  let start: StartLine | undefined;
  const processes: RunProcess[] = [];
  for await (const line of readJournal(folder)) {
    if (line.kind === 'start') start = line;
    if (line.kind === 'start' || line.kind === 'resume') processes.push({ startedAt: line.at, endedAt: undefined });
    const last = processes.at(-1);
    if (line.kind === 'end' && last !== undefined) last.endedAt = line.at;
  }
  // A journal without a first line is refused by its reader.
  if (start === undefined) throw new RangeError(`${folder} has a journal without a start`);
  return { start, processes };
}
