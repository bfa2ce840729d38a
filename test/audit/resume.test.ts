/** A run that is killed at any moment, and taken up again, ends like one that nobody disturbed. */

import { appendFile, readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { whyNotSyn } from '../../src/audit/sweep-engines.ts';
import { SWEEP_STATES } from '../../src/domain/endpoint.ts';
import type { Finding } from '../../src/domain/finding.ts';
import type { RunRecord } from '../../src/domain/run.ts';
import { findRunFolder, listRuns } from '../../src/journal/folder.ts';
import { run, start } from '../helpers/cli.ts';
import { leftOut } from '../helpers/left-out.ts';
import { scopeFile, scopeText, temporaryFolder } from '../helpers/scope.ts';
import { until } from '../helpers/until.ts';

const servers: Server[] = [];
const SPEED = ['--rate', '1500', '--prefix-rate', 'max', '--seed', '11', '--retries', '0', '--no-progress', '--quiet'];
const TEXT = scopeText(['127.0.30.0/23', '127.0.32.0/24'], 'exclude: [127.0.31.7]\n');
let file: string;
let undisturbed: { findings: string[]; states: RunRecord['states'] };

beforeAll(async () => {
  for (const address of ['127.0.30.3', '127.0.31.1', '127.0.31.7', '127.0.31.200', '127.0.32.9', '127.0.32.77']) {
    const body = JSON.stringify({
      Version: '20.10.24',
      ApiVersion: '1.41',
      GoVersion: 'go1.19.7',
      GitCommit: '5d6db84',
      Os: 'linux',
      Arch: 'amd64',
    });
    const server = createServer((_request, response) => response.end(body));
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(2375, address, resolve));
  }
  ({ file } = await scopeFile(TEXT));
  const out = await temporaryFolder();
  expect((await run(['audit', file, '--out', out, ...SPEED])).status).toBe(1);
  undisturbed = await resultOf(out);
  expect(undisturbed.findings).toHaveLength(5);
}, 60_000);
afterAll(() => {
  for (const server of servers) server.close();
});

/** Endpoints that are settled, as the status file says; 0 before it is there. */
async function doneOf(out: string): Promise<number> {
  const text = await readFile(join(out, 'status.json'), 'utf8').catch(() => '{"done":0}');
  return (JSON.parse(text) as { done: number }).done;
}

async function resultOf(out: string): Promise<typeof undisturbed & { record: RunRecord }> {
  const folder = await findRunFolder(out, (await listRuns(out))[0] ?? '');
  const record: RunRecord = JSON.parse(await readFile(join(folder, 'run.json'), 'utf8'));
  const { findings } = JSON.parse(await readFile(join(folder, 'findings.json'), 'utf8'));
  return {
    record,
    states: record.states,
    findings: findings.map(
      ({ id, address, port, verdict, evidence }: Finding) => `${id} ${address}:${port} ${verdict} ${evidence}`,
    ),
  };
}

describe('a killed run', () => {
  const engines: ['connect' | 'syn', number][] = [['connect', 20]];
  if (!leftOut('resuming under --engine syn', whyNotSyn())) engines.push(['syn', 8]);

  it.each(engines)(
    'ends like an undisturbed one when it is resumed: by %s, %i kills at random moments',
    async (engine, enough) => {
      let kills = 0;
      for (let round = 0; kills < enough && round < 12; round += 1) {
        const out = await temporaryFolder();
        const common = ['audit', file, '--out', out, '--engine', engine];
        let args = [...common, ...SPEED];
        for (let part = 0; part < 4; part += 1) {
          const { child, ended } = start(args);
          await sleep(250 + Math.random() * 700);
          if (part < 3) child.kill('SIGKILL');
          if ((await ended).signal === 'SIGKILL') kills += 1;
          const [id] = await listRuns(out);
          if (id !== undefined)
            args = [...common, '--resume', id, ...SPEED.filter((word) => word !== '--seed' && word !== '11')];
        }
        const last = await run(args);
        expect([1, 2]).toContain(last.status);
        const result = await resultOf(out);
        expect(result.record.outcome).toBe('finished');
        expect(result.findings).toEqual(undisturbed.findings);
        expect(result.states).toEqual(undisturbed.states);
      }
      expect(kills).toBeGreaterThanOrEqual(enough);
    },
    180_000,
  );

  it('has counts that add up before it is resumed, and survives a torn last line', async () => {
    const out = await temporaryFolder();
    const { child, ended } = start(['audit', file, '--out', out, ...SPEED, '--rate', '300']);
    await until(async () => (await doneOf(out)) > 500);
    child.kill('SIGKILL');
    await ended;
    const [id = ''] = await listRuns(out);
    await appendFile(join(out, id, 'journal.jsonl'), '{"kind":"probe","pro');
    const rendered = await run(['report', id, '--out', out]);
    expect(rendered.status).toBe(0);
    const { record } = await resultOf(out);
    expect(record).toMatchObject({ outcome: 'partial', reasons: ['killed'] });
    const sum = SWEEP_STATES.reduce((total, word) => total + record.states[word], 0);
    expect(sum).toBe(record.scope.endpoints);
    expect(record.coverage.tested).toBeGreaterThan(300);
    expect((await run(['audit', file, '--out', out, '--resume', id, ...SPEED])).status).toBe(1);
    expect((await resultOf(out)).findings).toEqual(undisturbed.findings);
  }, 60_000);
});

