/** Conditions for resuming a run. */

import { SeawallError } from '../domain/errors.ts';
import type { RunOptions } from '../domain/run.ts';
import type { Scope } from '../domain/scope.ts';
import { recordRun } from './record.ts';
import type { RunState } from './state.ts';

/** Properties that a resumed run must share with its earlier part. */
export interface ResumeInputs {
  scope: Scope;
  version: string;
  vantage: string;
  options: Pick<RunOptions, 'seed' | 'shard'>;
  /** Endpoints of the shard. */
  size: number;
  /** Its reports are written: a run that was killed after its last line and before them is taken up to write them. */
  isReported: boolean;
}

/**
 * Refuses to take up a run under other conditions: an exclusion that was added or an authorisation that changed must
 * never be lost by resuming, and another seed or shard would visit other endpoints.
 *
 * @throws SeawallError RUN_MISMATCH naming every difference, or RUN_FINISHED
 */
export function checkResumable(
  state: RunState,
  { scope, version, vantage, options, size, isReported }: ResumeInputs,
): void {
  const { start, end } = state;
  if (end !== undefined && end.reasons.length === 0 && isReported) {
    const what = partialFor(state, size);
    const how =
      what === ''
        ? 'is finished'
        : `went through its whole scope, and is partial for ${what}: there is nothing left to go on with`;
    throw new SeawallError({
      code: 'RUN_FINISHED',
      message: `run ${start.run} ${how}: start a new run, or render this one with 'seawall report ${start.run}'`,
    });
  }
  const shard = (of: RunOptions['shard']): string => `${of.index}/${of.count}`;
  const differences: [what: string, then: string, now: string][] = [
    ['scope, ports or authorisation (digest)', start.scope.digest, scope.digest],
    ['version', start.version, version],
    ['seed', String(start.options.seed), String(options.seed)],
    ['shard', shard(start.options.shard), shard(options.shard)],
    ['vantage', start.vantage, vantage],
  ];
  const [first, ...more] = differences
    .filter(([, then, now]) => then !== now)
    .map(([what, then, now]) => ({
      code: 'RUN_MISMATCH' as const,
      message: `run ${start.run} cannot be resumed: its ${what} was ${then} and is ${now} now; undo the change, or start a new run`,
    }));
  if (first !== undefined) throw new SeawallError([first, ...more]);
}

/** What a run that came to its end is partial for; empty for a finished one. */
function partialFor(state: RunState, size: number): string {
  const { reasons } = recordRun(state, size, []);
  const words: string[] = [];
  if (reasons.includes('coverage')) words.push('too little coverage');
  if (reasons.includes('faulted')) words.push('what failed on the way');
  return words.join(' and ');
}
