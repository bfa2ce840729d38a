/**
 * Sixty days, a run on most of them, against a lab that appears, changes, falls silent and comes back. What each day says of
 * each endpoint was written by hand.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assembleReport } from '../../src/audit/assemble.ts';
import { audit } from '../../src/audit/audit.ts';
import { createSweep } from '../../src/audit/sweep-engines.ts';
import { listWatched } from '../../src/audit/watched.ts';
import { LIFECYCLES, type Lifecycle } from '../../src/domain/finding.ts';
import type { Report } from '../../src/domain/report.ts';
import type { RunOptions } from '../../src/domain/run.ts';
import type { Scope } from '../../src/domain/scope.ts';
import { openWriting } from '../../src/history/database.ts';
import { acceptFinding } from '../../src/history/decide.ts';
import { historyPath } from '../../src/history/history-file.ts';
import { createCertificate, type LabCertificate } from '../../src/lab/certificates.ts';
import { answer, listen, response } from '../../src/lab/serve.ts';
import { overTls } from '../../src/lab/tls-server.ts';
import { renderCsv } from '../../src/report/machine/csv.ts';
import { renderJson } from '../../src/report/machine/json.ts';
import { parseScope } from '../../src/scope/scope.ts';
import { answerAsEngine } from '../helpers/engine-answer.ts';
import { recordRunFolder } from '../helpers/record-run.ts';
import { scopeText, temporaryFolder } from '../helpers/scope.ts';
import { listenSilently } from '../helpers/silent.ts';

const DAYS = 60;
/** From one run to the next: a little more than a day, so that three of them are 72 hours however long each run takes. */
const DAY = 86_400_000 + 10_000;
const T0 = Date.parse('2026-12-01T02:00:00Z');

/** F finishes, i is stopped before it tested anything, k is killed by SIGKILL on its way, . does not take place. */
const RUNS = 'FFFFFFFFFkFFFFFFFFFiFFFFFFFFF.FFFFFFFFFkFFFFFFFFFFiiFFFFFFFF';

/**
 * What is there: P an open engine, Q a newer one, T one in TLS, X one behind a proxy, M one that demands certificates,
 * S a registry, C a closed port, _ silence. And what the day's report says: new, persisting, changed, r(e)solved,
 * re(o)pened, unverified, accepted, or nothing.
 */
const TABLE: readonly [what: string, there: string, said: string][] = [
  [
    'stays open',
    'PPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPP',
    'npppppppp.pppppppppuppppppppp.ppppppppp.ppppppppppuupppppppp',
  ],
  [
    'appears, is closed, comes back, is closed',
    'CCCCCPPPPPPPCCCCCCCCCCCCCPPPPPPPPPPPPPPPPPPPPCCCCCCCCCCCCCCC',
    '.....nppp.ppr............oppp.ppppppppp.pppppr..............',
  ],
  [
    'goes to TLS, to certificates, and back to plain',
    'PPPPPPPPTTTTTTTTTTTTMMMMMMMMMMMMMPPPPPPPPPPPPPPPPPPPPPPPPPPP',
    'npppppppc.pppppppppurpppppppp.pppoppppp.ppppppppppuupppppppp',
  ],
  [
    'falls silent for good',
    'PPPPPPPPPPPPPPP_____________________________________________',
    'npppppppp.pppppuuur.........................................',
  ],
  [
    'is silent for a day',
    'PPPPPPPPPPPPPPPPPPPPPP_PPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPP',
    'npppppppp.pppppppppuppupppppp.ppppppppp.ppppppppppuupppppppp',
  ],
  [
    'is silent around a run that was stopped',
    'PPPPPPPPPPPPPPPPPP__________PPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPP',
    'npppppppp.ppppppppuuur......o.ppppppppp.ppppppppppuupppppppp',
  ],
  [
    'moves behind a proxy, and out as a newer engine',
    'PPPPPPXXXXXXXXXXXXXXXXXXXXXXXXQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQ',
    'npppppcpp.pppppppppuppppppppp.cpppppppp.ppppppppppuupppppppp',
  ],
  [
    'is a registry, then an engine, then a registry',
    'SSSSSSSSSSPPPPPPPPPPSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSS',
    'npppppppp.nppppppppurpppppppp.ppppppppp.pppppppppp..pppppppp',
  ],
  [
    'is there on the day of a killed run alone',
    'CCCCCCCCCPCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCC',
    '............................................................',
  ],
  [
    'appears on the day of a killed run',
    'CCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCPPPPPPPPPPPPPPPPPPPPP',
    '........................................npppppppppuupppppppp',
  ],
  [
    'is accepted on day 10 until day 20',
    'PPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPP',
    'npppppppp.paaaaaaaauapppppppp.ppppppppp.ppppppppppuupppppppp',
  ],
];
const ACCEPTED = TABLE.length - 1;

