/** Prefixes that accept everything, beside those that do not: real listeners, the program as a person runs it. */

import { readFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
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
/** The last numbers of the engines' addresses in prefixes where everything else answers, too. */
const FEW = [3, 41, 77, 120, 166, 203, 249, 254];
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
  // 127.0.81.0/24 accepts and hangs up; 127.0.82.0/24 is a fleet; in 127.0.83.0/24 a few are open; 127.0.84.0/24 is silent
  // and drips in turn, 127.0.85.0/24 has a page everywhere, and each of the two has eight engines.
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
  for (let i = 0; i < 256; i += 1) {
    const engine = FEW.includes(i);
    const drip = (socket: Socket): void => {
      const timer = setInterval(() => socket.write('x'), 500);
      socket.on('error', () => 0).once('close', () => clearInterval(timer));
      socket.write('HTTP/1.1 200 OK\r\nX-');
    };
    const slow = createServer(i % 2 === 0 ? drip : (socket) => void socket.on('error', () => 0).resume());
    await listen(engine ? createHttpServer((_request, response) => response.end(BODY)) : slow, 2375, `127.0.84.${i}`);
    const body = engine ? BODY : '<title>Parked</title>';
    if (i < 248 || engine)
      await listen(
        createHttpServer((_request, response) => response.end(body)),
        2375,
        `127.0.85.${i}`,
      );
  }
  ({ file } = await scopeFile(scopeText(['127.0.81.0/24', '127.0.82.0/24', '127.0.83.0/24', '127.0.85.0/24'])));
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

const engines = (findings: readonly Finding[], prefix: string): string[] =>
  inPrefix(findings, prefix)
    .filter(({ verdict }) => verdict === 'engine-open-plaintext')
    .map(({ address }) => address)
    .sort();

const lines = (findings: readonly Finding[]): string[] =>
  findings.map(({ id, verdict, evidence }) => `${id} ${verdict} ${evidence}`);

describe('a prefix that accepts everything', () => {
  it('is asked wholly where it answers or hangs up quickly', () => {
    const { record, findings, status } = undisturbed;
    expect(status).toBe(1);
    expect(record).toMatchObject({ outcome: 'finished', uniform: [], notTested: {} });
    expect(inPrefix(findings, '127.0.81.')).toHaveLength(512);
    expect(record.ranges.map(({ states }) => states.open)).toEqual([512, 384, 3, 250]);
    expect(SWEEP_STATES.reduce((sum, word) => sum + record.states[word], 0)).toBe(2_048);
    expect(record.probes).toEqual({ done: 512 + 384 + 3 + 250, faulted: 0 });
  });

  it('does not hide a fleet of engines, nor a few among many that are closed', () => {
    const { findings } = undisturbed;
    expect(engines(findings, '127.0.82.')).toHaveLength(384);
    expect(engines(findings, '127.0.83.')).toEqual(['127.0.83.200', '127.0.83.3', '127.0.83.77']);
  });

  it('does not hide engines among pages', () => {
    expect(engines(undisturbed.findings, '127.0.85.')).toEqual(FEW.map((i) => `127.0.85.${i}`).sort());
  });

  it('does not hide engines among tarpits: the others are asked briefly, and that is said', async () => {
    const out = await temporaryFolder();
    const { file: one } = await scopeFile(`${scopeText(['127.0.84.0/24'])}ports: [2375]\n`);
    const began = performance.now();
    const { stdout } = await run(['audit', one, '--out', out, ...SPEED.filter((word) => word !== '--quiet')]);
    const { record, findings } = await resultOf(out);
    // A silent endpoint is asked for half a minute at most, and all wait side by side.
    expect(performance.now() - began).toBeLessThan(70_000);
    expect(engines(findings, '127.0.84.')).toEqual(FEW.map((i) => `127.0.84.${i}`).sort());
    expect(findings).toHaveLength(256);
    // Those for which there was no time are not tested, and only they.
    const untested = findings.filter(({ notes }) => notes.some((note) => note.startsWith('not asked with all tries')));
    expect(record.coverage).toMatchObject({ endpoints: 256, tested: 256 - untested.length });
    expect(record.notTested).toEqual(untested.length > 0 ? { 'budget-spent': untested.length } : {});
    const spentHere = record.spent?.some(({ what, prefix }) => what === 'time' && prefix === '127.0.84.0/24');
    expect(spentHere).toBe(untested.length > 0);
    const briefly = findings.filter(({ notes }) => notes.some((note) => note.startsWith('asked once and briefly')));
    expect(briefly.every(({ verdict }) => verdict === 'no-reply' || verdict === 'tarpit')).toBe(true);
    for (const { accepted, probed } of record.uniform ?? []) expect([accepted, probed]).toEqual([256, 256]);
    if (briefly.length > 0) expect(stdout).toContain('127.0.84.0/24 accepts everything');
  }, 90_000);
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
    expect(record.probes.done).toBe(findings.length);
    expect(lines(findings).sort()).toEqual(lines(undisturbed.findings).sort());
  }
  expect(kills).toBeGreaterThanOrEqual(6);
}, 180_000);

it('calls an engine telling, and what somebody must look at; what took long is slow', () => {
  // Nothing was learnt: somebody must look.
  const judgement = classify(probeAt(0, { at: AT }));
  expect(gistOf(judgement, [])).toEqual({ verdict: 'inconclusive', telling: true, slow: false, exposed: false });
  expect(gistOf(judgement, [{ elapsed: 900 }, { elapsed: 2 }]).slow).toBe(false);
  expect(gistOf(judgement, [{ elapsed: 2 }, { elapsed: 5_003 }]).slow).toBe(true);
});
