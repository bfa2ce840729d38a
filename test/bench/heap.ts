/**
 * A whole audit of engines that answer with more than is kept of one, in the heap of a small machine: 12,000 in 1 GB, or with
 * `--quick` 1,500 in 128 MB. Every report must be written.
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { formatV4, parseV4 } from '../../src/domain/address.ts';
import type { RunRecord } from '../../src/domain/run.ts';
import { scopeText } from '../helpers/scope.ts';
import { cost, demand, demandSpeed, print, QUICK } from './measure.ts';

const [ENGINES, HEAP_MB] = QUICK ? [1_500, 128] : [12_000, 1_024];
const FIRST = parseV4('127.76.0.0') ?? 0;
const MIB = 2 ** 20;
/** What a process has beside its heap: code, buffers, the database. */
const REST_MB = 128;

if (process.argv[2] === 'serve') await serve();
else await measure();

/** 14 components with 32 details, in Chinese: 70 kB. */
function largestAnswer(): string {
  const details = Object.fromEntries(Array.from({ length: 32 }, (_, i) => [`细节${i}`, '容器引擎'.repeat(12)]));
  const Components = Array.from({ length: 14 }, (_, i) => ({
    Name: i === 0 ? 'Engine' : `部件${i}`,
    Version: '20.10.7',
    Details: details,
  }));
  const body = JSON.stringify({ Components, Version: '20.10.7', ApiVersion: '1.41', Os: 'linux', Arch: 'amd64' });
  return `HTTP/1.1 200 OK\r\nServer: Docker/20.10.7 (linux)\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

/** Until its input ends. */
async function serve(): Promise<void> {
  const answer = Buffer.from(largestAnswer());
  for (let i = 0; i < ENGINES; i += 1) {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.end(answer));
    });
    server.listen(2375, formatV4(FIRST + i));
    await once(server, 'listening');
  }
  print('ready');
  process.stdin.resume();
  process.stdin.on('end', () => process.exit());
}

async function measure(): Promise<void> {
  const words = ['serve', ...(QUICK ? ['--quick'] : [])];
  const servers = spawn(process.execPath, [fileURLToPath(import.meta.url), ...words], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const folder = mkdtempSync(join(tmpdir(), 'seawall-bench-'));
  try {
    await once(servers.stdout, 'data');
    const scope = join(folder, 'scope.yaml');
    writeFileSync(scope, `${scopeText([`${formatV4(FIRST)}-${formatV4(FIRST + ENGINES - 1)}`])}ports: [2375]\n`);
    const options = ['--out', folder, '--rate', 'max', '--prefix-rate', 'max', '--format', 'all', '--quiet'];
    const program = [process.execPath, `--max-old-space-size=${HEAP_MB}`, 'dist/cli.js', 'audit', scope, ...options];
    const { seconds, memory, status, stderr } = await cost(program, [], 600);
    const sizeOf = (name: string): number => Math.round(statSync(join(folder, 'latest', name)).size / MIB);
    print(
      `heap: ${ENGINES} engines of ${Math.round(largestAnswer().length / 1_000)} thousand characters in a heap of ${HEAP_MB} MB:`,
    );
    print(
      `  exit status ${status} after ${seconds.toFixed(1)} s, peak ${memory.toFixed(0)} MB${status === 1 ? '' : `, ${stderr}`}`,
    );
    demand(status === 1, 'the run ends with its findings');
    const run: RunRecord = JSON.parse(readFileSync(join(folder, 'latest', 'run.json'), 'utf8'));
    print(`  journal ${sizeOf('journal.jsonl')} MB, findings.json ${sizeOf('findings.json')} MB`);
    demand(run.verdicts['engine-open-plaintext'] === ENGINES, 'every engine is one');
    const prefixes = Math.ceil(ENGINES / 256);
    demand(sizeOf('journal.jsonl') <= prefixes * 4 + 1, 'the journal has 4 MB at most for each /24');
    demandSpeed(memory < HEAP_MB + REST_MB, `peak memory under the heap and ${REST_MB} MB`);
  } finally {
    servers.stdin.end();
    rmSync(folder, { recursive: true });
  }
}
