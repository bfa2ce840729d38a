/** `seawall plan`: what would be probed. Sends nothing. */

import { capacityOf } from '../audit/engine-capacity.ts';
import { longestSecondLook } from '../audit/second-look-rate.ts';
import type { CommandSpec } from '../command-line/command.ts';
import { DEFAULT_SCOPE } from '../command-line/shared-options.ts';
import {
  finite,
  MAX_ADDRESSES,
  SECOND_LOOK,
  SHARD,
  SWEEP_OPTIONS,
  type SweepFlags,
} from '../command-line/sweep-options.ts';
import { EXIT, type ExitStatus } from '../domain/errors.ts';
import { DEFAULT_SHARD } from '../domain/run.ts';
import { loadAcceptances } from '../scope/acceptances.ts';
import { loadScope } from '../scope/scope.ts';
import type { Context } from '../supervise/context.ts';
import { renderPlan } from '../terminal/plan-text.ts';

interface PlanFlags extends SweepFlags {
  shard?: { index: number; count: number };
  maxAddresses: number;
  secondLook?: boolean;
}

export const command: CommandSpec<PlanFlags> = {
  options: [...SWEEP_OPTIONS, SECOND_LOOK, SHARD, MAX_ADDRESSES],
  run: runPlan,
};

async function runPlan(
  paths: readonly string[],
  flags: PlanFlags,
  { stdout, clock, descriptors }: Context,
): Promise<ExitStatus> {
  const files = paths.length > 0 ? paths : [DEFAULT_SCOPE];
  const scope = await loadScope(files, {
    now: clock.now(),
    maxAddresses: flags.maxAddresses,
    ...(flags.ports && { ports: flags.ports }),
  });
  const { timeout, retries, shard = DEFAULT_SHARD } = flags;
  const [rate, prefixRate] = [finite(flags.rate), finite(flags.prefixRate)];
  const concurrency = flags.concurrency ?? capacityOf('connect', descriptors).connections;
  const secondLook =
    flags.secondLook === false ? () => 0 : (silent: number) => longestSecondLook(silent, { rate, timeout, retries });
  const acceptances = await loadAcceptances(files);
  const now = clock.now();
  stdout.write(
    renderPlan(scope, { rate, prefixRate, timeout, retries, concurrency, shard, secondLook, acceptances, now }),
  );
  return EXIT.clean;
}
