// Processor seconds and peak memory from a journal of 100,000 probes to the judged run, the history and every report. Opens no socket.
// Build first. With `--against DIR`, the build of another version does the same and the ratios are printed:
//   node test/bench/judge.mjs [--against DIR] [--rounds N] [--size N] [--engines SHARE]
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { journalLines } from './journal-lines.mjs';

/** Bounds of what this version takes: share of the other version's time, and megabytes. */
const MOST_SHARE = 0.65;
const MOST_MEGABYTES = 600;
const RUN = '20260301T020000Z-00beef';

const { values } = parseArgs({
  options: {
    against: { type: 'string' },
    rounds: { type: 'string', default: '1' },
    size: { type: 'string', default: '100000' },
    engines: { type: 'string', default: '0.1' },
    child: { type: 'string' },
    folder: { type: 'string' },
  },
});
const print = (text) => process.stdout.write(`${text}\n`);
const own = fileURLToPath(new URL('../../dist/', import.meta.url));

if (values.child !== undefined) await measure(resolve(values.child), values.folder ?? '');
else await compare();

async function compare() {
  const out = mkdtempSync(join(tmpdir(), 'seawall-bench-'));
  try {
    const lines = await journalLines({ size: Number(values.size), engines: Number(values.engines), run: RUN });
    print(`${values.size} probes in a journal of ${(Buffer.byteLength(lines) / 1e6).toFixed(0)} MB`);
    const builds = { ...(values.against && { before: resolve(values.against) }), now: own };
    const results = { now: [], before: [] };
    for (let round = 0; round < Number(values.rounds); round += 1)
      for (const [name, dist] of Object.entries(builds)) results[name].push(runChild(name, dist, out, lines));
    judge(median(results.now), values.against && median(results.before));
  } finally {
    rmSync(out, { recursive: true });
  }
}

function runChild(name, dist, out, lines) {
  const root = mkdtempSync(join(out, `${name}-`));
  const folder = join(root, RUN);
  mkdirSync(folder);
  writeFileSync(join(folder, 'journal.jsonl'), lines);
  const text = execFileSync(process.execPath, [fileURLToPath(import.meta.url), '--child', dist, '--folder', folder], {
    encoding: 'utf8',
  });
  const result = JSON.parse(text);
  const { judged, history, reports, total, wall, megabytes, bytes } = result;
  print(
    `${name.padEnd(7)} judged ${judged.toFixed(1)} s, history ${history.toFixed(1)} s, reports ${reports.toFixed(1)} s (${(bytes / 1e6).toFixed(0)} MB): ${total.toFixed(1)} s (by the clock ${wall.toFixed(1)} s), peak ${megabytes} MB`,
  );
  rmSync(root, { recursive: true });
  return result;
}

function median(results) {
  const middle = (key) => results.map((result) => result[key]).sort((a, b) => a - b)[results.length >> 1];
  return { total: middle('total'), megabytes: middle('megabytes') };
}

function judge(now, before) {
  if (before !== undefined) {
    const share = now.total / before.total;
    print(
      `time ${(100 * share).toFixed(0)} % (at most ${100 * MOST_SHARE} %), memory ${((100 * now.megabytes) / before.megabytes).toFixed(0)} %`,
    );
    if (share > MOST_SHARE) process.exitCode = 1;
  }
  print(`peak ${now.megabytes} MB (at most ${MOST_MEGABYTES} MB)`);
  if (now.megabytes > MOST_MEGABYTES) process.exitCode = 1;
}

/** One build from the journal to the last file, in a process of its own, with the heap that `cli.ts` sets. */
async function measure(dist, folder) {
  setFlagsFromString('--semi-space-growth-factor=1');
  const load = (path) => import(pathToFileURL(join(dist, path)).href);
  const { FORMATS } = await load('report/formats.js');
  const { writeReports } = await load('report/write.js');
  const out = join(folder, '..');
  const seconds = () => {
    const { user, system } = process.cpuUsage();
    return { cpu: (user + system) / 1e6, wall: performance.now() / 1_000 };
  };
  const marks = [seconds()];
  let report;
  if (existsSync(join(dist, 'assemble.js'))) {
    // 0.1: the report of the run alone is at hand until history has judged the journal once more.
    const { assembleReport } = await load('assemble.js');
    const { rememberRun } = await load('remember.js');
    const alone = await assembleReport(folder);
    marks.push(seconds());
    report = (await rememberRun(folder, { out, deadlines: {} })) ?? alone;
  } else {
    const { judgeRun } = await load('audit/assemble.js');
    const { recordInHistory } = await load('audit/record-history.js');
    const judged = await judgeRun(folder);
    marks.push(seconds());
    ({ report } = recordInHistory(judged, { out, deadlines: {} }));
  }
  marks.push(seconds());
  const { written, failed } = await writeReports(folder, report, FORMATS);
  marks.push(seconds());
  if (failed.length > 0) throw new Error(failed[0].message);
  const [judged, history, reports] = marks.slice(1).map(({ cpu }, i) => cpu - marks[i].cpu);
  const wall = marks[3].wall - marks[0].wall;
  const bytes = written
    .filter((name) => !name.endsWith('/'))
    .reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  const megabytes = Math.round(process.resourceUsage().maxRSS / 1_024);
  print(JSON.stringify({ judged, history, reports, total: judged + history + reports, wall, megabytes, bytes }));
}
