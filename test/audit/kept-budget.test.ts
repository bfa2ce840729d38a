import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { judgeRun } from '../../src/audit/assemble.ts';
import { KeptBudget } from '../../src/audit/kept-budget.ts';
import { RunJudge } from '../../src/audit/run-judge.ts';
import { RunRecorder } from '../../src/audit/run-recorder.ts';
import { classify } from '../../src/classify/classify.ts';
import type { Attempt, HttpFacts, ProbeRecord } from '../../src/domain/attempt.ts';
import { SPENT_KINDS, type Spent } from '../../src/domain/run.ts';
import { foldJournal } from '../../src/journal/run-fold.ts';
import { ProbeBudget } from '../../src/probe/budget.ts';
import { keepBytes } from '../../src/probe/bytes.ts';
import { AT, probeAt, startLine } from '../helpers/journal.ts';
import { scopeOf, temporaryFolder } from '../helpers/scope.ts';

function answer(body: string, headers: HttpFacts['headers'] = []): Attempt {
  const http = {
    version: '1.1',
    status: 200,
    reason: 'OK',
    headers,
    bareLf: false,
    body: keepBytes(Buffer.from(body), 65_536),
  };
  return { purpose: 'first', transport: 'plain', at: AT, end: 'answered', elapsed: 1, http };
}

const JUNK = Object.fromEntries(Array.from({ length: 900 }, (_, i) => [`k${i}`, 'x'.repeat(40)]));
/** An engine's answer of 50 kB. */
const LARGE = JSON.stringify({ ...JUNK, Version: '20.10.7', ApiVersion: '1.41', Os: 'linux', Components: [] });

function probe(position: number, ...attempts: Attempt[]): ProbeRecord {
  return probeAt(position, { attempts });
}

it('keeps all of it until the bytes of the prefix are spent, then a part that is judged alike', () => {
  const budget = new KeptBudget({ prefix: 80_000, run: 1e9 });
  const kept = [0, 1, 2, 3, 4].map((position) => budget.fit(probe(position, answer(LARGE))));
  expect(kept.map(({ shortened = false }) => shortened)).toEqual([false, false, true, true, true]);
  for (const one of kept.slice(2)) {
    expect(JSON.stringify(one).length).toBeLessThan(3_000);
    expect(one.attempts[0]?.http?.body.total).toBe(LARGE.length);
    expect(classify(one)).toMatchObject({ verdict: 'engine-open-plaintext', engine: { version: '20.10.7' } });
  }
  // Another prefix has bytes of its own.
  expect(budget.fit(probeAt(0, { range: 1, attempts: [answer(LARGE)] })).shortened).toBeUndefined();
});

it('ends for the whole run as well, counts what an earlier process kept, and leaves short answers as they are', () => {
  const budget = new KeptBudget({ prefix: 1e9, run: 40_000 });
  budget.count(probe(0, answer(LARGE)));
  expect(budget.fit(probeAt(0, { range: 1, attempts: [answer(LARGE)] })).shortened).toBe(true);
  const small = probe(2, answer('{"Version":"20.10.7","ApiVersion":"1.41"}'));
  expect(budget.fit(small)).toEqual(small);
});

it('cuts pages and headers, and keeps the whole where the part would be judged otherwise', () => {
  const budget = new KeptBudget({ prefix: 0, run: 0 });
  const many = Array.from({ length: 200 }, (_, i): [string, string] => [`X-${i}`, 'v'.repeat(900)]);
  const page = budget.fit(probe(0, answer(`<html>${'é😀'.repeat(2_000)}`, many)));
  expect(page.attempts[0]?.http?.headers).toHaveLength(24);
  expect(JSON.stringify(page).length).toBeLessThan(6_000);
  expect(page.attempts[0]?.http?.body.data.isWellFormed()).toBe(true);
  const blob = budget.fit(probe(1, answer('\x01'.repeat(4_000))));
  expect(Buffer.from(blob.attempts[0]?.http?.body.data ?? '', 'base64').toString()).toBe('\x01'.repeat(384));
  const components = Array.from({ length: 300 }, (_, i) => ({ Name: `c${i}` }));
  const odd = probe(2, answer(JSON.stringify({ Components: [...components, { Name: 'Engine', Version: '20.10.7' }] })));
  expect(classify(odd).verdict).toBe('engine-open-plaintext');
  expect(budget.fit(odd)).toEqual(odd);
});