describe('a stopped run', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('%s stops it within a second, keeps results, and exits 3', async (signal) => {
    const out = await temporaryFolder();
    const { child, ended } = start(['audit', file, '--out', out, ...SPEED, '--rate', '200']);
    await until(async () => (await doneOf(out)) > 0);
    const asked = Date.now();
    child.kill(signal);
    expect((await ended).status).toBe(3);
    expect(Date.now() - asked).toBeLessThan(1_500);
    expect((await resultOf(out)).record).toMatchObject({ outcome: 'partial', reasons: ['interrupted'] });
  });

  it('ends in time, and exits 3', async () => {
    const out = await temporaryFolder();
    const slow = ['--rate', '200', '--max-duration', '1s'];
    const ended = await run(['audit', file, '--out', out, ...SPEED.filter((word) => word !== '--quiet'), ...slow]);
    expect(ended.status).toBe(3);
    expect((await resultOf(out)).record.reasons).toEqual(['out-of-time']);
    const [id = ''] = await listRuns(out);
    expect(ended.stdout.replace(/\s+/g, ' ')).toContain(
      `Go on with: seawall audit --resume ${id} --out ${out} ${file}`,
    );
  });

  it('is the latest one to go on with, though a finished one is newer', async () => {
    const out = await temporaryFolder();
    await run(['audit', file, '--out', out, ...SPEED, '--rate', '200', '--max-duration', '1s']);
    const [stopped] = await listRuns(out);
    await run(['audit', file, '--out', out, ...SPEED]);
    expect((await run(['audit', file, '--out', out, '--resume', 'latest', ...SPEED])).status).toBe(1);
    expect(await listRuns(out)).toHaveLength(2);
    const { runs } = JSON.parse((await run(['runs', '--out', out, '--json'])).stdout);
    expect(runs).toMatchObject([{ outcome: 'finished' }, { id: stopped, outcome: 'finished', percent: 100 }]);
  });

  it('is not resumed under another scope, seed or shard', async () => {
    const out = await temporaryFolder();
    await run(['audit', file, '--out', out, ...SPEED, '--rate', '200', '--max-duration', '1s']);
    const [id = ''] = await listRuns(out);
    const other = await scopeFile(TEXT.replace('127.0.31.7', '127.0.31.8'));
    const refused = await run(['audit', other.file, '--out', out, '--resume', id, '--seed', '12', '--shard', '1/2']);
    expect(refused.status).toBe(2);
    expect(refused.stderr.match(/RUN_MISMATCH/g)).toHaveLength(3);
    expect((await run(['audit', file, '--out', out, '--resume', id, '--ports', '2375'])).stderr).toContain(
      'RUN_MISMATCH',
    );
    // Latest is the one to go on with here, and nothing finished yet.
    const latest = await run(['audit', other.file, '--out', out, '--resume', 'latest']);
    expect(latest).toMatchObject({ status: 2, stderr: expect.stringContaining(`run ${id} cannot be resumed`) });
  });

  it('is not resumed when it is finished', async () => {
    const out = await temporaryFolder();
    await run(['audit', file, '--out', out, ...SPEED]);
    const [id = ''] = await listRuns(out);
    const refused = await run(['audit', file, '--out', out, '--resume', id]);
    expect(refused).toMatchObject({ status: 2, stderr: expect.stringContaining('RUN_FINISHED') });
    const latest = await run(['audit', file, '--out', out, '--resume', 'latest']);
    expect(latest).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('is unfinished: there is nothing to go on with'),
    });
  });
});

it('does not call a port closed for want of descriptors', async () => {
  const out = await temporaryFolder();
  const ended = await run(
    [
      'audit',
      file,
      '--out',
      out,
      '--seed',
      '11',
      '--rate',
      'max',
      '--prefix-rate',
      'max',
      '--concurrency',
      '400',
      '--retries',
      '0',
    ],
    {
      before: ['prlimit', '--nofile=64'],
    },
  );
  expect(ended.status).toBe(1);
  const result = await resultOf(out);
  expect(result.findings).toEqual(undisturbed.findings);
  expect(result.states).toEqual(undisturbed.states);
}, 60_000);
