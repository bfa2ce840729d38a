import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { assembleReport, judgeRun } from '../../src/audit/assemble.ts';
import { SeawallError } from '../../src/domain/errors.ts';
import { isInScope, isKind, isLine } from '../../src/journal/line-shape.ts';
import type { JournalLine } from '../../src/journal/lines.ts';
import { FORMATS, filesOf, RUN_FORMAT } from '../../src/report/formats.ts';
import { writeRun } from '../helpers/ended-run.ts';
import { fuzz, mutatedJson } from '../helpers/fuzz.ts';
import { runDaysAgo, shortHistory } from '../helpers/history.ts';
import { AT, openAt, probeAt, startLine } from '../helpers/journal.ts';
import { scopeOf, temporaryFolder } from '../helpers/scope.ts';

const sample = { endpoints: 8, sampled: 4, answered: 2 };
const MORE: JournalLine[] = [
  { kind: 'resume', at: AT },
  { kind: 'open', open: openAt(3), was: 'filtered' },
  { kind: 'probe', probe: probeAt(3, { fault: 'local trouble' }) },
  { kind: 'rate', at: AT, rate: null, cause: 'steady', sent: 1, answered: 1, late: 0, trouble: 0 },
  { kind: 'uniform', at: AT, prefix: '127.0.0.0/24', verdict: 'tarpit' },
  {
    ...{ kind: 'second-look', at: AT, perSecond: 5, silent: sample, control: sample },
    corrected: [[3, 0, 'filtered', 'open']],
  },
  { kind: 'fault', at: AT, message: 'm' },
  {
    kind: 'checkpoint',
    at: AT,
    position: 1,
    counts: [[0, 'open', 1]],
    notTested: [[0, 'EMFILE', 1]],
    sampled: { open: [0] },
  },
  { kind: 'checkpoint', at: AT, position: 1, counts: [], notTested: { EMFILE: 1 } },
  { kind: 'end', at: AT, reasons: ['interrupted'] },
];

const NAMED = scopeOf(['127.0.9.0/28'], 'name: office\nvantages: [{ name: vps-1, stands: internet }]\n');

const { out, runs } = await shortHistory();

/** The lines of a run that was compared with history, and one of every further kind. */
async function sampleLines(): Promise<JournalLine[]> {
  const text = await readFile(join(out, runs[1], 'journal.jsonl'), 'utf8');
  const lines = text.trimEnd().split('\n');
  return [...lines.map((line): JournalLine => JSON.parse(line)), ...MORE];
}

const lines = await sampleLines();

it('takes every line as it is written', () => {
  expect(new Set(lines.map(({ kind }) => kind)).size).toBe(12);
  for (const line of [...lines, startLine(), startLine({}, { ...NAMED, key: '/srv/targets' })]) {
    expect(isKind(line.kind), line.kind).toBe(true);
    expect(isLine(JSON.parse(JSON.stringify(line)), line.kind), JSON.stringify(line)).toBe(true);
    expect(isInScope(line, 2)).toBe(true);
  }
  expect(['', 'constructor', null, 7].some(isKind)).toBe(false);
});

it('refuses a line that lacks a field', () => {
  for (const line of lines) {
    const known = new Set(['was', 'sampled', 'purpose', 'confirms']);
    for (const key of Object.keys(line).filter((name) => !known.has(name)))
      expect(isLine({ ...line, [key]: undefined }, line.kind), `${line.kind} ${key}`).toBe(false);
  }
});

it('refuses a scope that no walk can be made of, a shard that is none, and ranges that the scope lacks', () => {
  const start = startLine();
  const [span] = start.scope.spans;
  const wrong = [
    { ...start, scope: { ...start.scope, endpoints: 1 } },
    { ...start, scope: { ...start.scope, spans: [{ ...span, size: 1 }] } },
    { ...start, scope: { ...start.scope, spans: [{ ...span, range: 7 }] } },
    { ...start, scope: { ...start.scope, spans: [{ ...span, first: '127.0.0.9' }] } },
    { ...start, scope: { ...NAMED, vantages: [{ name: 'vps-1', stands: 'outside' }] } },
    { ...start, scope: { ...NAMED, name: 7 } },
    { ...start, scope: { ...NAMED, key: [] } },
    { ...start, scope: { ...NAMED, ranges: NAMED.ranges.map((range) => ({ ...range, filePorts: [0] })) } },
    { ...start, options: { ...start.options, shard: { index: 2, count: 1 } } },
  ];
  for (const line of wrong) expect(isLine(line, 'start')).toBe(false);
  expect(isInScope({ kind: 'probe', probe: probeAt(0, { range: 2 }) }, 2)).toBe(false);
  expect(isInScope({ kind: 'open', open: openAt(0, 2) }, 2)).toBe(false);
});

it('names the line of a journal that was changed, and renders whatever it takes', async () => {
  const scope = NAMED;
  const folder = await writeRun(await temporaryFolder(), {
    id: runDaysAgo(0, '00000d'),
    scope,
    answers: { '127.0.9.1': '27.0.3' },
  });
  const journal = join(folder, 'journal.jsonl');
  const sound = (await readFile(journal, 'utf8')).trimEnd().split('\n');
  const starts = mutatedJson([JSON.parse(sound[0] ?? '')]).map((start): [unknown, unknown] => [start, undefined]);
  const later = mutatedJson(lines.slice(1)).map((line): [unknown, unknown] => [undefined, line]);
  await fuzz(fc.oneof(starts, later, later, later), async ([start, line]) => {
    const first = start === undefined ? sound[0] : JSON.stringify(start);
    await writeFile(journal, `${[first, ...sound.slice(1)].join('\n')}\n`);
    if (line !== undefined) await appendFile(journal, `${JSON.stringify(line)}\n`);
    try {
      await judgeRun(folder);
      const report = await assembleReport(folder);
      for (const format of [...FORMATS.filter(({ name }) => name === 'csv' || name === 'json'), RUN_FORMAT])
        for (const { chunks } of filesOf(format, report)) for (const _ of chunks);
    } catch (error) {
      if (!(error instanceof SeawallError)) throw error;
      expect(error.problems[0]).toMatchObject({ file: journal, line: start === undefined ? sound.length + 1 : 1 });
    }
  });
});