const LETTERS: Readonly<Record<Lifecycle, string>> = {
  new: 'n',
  persisting: 'p',
  changed: 'c',
  resolved: 'r',
  reopened: 'o',
  unverified: 'u',
  accepted: 'a',
};

const addressOf = (row: number): string => `127.0.50.${row + 1}`;
const standing = new Map<number, { letter: string; close(): Promise<void> }>();
const days: string[][] = [];
const rendered = new Map<string, string>();
let out: string;
let scope: Scope;
let certificate: LabCertificate;

async function stand(letter: string, address: string, now: number): Promise<{ close(): Promise<void> }> {
  switch (letter) {
    case 'C':
      return { close: async () => undefined };
    case '_':
      return await listenSilently(address, 2375);
    case 'P':
      return await listen(address, 2375, answerAsEngine('20.10.24', now));
    case 'Q':
      return await listen(address, 2375, answerAsEngine('27.0.3', now));
    case 'X':
      return await listen(address, 2375, answerAsEngine('20.10.24', now, 'nginx/1.22.1'));
    case 'T':
      return await listen(address, 2375, overTls({ certificate }, answerAsEngine('20.10.24', now)));
    case 'M':
      return await listen(address, 2375, overTls({ certificate, demand: true }, answerAsEngine('20.10.24', now)));
    default:
      return await listen(
        address,
        2375,
        answer(() =>
          response(
            '200 OK',
            ['Docker-Distribution-Api-Version: registry/2.0', `Date: ${new Date(now).toUTCString()}`],
            'hello',
          ),
        ),
      );
  }
}

/** Changes what is not as the table wants it. Engines tell the time, so what answers is stood up anew each day. */
async function arrange(day: number): Promise<void> {
  for (const [row, [, there]] of TABLE.entries()) {
    const letter = there[day] ?? 'C';
    const now = standing.get(row);
    if (now?.letter === letter && (letter === '_' || letter === 'C')) continue;
    await now?.close();
    standing.set(row, { letter, ...(await stand(letter, addressOf(row), T0 + day * DAY)) });
  }
}

function optionsOf(day: number, rate: number | null): RunOptions {
  const shard = { index: 1, count: 1 };
  const limits = { rate, prefixRate: null, concurrency: 50, threads: 1, probes: 8, timeout: 300, retries: 0 };
  return { engine: 'connect', ports: [], ...limits, seed: day, shard, maxDuration: null, minCoverage: 0 };
}

async function runDay(day: number, stopped: boolean): Promise<Report> {
  const started = performance.now();
  const clock = { now: () => T0 + day * DAY + Math.round(performance.now() - started), ticks: () => performance.now() };
  const { folder } = await audit({
    scope,
    out,
    options: optionsOf(day, null),
    version: 'test',
    vantage: 'default',
    sweep: createSweep('connect', optionsOf(day, null)),
    watched: listWatched(out, 'default', scope),
    clock,
    signal: stopped ? AbortSignal.abort() : new AbortController().signal,
  });
  const report = await recordRunFolder(folder, { out, deadlines: { critical: 7 } });
  rendered.set(folder, bytesOf(report));
  return report;
}

/** Starts the run in a process of its own and kills that, once the run has begun. */
async function killDay(day: number): Promise<void> {
  const job = JSON.stringify({ scope, out, now: T0 + day * DAY, options: optionsOf(day, 4) });
  const program = fileURLToPath(new URL('../helpers/day-run.mjs', import.meta.url));
  const child: ChildProcess = spawn(process.execPath, [program, job], { stdio: ['ignore', 'ignore', 'inherit'] });
  const before = (await readdir(out)).length;
  for (let tries = 0; (await readdir(out)).length === before && tries < 200; tries += 1)
    await new Promise((resolve) => setTimeout(resolve, 25));
  await new Promise((resolve) => setTimeout(resolve, 1_200));
  // A program that ended by itself was not killed.
  expect(child.exitCode).toBeNull();
  child.kill('SIGKILL');
  const [, signal] = await once(child, 'exit');
  expect(signal).toBe('SIGKILL');
}

function bytesOf(report: Report): string {
  return [...renderJson(report), ...renderCsv(report)].join('');
}

