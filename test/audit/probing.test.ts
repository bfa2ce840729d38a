/** Prefixes that accept everything, beside those that do not: real listeners, the program as a person runs it. */

import { readFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gistOf } from '../../src/audit/probing.ts';
import { classify } from '../../src/classify/classify.ts';
import { SWEEP_STATES } from '../../src/domain/endpoint.ts';
import type { Finding } from '../../src/domain/finding.ts';
import type { RunRecord } from '../../src/domain/run.ts';
import { listRuns } from '../../src/journal/folder.ts';
import { run, start } from '../helpers/cli.ts';
import { AT, probeAt } from '../helpers/journal.ts';
import { scopeFile, scopeText, temporaryFolder } from '../helpers/scope.ts';

const BODY = JSON.stringify({
  Version: '20.10.24',
  ApiVersion: '1.41',
  GoVersion: 'go1.19.7',
  GitCommit: '5d6db84',
  Os: 'linux',
  Arch: 'amd64',
});
const SPEED = ['--rate', '800', '--prefix-rate', 'max', '--seed', '4', '--no-progress', '--quiet', '--timeout', '700'];
const servers: Server[] = [];
let file: string;
let undisturbed: Result;

interface Result {
  record: RunRecord;
  findings: Finding[];
  status: number | null;
}

async function listen(server: Server, port: number, address: string): Promise<void> {
  servers.push(server);
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, address, resolve));
}

beforeAll(async () => {
  // 127.0.81.0/24 accepts and hangs up; 127.0.82.0/24 is a fleet; in 127.0.83.0/24 a few are open.
  for (let i = 0; i < 256; i += 1) {
    for (const port of [2375, 2376])
      await listen(
        createServer((socket) => socket.on('error', () => 0).end()),
        port,
        `127.0.81.${i}`,
      );
    await listen(
      createHttpServer((_request, response) => response.end(BODY)),
      2375,
      `127.0.82.${i}`,
    );
    if (i % 2 === 0)
      await listen(
        createHttpServer((_request, response) => response.end(BODY)),
        2376,
        `127.0.82.${i}`,
      );
  }
  for (const i of [3, 77, 200])
    await listen(
      createHttpServer((_request, response) => response.end(BODY)),
      2375,
      `127.0.83.${i}`,
    );
  ({ file } = await scopeFile(scopeText(['127.0.81.0/24', '127.0.82.0/24', '127.0.83.0/24'])));
  const out = await temporaryFolder();
  const { status } = await run(['audit', file, '--out', out, ...SPEED]);
  undisturbed = { ...(await resultOf(out)), status };
}, 120_000);
afterAll(() => {
  for (const server of servers) server.close();
});

async function resultOf(out: string): Promise<Omit<Result, 'status'>> {
  const folder = join(out, (await listRuns(out))[0] ?? '');
  return {
    record: JSON.parse(await readFile(join(folder, 'run.json'), 'utf8')),
    findings: JSON.parse(await readFile(join(folder, 'findings.json'), 'utf8')).findings,
  };
}

const inPrefix = (findings: readonly Finding[], prefix: string): Finding[] =>
  findings.filter(({ address }) => address.startsWith(prefix));

const lines = (findings: readonly Finding[]): string[] =>
  findings
    .filter(({ address }) => !address.startsWith('127.0.81.'))
    .map(({ id, verdict, evidence }) => `${id} ${verdict} ${evidence}`);

describe('a prefix that accepts everything', () => {
  it('is reported as one, and asked a few times', () => {
    const { record, findings, status } = undisturbed;
    expect(status).toBe(1);
    expect(record.outcome).toBe('finished');
    expect(record.uniform).toEqual([
      { prefix: '127.0.81.0/24', accepted: 512, probed: expect.any(Number), verdict: 'no-reply' },
    ]);
    const probed = record.uniform?.[0]?.probed ?? 0;
    expect(probed).toBeGreaterThanOrEqual(16);
    expect(probed).toBeLessThan(60);
    expect(inPrefix(findings, '127.0.81.')).toHaveLength(probed);
  });

  it('keeps its endpoints open in the counts, and owes no probe', () => {
    const { record } = undisturbed;
    expect(record.ranges.map(({ states }) => states.open)).toEqual([512, 384, 3]);
    expect(SWEEP_STATES.reduce((sum, word) => sum + record.states[word], 0)).toBe(1_536);
    expect(record.probes).toEqual({ done: (record.uniform?.[0]?.probed ?? 0) + 384 + 3, faulted: 0 });
  });

  it('is told in the summary and in coverage.csv', async () => {
    const out = await temporaryFolder();
    const { file: one } = await scopeFile(scopeText(['127.0.81.0/24', '127.0.83.0/24']));
    const { stdout } = await run(['audit', one, '--out', out, ...SPEED.filter((word) => word !== '--quiet')]);
    expect(stdout.replace(/\s+/g, ' ')).toMatch(
      /127\.0\.81\.0\/24 accepts everything alike \(512 open, \d+ asked, each no-reply\)/,
    );
    expect(stdout.replace(/\s+/g, ' ')).toMatch(
      /Asked \d+ of 515 open endpoints; \d+ in uniform prefixes were not asked/,
    );
    const csv = await readFile(join(out, 'latest', 'coverage.csv'), 'utf8');
    expect(csv).toMatch(/^uniform,127\.0\.81\.0\/24,.*,no-reply,/m);
  }, 60_000);

  it('does not hide a fleet of engines, nor a few among many', () => {
    const { findings } = undisturbed;
    expect(inPrefix(findings, '127.0.82.')).toHaveLength(384);
    expect(
      inPrefix(findings, '127.0.83.')
        .map(({ address }) => address)
        .sort(),
    ).toEqual(['127.0.83.200', '127.0.83.3', '127.0.83.77']);
    expect(lines(findings).every((line) => line.includes('engine-open'))).toBe(true);
  });
});

it('ends like an undisturbed run when it is killed at random moments and taken up again', async () => {
  let kills = 0;
  for (let round = 0; round < 3; round += 1) {
    const out = await temporaryFolder();
    let args = ['audit', file, '--out', out, ...SPEED];
    for (let part = 0; part < 4; part += 1) {
      const { child, ended } = start(args);
      await sleep(500 + Math.random() * 900);
      if (part < 3) child.kill('SIGKILL');
      if ((await ended).signal === 'SIGKILL') kills += 1;
      const [id] = await listRuns(out);
      if (id !== undefined) args = ['audit', file, '--out', out, '--resume', id, ...SPEED];
    }
    const { record, findings } = await resultOf(out);
    expect(record.outcome).toBe('finished');
    expect(record.faults).toEqual([]);
    expect(record.states).toEqual(undisturbed.record.states);
    expect(record.uniform).toMatchObject([{ prefix: '127.0.81.0/24', accepted: 512, verdict: 'no-reply' }]);
    expect(record.uniform?.[0]?.probed).toBeLessThan(200);
    expect(record.probes.done).toBe(findings.length);
    expect(lines(findings).sort()).toEqual(lines(undisturbed.findings).sort());
  }
  expect(kills).toBeGreaterThanOrEqual(6);
}, 180_000);

it('calls an engine telling, and what somebody must look at', () => {
  // Nothing was learnt: somebody must look.
  expect(gistOf(classify(probeAt(0, { at: AT })))).toEqual({ verdict: 'inconclusive', telling: true, exposed: false });
});
