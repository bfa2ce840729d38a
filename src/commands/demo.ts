/** `seawall demo`: the lab, and an audit of exactly its addresses. */

import { capacityOf } from '../audit/engine-capacity.ts';
import type { CommandSpec } from '../command-line/command.ts';
import { QUIET } from '../command-line/run-options.ts';
import { OUT } from '../command-line/shared-options.ts';
import type { ExitStatus } from '../domain/errors.ts';
import { defaultOptions } from '../domain/run.ts';
import { startLab } from '../lab/lab.ts';
import { FORMATS } from '../report/formats.ts';
import { parseScope } from '../scope/scope.ts';
import { auditRun } from '../supervise/audit-run.ts';
import type { Context } from '../supervise/context.ts';
import { supervise } from '../supervise/run-supervisor.ts';

interface DemoFlags {
  out: string;
  progress: boolean;
  quiet: boolean;
}

export const command: CommandSpec<DemoFlags> = {
  options: [OUT, ...QUIET],
  run: (_words, flags, context) => runDemo(flags, context),
};

/** A lab and an audit of exactly its addresses. Findings are what it is for: they do not fail it. */
async function runDemo(flags: DemoFlags, context: Context): Promise<ExitStatus> {
  const { clock, descriptors } = context;
  const lab = await startLab({});
  try {
    const addresses = [...new Set(lab.endpoints.map(({ address }) => address))];
    const text = JSON.stringify({
      authorization: { by: 'the demonstration', reference: 'DEMO', from: '2020-01-01', until: '2099-12-31' },
      contact: 'demo@localhost',
      ports: [...new Set(lab.endpoints.map(({ port }) => port))],
      ranges: addresses.map((address) => ({ range: address, owner: 'lab' })),
    });
    const scope = parseScope([{ file: 'demo', text }], { now: clock.now(), maxAddresses: 1_000 });
    const { connections, probes, waiting } = capacityOf('connect', descriptors);
    const job = {
      ...flags,
      scope,
      options: defaultOptions({ concurrency: connections, probes, waiting, seed: 1 }),
      vantage: 'demo',
      formats: [...FORMATS],
      failOn: 'none' as const,
      deadlines: {},
      isDemo: true as const,
    };
    const request = { command: 'demo', out: flags.out, flags: { quiet: flags.quiet, failOn: job.failOn } };
    return await supervise(request, context, (supervisor) => auditRun(job, context, supervisor));
  } finally {
    await lab.close();
  }
}
