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

/** Bounds of what this version takes: share of the other version's time, and megabytes. */
const MOST_SHARE = 0.65;
const MOST_MEGABYTES = 600;
const RUN = '20260301T020000Z-00beef';
const AT = '2026-03-01T02:00:00.000Z';

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
    const lines = await journalLines(Number(values.size), Number(values.engines));
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

/** The same journal every time: engines of many releases, refusals, demands for certificates, and other services. */
async function journalLines(size, engines) {
  const { parseScope } = await import(pathToFileURL(join(own, 'scope/scope.js')).href);
  const random = mulberry32(7);
  const ranges = Array.from({ length: 8 }, (_, i) => `  - { range: 10.${i}.0.0/16, owner: team ${i} }\n`).join('');
  const head =
    'authorization: { by: ciso, reference: B-1, from: 2026-01-01, until: 2036-12-31 }\ncontact: b@localhost\n';
  const text = `${head}ranges:\n${ranges}`;
  const scope = parseScope([{ file: 'bench.yaml', text }], { now: Date.parse(AT), maxAddresses: 2 ** 24 });
  const options = { engine: 'connect', ports: [], rate: null, prefixRate: null, concurrency: 1, threads: 1, probes: 1 };
  Object.assign(options, {
    timeout: 100,
    retries: 0,
    seed: 1,
    shard: { index: 1, count: 1 },
    maxDuration: null,
    minCoverage: 0,
  });
  const start = {
    kind: 'start',
    schema: 'seawall.journal/1',
    run: RUN,
    version: '0.1.0',
    at: AT,
    vantage: 'default',
    options,
    scope,
  };
  const lines = [start];
  for (let i = 0; i < size; i += 1) {
    const range = i & 7;
    const host = Math.floor(i / 8);
    const endpoint = {
      address: `10.${range}.${(host >> 8) & 255}.${host & 255}`,
      port: 2375,
      range,
      position: i,
      at: AT,
    };
    lines.push({ kind: 'open', open: { ...endpoint, state: 'open' } });
    lines.push({ kind: 'probe', probe: { ...endpoint, attempts: attemptsOf(random, engines) } });
  }
  const opens = [0, 1, 2, 3, 4, 5, 6, 7].map((range) => [range, 'open', Math.ceil((size - range) / 8)]);
  const closed = [0, 1, 2, 3, 4, 5, 6, 7].map((range) => [range, 'closed', 2 * 65_536 - Math.ceil((size - range) / 8)]);
  lines.push({ kind: 'checkpoint', at: AT, position: scope.endpoints, counts: [...opens, ...closed], notTested: [] });
  lines.push({ kind: 'end', at: AT, reasons: [] });
  return `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`;
}

function attemptsOf(random, engines) {
  const isEngine = random() < engines;
  const kind = random();
  const plain = { purpose: 'first', at: AT, elapsed: 1 + Math.floor(random() * 90), transport: 'plain' };
  if (isEngine) return [{ ...plain, end: 'answered', http: engine(random) }];
  if (kind < 0.25) {
    const tls = { established: true, protocol: 'TLSv1.3', cipher: 'TLS_AES_128_GCM_SHA256', alert: 116, keyed: true };
    return [{ ...plain, transport: 'tls', end: 'tls-refused', tls }];
  }
  if (kind < 0.5)
    return [{ ...plain, end: 'answered', http: page(401, [['WWW-Authenticate', 'Basic realm="x"']], '') }];
  if (kind < 0.75)
    return [{ ...plain, end: 'unparsable', raw: { encoding: 'utf8', data: 'SSH-2.0-OpenSSH_9.2\r\n', total: 21 } }];
  return [
    { ...plain, end: 'answered', http: page(200, [['Server', 'nginx/1.24.0']], '<html><title>x</title></html>') },
  ];
}

function engine(random) {
  const pick = (list) => list[Math.floor(random() * list.length)];
  const version = pick([
    '17.05.0-ce',
    '18.09.9',
    '19.03.15',
    '20.10.24',
    '23.0.1',
    '24.0.7',
    '25.0.3',
    '26.1.4',
    '27.0.3',
    '28.1.1',
  ]);
  const kernel = pick([
    '3.10.0-1160.el7.x86_64',
    '4.15.0-20-generic',
    '5.4.0-150-generic',
    '5.15.0-91-generic',
    '6.1.0-18-amd64',
  ]);
  const body = JSON.stringify({
    Platform: { Name: 'Docker Engine - Community' },
    Components: [
      { Name: 'Engine', Version: version, Details: { ApiVersion: '1.41', Arch: 'amd64', KernelVersion: kernel } },
    ],
    ...{
      Version: version,
      ApiVersion: '1.41',
      MinAPIVersion: '1.12',
      GitCommit: Math.floor(random() * 2 ** 28).toString(16),
    },
    ...{
      GoVersion: 'go1.19.7',
      Os: 'linux',
      Arch: 'amd64',
      KernelVersion: kernel,
      BuildTime: '2023-04-04T18:23:09.000000000+00:00',
    },
  });
  const headers = [
    ...[
      ['Api-Version', '1.41'],
      ['Content-Type', 'application/json'],
      ['Docker-Experimental', 'false'],
    ],
    ...[
      ['Ostype', 'linux'],
      ['Server', `Docker/${version} (linux)`],
      ['Date', 'Sun, 01 Mar 2026 02:00:00 GMT'],
    ],
  ];
  return page(200, headers, body);
}

function page(status, headers, body) {
  const all = [...headers, ['Content-Length', String(body.length)]];
  return {
    version: '1.1',
    status,
    reason: 'OK',
    headers: all,
    bareLf: false,
    body: { encoding: 'utf8', data: body, total: body.length },
  };
}

/** A generator of 32-bit state: the same numbers for the same seed. */
function mulberry32(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
