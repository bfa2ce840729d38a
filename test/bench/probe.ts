/**
 * `/version` probes per second on a range where every address answers, served by nginx in a namespace of its own.
 *
 * The peer is `curl --parallel`: it asks the same question, once, over one new connection per address, 64 at a time like
 * Seawall's probes. It neither looks for open ports first nor judges, records or reports. nmap's docker-version script
 * does the whole job and is measured too.
 */

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { formatV4, parseV4 } from '../../src/domain/address.ts';
import { createNamespace } from '../helpers/netns.ts';
import { alternate, type Cost, cost, demandSpeed, median, print, short } from './measure.ts';
import { seawallCommand, whyNot } from './tools.ts';

const [FIRST, PREFIX] = ['127.64.0.0', 20];
const COUNT = 2 ** (32 - PREFIX);
const RANGE = `${FIRST}/${PREFIX}`;
const VERSION =
  '{"Platform":{"Name":"Docker Engine - Community"},"Version":"20.10.24","ApiVersion":"1.41","MinAPIVersion":"1.12","GitCommit":"5d6db84","GoVersion":"go1.19.7","Os":"linux","Arch":"amd64","KernelVersion":"5.10.0-21-amd64"}';

const missing = whyNot('nmap', 'curl');
if (missing !== undefined) throw new Error(missing);
const namespace = createNamespace('probe');
const folder = mkdtempSync(join(tmpdir(), 'seawall-bench-'));
const config = join(folder, 'nginx.conf');
writeFileSync(
  config,
  `daemon off; pid ${folder}/nginx.pid; error_log stderr; worker_processes 1; events { worker_connections 4096; }
http { access_log off; client_body_temp_path ${folder}; proxy_temp_path ${folder}; fastcgi_temp_path ${folder}; uwsgi_temp_path ${folder}; scgi_temp_path ${folder};
  server { listen 0.0.0.0:2375 backlog=4096; server_tokens off;
    location = /version { default_type application/json; add_header Api-Version 1.41; return 200 '${VERSION}'; } } }\n`,
);
const [command = 'ip', ...rest] = [...namespace.inside, 'nginx', '-p', folder, '-c', config];
const nginx = spawn(command, rest, { stdio: ['ignore', 'ignore', 'inherit'] });
for (let tries = 0; !namespace.run('cat', '/proc/net/tcp').includes(':0947 '); tries += 1) {
  if (tries > 100 || nginx.exitCode !== null) throw new Error('nginx does not listen');
  await sleep(50);
}

const urls = join(folder, 'urls');
const addresses = Array.from({ length: COUNT }, (_, i) => formatV4(parseV4(FIRST) + i));
writeFileSync(urls, addresses.map((address) => `url = "http://${address}:2375/version"\n`).join(''));
const expecting =
  (name: string, proof: RegExp) =>
  (result: Cost): Cost => {
    const answers = result.stdout.match(proof)?.length ?? 0;
    if (answers !== COUNT) throw new Error(`${name} got ${answers} answers of ${COUNT}: ${result.stderr}`);
    return result;
  };

try {
  const results = await alternate(3, {
    seawall: async () => {
      const { command: words, folder: out } = seawallCommand([RANGE], [2375], ['--no-second-look']);
      const result = await cost(words, namespace.inside);
      if (result.status !== 0) throw new Error(`seawall exited ${result.status}: ${result.stderr}`);
      const csv = await cost([
        process.execPath,
        'dist/cli.js',
        'report',
        'latest',
        '--out',
        out,
        '--format',
        'csv',
        '--to',
        '-',
      ]);
      rmSync(out, { recursive: true });
      expecting('seawall', /,engine-open-proxied,/g)(csv);
      return result;
    },
    curl: async () =>
      expecting(
        'curl',
        /"ApiVersion":"1.41"/g,
      )(await cost(['curl', '-s', '-Z', '--parallel-max', '64', '-K', urls], namespace.inside)),
    nmap: async () =>
      expecting(
        'nmap',
        /Version: 20\.10\.24|docker\s+Docker 20\.10\.24/g,
      )(
        await cost(
          ['nmap', '-n', '-Pn', '-sT', '-T5', '-p', '2375', '--script', 'docker-version', RANGE],
          namespace.inside,
        ),
      ),
  });
  const [ours, curl, nmap] = [results.seawall, results.curl, results.nmap].map((runs = []) => ({
    rate: COUNT / median(runs.map(({ seconds }) => seconds)),
    cpu: median(runs.map(({ cpu }) => cpu)),
    memory: Math.max(...runs.map(({ memory }) => memory)),
  }));
  if (ours === undefined || curl === undefined || nmap === undefined) throw new Error('nothing was measured');
  print(
    `probe: seawall ${short(ours.rate)}/s (CPU ${ours.cpu.toFixed(1)} s, ${ours.memory.toFixed(0)} MB), curl --parallel ${short(curl.rate)}/s (CPU ${curl.cpu.toFixed(1)} s, ${curl.memory.toFixed(0)} MB), nmap docker-version ${short(nmap.rate)}/s: ${(ours.rate / curl.rate).toFixed(2)} times curl, ${(ours.rate / nmap.rate).toFixed(2)} times nmap`,
  );
  demandSpeed(ours.rate >= nmap.rate, "at least nmap's rate");
} finally {
  nginx.kill();
  namespace.remove();
  rmSync(folder, { recursive: true, force: true });
}