/** What the day's report says of each endpoint. */
function wordsOf({ findings, history }: Report): string[] {
  return TABLE.map((_, row) => {
    const said = [...findings, ...(history?.absent ?? [])].filter(({ address }) => address === addressOf(row));
    expect(said.length).toBeLessThanOrEqual(1);
    const word = said[0]?.lifecycle;
    return word == null ? '.' : LETTERS[word];
  });
}

beforeAll(async () => {
  out = await temporaryFolder();
  certificate = await createCertificate(
    'lab',
    TABLE.map((_, row) => addressOf(row)),
    Date.now(),
  );
  scope = parseScope(
    [{ file: 'test.yaml', text: scopeText([`${addressOf(0)}-${addressOf(TABLE.length - 1)}`], 'ports: [2375]\n') }],
    { now: T0, maxAddresses: 100 },
  );
  for (let day = 0; day < DAYS; day += 1) {
    const run = RUNS[day];
    if (run === '.' || run === undefined) {
      days.push(TABLE.map(() => '.'));
      continue;
    }
    await arrange(day);
    if (run === 'k') {
      await killDay(day);
      days.push(TABLE.map(() => '.'));
    } else {
      const report = await runDay(day, run === 'i');
      days.push(wordsOf(report));
      if (day === 10) acceptOne(report, day);
    }
  }
}, 240_000);
afterAll(async () => {
  for (const one of standing.values()) await one.close();
});

function acceptOne({ findings }: Report, day: number): void {
  const db = openWriting(historyPath(out));
  const finding = findings.find(({ address }) => address === addressOf(ACCEPTED));
  if (finding === undefined) throw new Error('nothing to accept');
  const until = new Date(T0 + 20 * DAY).toISOString().slice(0, 10);
  const at = new Date(T0 + day * DAY + 3_600_000).toISOString();
  acceptFinding(db, finding, { reason: 'replaced soon', owner: 'team', until, by: 'ciso', at });
  db.close();
}

describe('sixty days', () => {
  it.each(TABLE.map(([what, , said], row) => [what, row, said] as const))('what %s', (_what, row, said) => {
    expect(said).toHaveLength(DAYS);
    expect(days.map((words) => words[row]).join('')).toBe(said);
  });

  it('use every word of a life', () => {
    const letters = new Set(days.flat());
    expect(new Set(LIFECYCLES.filter((word) => letters.has(LETTERS[word])))).toEqual(new Set(LIFECYCLES));
  });

  it('renders each day’s reports byte for byte as on that day', async () => {
    expect(rendered.size).toBe(57);
    for (const [folder, bytes] of rendered) expect(bytesOf(await assembleReport(folder))).toBe(bytes);
  });

  it('asks who closed what fell silent, and knows what is overdue', async () => {
    const folders = [...rendered.keys()];
    // Day 18 is the eighteenth recorded run: day 9 was killed.
    const report = await assembleReport(folders[17] ?? '');
    const silent = report.history?.absent.find(({ address }) => address === addressOf(3));
    expect(silent).toMatchObject({ lifecycle: 'resolved', verdict: 'engine-open-plaintext' });
    expect(silent?.standing?.exposure).toMatchObject({ state: 'closed', how: 'silent' });
    expect(silent?.standing?.changes.join(' ')).toMatch(/silent in three looks over 72 hours.*who closed it.*malware/);
    const steady = report.findings.find(({ address }) => address === addressOf(0));
    expect(steady?.standing).toMatchObject({ daysOpen: 18, due: '2026-12-08', overdue: true });
    const accepted = report.findings.find(({ address }) => address === addressOf(ACCEPTED));
    expect(accepted?.standing).toMatchObject({ overdue: false, acceptance: { until: '2026-12-21', by: 'ciso' } });
    expect(report.history?.trend).toHaveLength(18);
    expect(report.history?.acceptances.expiring).toHaveLength(1);
  });

  it('counts what was closed by proof and by silence apart', () => {
    const db = openWriting(historyPath(out));
    const closed = db.all('SELECT address, how, proved FROM closed_exposures ORDER BY closed, address');
    db.close();
    expect(closed.map(({ address, how, proved }) => [address, how, proved])).toEqual([
      [addressOf(3), 'silent', 0],
      [addressOf(7), 'replaced', 1],
      [addressOf(1), 'refused', 1],
    ]);
  });

  it('keeps the database for its owner alone', async () => {
    expect((await stat(join(out, 'seawall.db'))).mode & 0o777).toBe(0o600);
  });
});
