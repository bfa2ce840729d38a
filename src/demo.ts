/** The lab, and an audit of it. */

import { auditScope, DEFAULT_SHARD, type Outside } from './commands.ts';
import { EXIT, type ExitStatus } from './errors.ts';
import { startLab } from './lab/lab.ts';
import { renderLab } from './lab/render.ts';
import { deriveCapacity } from './machine.ts';
import type { RunOptions } from './model.ts';
import { FORMATS } from './report/formats.ts';
import { parseScope } from './scope/scope.ts';

/** Runs until it is told to stop. */
export async function runLab(first: string, { stdout, signal }: Outside): Promise<ExitStatus> {
  const lab = await startLab({ first });
  stdout.write(
    `${renderLab(lab, stdout.columns ?? 80)}\nAudit it from another terminal: npm start. Ctrl-C ends the lab.\n`,
  );
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  await lab.close();
  return EXIT.clean;
}

/** A lab and an audit of exactly its addresses. Findings are what it is for: they do not fail it. */
export async function runDemo(
  flags: { out: string; progress: boolean; quiet: boolean },
  outside: Outside,
): Promise<ExitStatus> {
  const { clock, descriptors } = outside;
  const lab = await startLab({});
  try {
    const addresses = [...new Set(lab.endpoints.map(({ address }) => address))];
    const text = JSON.stringify({
      authorization: { by: 'the demonstration', reference: 'DEMO', from: '2020-01-01', until: '2099-12-31' },
      contact: 'demo@localhost',
      ranges: addresses.map((address) => ({ range: address, owner: 'lab' })),
    });
    const scope = parseScope([{ file: 'demo', text }], { now: clock.now(), maxAddresses: 1_000 });
    const { connections, probes } = deriveCapacity(descriptors);
    const options: RunOptions = {
      engine: 'connect',
      ports: [],
      rate: null,
      prefixRate: null,
      concurrency: connections,
      probes,
      timeout: 1_500,
      retries: 0,
      seed: 1,
      shard: DEFAULT_SHARD,
      maxDuration: null,
      minCoverage: 0,
    };
    return await auditScope(
      { scope, options, vantage: 'demo', formats: [...FORMATS], failOn: 'none', ...flags },
      outside,
    );
  } finally {
    await lab.close();
  }
}
