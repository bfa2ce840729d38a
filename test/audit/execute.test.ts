/** Runs in this process, against the lab and real servers on loopback. */

import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assembleReport } from '../../src/audit/assemble.ts';
import { type ExecuteContext, execute, executeTwice, type RunPlan } from '../../src/audit/execute.ts';
import { DEFAULT_PORTS } from '../../src/domain/control-planes.ts';
import { rowsOf } from '../../src/domain/exposure.ts';
import type { Report } from '../../src/domain/report.ts';
import { defaultOptions } from '../../src/domain/run.ts';
import { openWriting } from '../../src/history/database.ts';
import { historyPath } from '../../src/history/history-file.ts';
import { listRuns } from '../../src/journal/folder.ts';
import { type Lab, startLab } from '../../src/lab/lab.ts';
import { FORMATS, filesOf, RUN_FORMAT } from '../../src/report/formats.ts';
import { clock, scopeOf, temporaryFolder } from '../helpers/scope.ts';

const ENGINE = '127.0.92.1';
const BODY = JSON.stringify({ Version: '20.10.24', ApiVersion: '1.41', GoVersion: 'go1.19.7', GitCommit: '5d6db84' });
let lab: Lab;
let server: Server;

beforeAll(async () => {
  lab = await startLab({ first: '127.0.91.10' });
  server = createServer((_request, response) => response.end(BODY));
  await new Promise<void>((resolve) => server.listen(2375, ENGINE, resolve));
}, 60_000);
afterAll(async () => {
  server.close();
  await lab.close();
});

async function planOf(range: string, change: Partial<RunPlan> = {}): Promise<RunPlan> {
  const options = defaultOptions({ engine: 'portable', concurrency: 200, probes: 20, seed: 7 });
  const out = await temporaryFolder();
  return { scope: scopeOf([range]), options, vantage: 'here', out, deadlines: { critical: 7 }, ...change };
}

function contextOf(change: Partial<ExecuteContext> = {}): ExecuteContext {
  return { version: 'test', clock, signal: new AbortController().signal, onStart: () => undefined, ...change };
}

/** Exhibits on the ports that are asked where nobody says otherwise. */
function shown(): Lab['endpoints'] {
  return lab.endpoints.filter(({ port }) => DEFAULT_PORTS.includes(port));
}

/** Every report as one text. */
function render(report: Report): string {
  const texts: string[] = [];
  for (const format of [...FORMATS, RUN_FORMAT])
    for (const { path, chunks } of filesOf(format, report)) texts.push(`=== ${path}\n`, ...chunks);
  return texts.join('');
}

describe('an executed run', () => {
  it('gives the same bytes in every format as its journal does, however often that is read', async () => {
    const { folder, report } = await execute(await planOf('127.0.91.0/24'), contextOf());
    expect(report.findings).toHaveLength(shown().length);
    expect(report.history?.counts.new).toBe(shown().length);
    const written = render(report);
    expect(render(await assembleReport(folder))).toBe(written);
    expect(render(await assembleReport(folder))).toBe(written);
  }, 60_000);

  it('gives the same bytes when it was stopped and resumed', async () => {
    const plan = await planOf('127.0.91.0/24');
    const stop = new AbortController();
    const onProgress = ({ done }: { done: number }): void => {
      if (done > 100) stop.abort();
    };
    const slow = { ...plan, options: { ...plan.options, rate: 200 } };
    const first = await execute(slow, contextOf({ signal: stop.signal, onProgress }));
    expect(first.report.run).toMatchObject({ outcome: 'partial', reasons: ['interrupted'] });
    const { folder, report } = await execute({ ...plan, resume: first.folder }, contextOf());
    expect(folder).toBe(first.folder);
    expect(report.run.outcome).toBe('finished');
    expect(report.findings).toHaveLength(shown().length);
    expect(render(await assembleReport(folder))).toBe(render(report));
  }, 60_000);

  it('is kept without a comparison where history cannot be written', async () => {
    const plan = await planOf(`${ENGINE}/32`);
    const onSwept = (): void => {
      const db = openWriting(historyPath(plan.out));
      db.prepare('PRAGMA user_version = 99')();
      db.close();
    };
    const run = await execute(plan, contextOf({ onSwept }));
    expect(run.historyError?.problems[0]?.code).toBe('HISTORY_VERSION');
    expect(run.report.history).toBeUndefined();
    expect(run.report.findings.map(({ verdict }) => verdict)).toEqual(['engine-open-plaintext']);
  });

  it('does not begin with a history that cannot be read', async () => {
    const plan = await planOf(`${ENGINE}/32`);
    const db = openWriting(historyPath(plan.out));
    db.prepare('PRAGMA user_version = 99')();
    db.close();
    await expect(execute(plan, contextOf())).rejects.toThrow('HISTORY_VERSION');
    expect(await listRuns(plan.out)).toEqual([]);
  });
});

describe('a run of two looks', () => {
  it('compares both with history, and reports the second', async () => {
    const plan = await planOf(`${ENGINE}/32`);
    await execute(plan, contextOf());
    const folders: string[] = [];
    const run = await executeTwice(plan, 10, contextOf({ onStart: (folder) => void folders.push(folder) }));
    expect(folders).toHaveLength(2);
    expect(run.folder).toBe(folders[1]);
    expect(run.report.run.purpose).toBe('verify');
    expect(rowsOf(run.concluded).map(({ work, finding }) => [work, finding.lifecycle])).toEqual([
      ['open', 'persisting'],
    ]);
    expect(render(await assembleReport(run.folder))).toBe(render(run.report));
  });

  it('confirms nothing when it is stopped before the second', async () => {
    const plan = await planOf(`${ENGINE}/32`);
    const stop = new AbortController();
    const looks: string[] = [];
    const onStart = (folder: string): void => {
      looks.push(folder);
      setTimeout(() => stop.abort(), 400);
    };
    const run = await executeTwice(plan, 60_000, contextOf({ signal: stop.signal, onStart }));
    expect(run).toMatchObject({ isUnconfirmed: true, folder: looks[0] });
    expect(looks).toHaveLength(1);
  });
});
