// Endpoints per second and peak memory of `seawall audit` over 127.0.0.0/16 x 2 ports, beside nmap in the same run; and
// memory while walking 16.7 million addresses. Loopback only; bounded by the number of endpoints. Run after a build.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createWalk } from '../../dist/scope/walk.js';

const print = (text) => process.stdout.write(`${text}\n`);
const folder = mkdtempSync(join(tmpdir(), 'seawall-bench-'));
const scope = join(folder, 'scope.yaml');
const head =
  'authorization: { by: bench, reference: B, from: 2020-01-01, until: 2099-12-31 }\ncontact: bench@localhost\nowner: bench\n';
writeFileSync(scope, `${head}ranges:\n  - range: 127.1.0.0/16\n`);
const cli = [
  'dist/cli.js',
  'audit',
  scope,
  '--out',
  folder,
  '--rate',
  'max',
  '--prefix-rate',
  'max',
  '--quiet',
  '--retries',
  '0',
];

function seconds(run) {
  const start = performance.now();
  run();
  return (performance.now() - start) / 1_000;
}

const endpoints = 131_072;
const timed = existsSync('/usr/bin/time');
let peak = '';
const ours = seconds(() => {
  const [command, args] = timed ? ['/usr/bin/time', ['-f', '%M', process.execPath, ...cli]] : [process.execPath, cli];
  const ended = spawnSync(command, args, { encoding: 'utf8', timeout: 300_000 });
  if (ended.status !== 0) throw new Error(`audit exited ${ended.status}: ${ended.stderr}`);
  peak = timed ? `, peak memory ${Math.round(Number(ended.stderr.trim().split('\n').at(-1)) / 1_024)} MB` : '';
});
print(`seawall: ${endpoints} endpoints in ${ours.toFixed(1)} s, ${Math.round(endpoints / ours)} per second${peak}`);
if (existsSync('/usr/bin/nmap')) {
  const theirs = seconds(() =>
    execFileSync('nmap', ['-n', '-Pn', '-sT', '-T5', '-p', '2375,2376', '127.1.0.0/16', '-oG', '/dev/null'], {
      stdio: 'ignore',
      timeout: 400_000,
    }),
  );
  print(
    `nmap -n -Pn -sT -T5: ${theirs.toFixed(1)} s, ${Math.round(endpoints / theirs)} per second; seawall is ${(theirs / ours).toFixed(2)} times as fast`,
  );
} else print('nmap is not installed: no ratio');

const before = process.memoryUsage().rss;
const walk = createWalk(
  { spans: [{ first: '127.0.0.0', last: '127.255.255.255', size: 2 ** 24, ports: [2375], range: 0 }] },
  1,
  { index: 1, count: 1 },
);
let sum = 0;
const walked = seconds(() => {
  for (let i = 0; i < walk.size; i += 1) sum += walk.at(i).port;
});
const rss = process.memoryUsage().rss;
print(
  `walk: ${walk.size} addresses, ${Math.round((walked * 1e9) / walk.size)} ns each, ${Math.round(rss / 2 ** 20)} MB (${Math.round((rss - before) / 2 ** 20)} MB more than before)`,
);
if (rss > 150 * 2 ** 20 || sum !== 2375 * walk.size) process.exitCode = 1;
