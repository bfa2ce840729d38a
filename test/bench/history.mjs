// 1,000,000 sightings of 1,000 findings over 1,000 runs: how long do questions take? Build first; writes to a temporary folder.
//   node test/bench/history.mjs
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openWriting } from '../../dist/history/database.js';

const [RUNS, FINDINGS] = [1_000, 1_000];
const out = mkdtempSync(join(tmpdir(), 'seawall-bench-'));
const path = join(out, 'seawall.db');
const db = openWriting(path);
const timeOf = (run) => new Date(Date.UTC(2024, 0, 1) + run * 86_400_000 * 0.9).toISOString();
let started = performance.now();
db.transaction(() => {
  const runs = db.prepare(
    `INSERT INTO runs VALUES (?, ?, 'audit', 'default', ?, ?, 'finished', '1/1', 'sha256:0', 1000000, 1000000, 500, 500, 0, 0, 0, 1, 1, 3.5)`,
  );
  for (let run = 1; run <= RUNS; run += 1)
    runs(run, `20240101T000000Z-${run.toString(16).padStart(6, '0')}`, timeOf(run), timeOf(run));
  const findings = db.prepare(
    `INSERT INTO findings VALUES (?, ?, ?, 2375, 'default', ?, '10.0.0.0/16', 'a.yaml', 'open', 1, 'persisting', 'engine-open-plaintext',
      'critical', 'docker', '20.10.5', 1, 1, 0, ?, ?, ?, NULL, NULL, ?, ?, NULL)`,
  );
  const sightings = db.prepare(
    `INSERT INTO sightings VALUES (?, ?, ?, 'answered', 'persisting', 'engine-open-plaintext', 'critical', '20.10.5')`,
  );
  for (let n = 1; n <= FINDINGS; n += 1) {
    const id = n.toString(16).padStart(16, '0');
    const address = `10.0.${n >> 8}.${n & 255}`;
    const owner = `team-${n % 10}`;
    const sighting = JSON.stringify({
      ...{
        id,
        lifecycle: null,
        address,
        port: 2375,
        owner,
        contact: 'a@b',
        tags: [],
        range: '10.0.0.0/16',
        reference: 'T',
      },
      ...{
        firstSeen: timeOf(1),
        lastSeen: timeOf(RUNS),
        vantage: 'default',
        runId: 'r',
        verdict: 'engine-open-plaintext',
      },
      ...{
        severity: 'critical',
        product: 'docker',
        qualifiers: [],
        transport: 'plain',
        evidence: 'x'.repeat(200),
        notes: [],
      },
      ...{
        explanation: 'engine-open-plaintext',
        engine: { version: '20.10.5', apiVersion: '1.41', os: 'linux', arch: 'amd64' },
      },
    });
    findings(n, id, address, owner, timeOf(1), timeOf(RUNS), timeOf(1), RUNS, sighting);
  }
  for (let run = 1; run <= RUNS; run += 1) for (let n = 1; n <= FINDINGS; n += 1) sightings(n, run, timeOf(run));
});
db.close();
const size = (statSync(path).size / 2 ** 20).toFixed(0);
process.stdout.write(`${RUNS * FINDINGS} sightings written in ${seconds()} s; ${size} MiB\n`);

for (const args of [
  ['findings'],
  ['findings', '--owner', 'team-3', '--older-than', '30', '--json'],
  ['findings', '--csv'],
  ['show', '00000000000003e8'],
]) {
  started = performance.now();
  const text = execFileSync(process.execPath, ['dist/cli.js', ...args, '--out', out], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  process.stdout.write(`seawall ${args.join(' ')}: ${seconds()} s, ${text.split('\n').length} lines\n`);
}
rmSync(out, { recursive: true });

function seconds() {
  return ((performance.now() - started) / 1_000).toFixed(2);
}
