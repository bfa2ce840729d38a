import { createServer } from 'node:http';
import { expect, it } from 'vitest';
import { execute, type RunPlan } from '../../src/audit/execute.ts';
import { EXIT } from '../../src/domain/errors.ts';
import { defaultOptions } from '../../src/domain/run.ts';
import { narrowScope } from '../../src/scope/narrow.ts';
import { supervise } from '../../src/supervise/run-supervisor.ts';
import { type VerifyJob, verifyRun } from '../../src/supervise/verify-run.ts';
import { listTargets } from '../../src/supervise/verify-targets.ts';
import { createContext } from '../helpers/context.ts';
import { clock, scopeOf, temporaryFolder } from '../helpers/scope.ts';

const BODY = JSON.stringify({ Version: '20.10.24', ApiVersion: '1.41', GoVersion: 'go1.19.7', GitCommit: '5d6db84' });
const OPTIONS = defaultOptions({ engine: 'portable', concurrency: 50, probes: 5, seed: 1, timeout: 300 });
const FLAGS = { quiet: false, failOn: 'high' as const };

/** An engine at each address was found, and then closed. */
async function audited(addresses: readonly string[]): Promise<RunPlan> {
  const plan = {
    scope: scopeOf(addresses),
    options: OPTIONS,
    vantage: 'default',
    out: await temporaryFolder(),
    deadlines: {},
  };
  const servers = addresses.map((address) =>
    createServer((_request, response) => response.end(BODY)).listen(2375, address),
  );
  const { signal } = new AbortController();
  await execute(plan, { version: 'test', clock, signal, onStart: () => undefined });
  for (const server of servers) server.close();
  return plan;
}

function jobOf(plan: RunPlan, change: Partial<VerifyJob> = {}): VerifyJob {
  const now = new Date().toISOString();
  const targets = listTargets({ out: plan.out, vantage: 'default', only: [], deadlines: {}, now });
  return { ...plan, formats: [], failOn: 'high', targets, pauseMs: 10, ...change };
}

it('counts what it looked at alone: an open finding outside the scope does not fail it', async () => {
  const plan = await audited(['127.0.93.1', '127.0.93.2']);
  const scope = narrowScope(scopeOf(['127.0.93.1']), [{ address: '127.0.93.1', port: 2375 }]);
  if (scope === undefined) throw new Error('nothing in scope');
  const context = createContext();
  const status = await supervise({ command: 'verify', out: plan.out, flags: FLAGS }, context, (supervisor) =>
    verifyRun(jobOf(plan, { scope }), context, supervisor),
  );
  expect(status).toBe(EXIT.clean);
  expect(context.out()).toMatch(/127\.0\.93\.1:2375 .* closed /);
  expect(context.out()).toMatch(/127\.0\.93\.2:2375 .* open /);
}, 30_000);

it('takes nothing for closed when it is stopped before the second look', async () => {
  const plan = await audited(['127.0.93.3']);
  const stop = new AbortController();
  const context = createContext({ signal: stop.signal });
  setTimeout(() => stop.abort(), 1_500);
  const status = await supervise({ command: 'verify', out: plan.out, flags: FLAGS }, context, (supervisor) =>
    verifyRun(jobOf(plan, { pauseMs: 60_000 }), context, supervisor),
  );
  expect(status).toBe(EXIT.partial);
  expect(context.out()).toBe('');
  expect(jobOf(plan).targets.map(({ state }) => state)).toEqual(['open']);
}, 30_000);