it('never lets the run and a report of its journal disagree, resumed or not, and says what it did', async () => {
  const start = startLine({}, scopeOf(['127.0.0.0/24']));
  const limits = { prefix: 60_000, run: 1e9 };
  const first = await RunRecorder.begin(await temporaryFolder(), start);
  first.recordProbe(probe(1, answer(LARGE)));
  await first.close();
  const [judge, budget] = [new RunJudge(start), new KeptBudget(limits)];
  const fold = await foldJournal(first.folder, {
    onProbe: (earlier) => {
      budget.count(earlier);
      judge.add(earlier);
    },
  });
  const second = await RunRecorder.resume(first.folder, AT, fold, judge, budget);
  for (let position = 2; position < 20; position += 1) second.recordProbe(probe(position, answer(LARGE)));
  second.append({ kind: 'end', at: AT, reasons: [] });
  await second.close();
  const judged = second.finish();
  expect(judged).toEqual(await judgeRun(first.folder));
  expect((await stat(join(first.folder, 'journal.jsonl'))).size).toBeLessThan(180_000);
  const { findings } = judged.report;
  expect(new Set(findings.map(({ verdict }) => verdict))).toEqual(new Set(['engine-open-plaintext']));
  expect(findings.filter(({ notes }) => notes.join().includes('judged from that part'))).toHaveLength(17);
});

it('holds a /24 of the largest engines on two ports within 4 MB, and says that a part is kept', () => {
  const junk = Object.fromEntries(Array.from({ length: 850 }, (_, i) => [`k${i}`, 'x'.repeat(50)]));
  const details = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`detail${i}`, 'd'.repeat(60)]));
  const Components = Array.from({ length: 8 }, (_, i) => ({
    Name: i === 0 ? 'Engine' : `c${i}`,
    Version: '1',
    Details: details,
  }));
  const largest = answer(JSON.stringify({ ...junk, Components, Version: '20.10.7', ApiVersion: '1.41', Os: 'linux' }));
  const budget = new KeptBudget();
  let [bytes, parts] = [0, 0];
  const spent: Spent[] = [];
  for (let i = 0; i < 512; i += 1) {
    const kept = budget.fit(probe(0, largest));
    bytes += JSON.stringify(kept).length;
    parts += kept.shortened === true ? 1 : 0;
    spent.push(...budget.takeSpent());
    if (i % 100 === 0)
      expect(classify(kept)).toMatchObject({ verdict: 'engine-open-plaintext', engine: { version: '20.10.7' } });
  }
  expect(parts).toBeGreaterThan(400);
  expect(bytes).toBeLessThan(4 * 2 ** 20 + 512 * 700);
  expect(spent).toEqual([{ what: 'disk', prefix: '127.0.0.0/24' }]);
});

it('is one of three kinds of budget, each of which says that it was spent', () => {
  const said: string[] = [];
  const amounts = { prefix: 1, run: 9 };
  const probing = new ProbeBudget((what) => said.push(what), { bytes: amounts, time: amounts });
  probing.receive('127.0.0.1', 1, 1);
  probing.mayWait('127.0.0.1', 2);
  const keeping = new KeptBudget({ prefix: 1, run: 1e9 });
  keeping.fit(probe(0, answer('{}')));
  expect(new Set([...said, ...keeping.takeSpent().map(({ what }) => what)])).toEqual(new Set(SPENT_KINDS));
});
