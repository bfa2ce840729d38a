// One sweep, from the build, as a process of its own: the request is JSON in argv[2], the outcome JSON on stdout.
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';

// One file after the other, as the program loads them: a low descriptor limit does not hold a whole graph at once.
const require = createRequire(import.meta.url);
const { createSweep } = require('../../dist/audit/sweep-engines.js');
const { createPermit } = require('../../dist/scope/permit.js');
const { parseScope } = require('../../dist/scope/scope.js');
const { createWalk } = require('../../dist/scope/walk.js');
const { createPace } = require('../../dist/sweep/pace.js');

const request = JSON.parse(process.argv[2] ?? '{}');
const { engine, threads = 1, rate = null, prefixRate = null, positions = {}, times = 1 } = request;
const head =
  'authorization: { by: ciso, reference: T-1, from: 2026-01-01, until: 2036-12-31 }\ncontact: t@localhost\nowner: t\n';
const text = `${head}ranges:\n${request.ranges.map((range) => `  - range: ${range}\n`).join('')}`;
const scope = parseScope([{ file: 'test.yaml', text }], { now: Date.now(), maxAddresses: 2 ** 32 });
const plan = { scope, seed: request.seed ?? 9, shard: { index: 1, count: 1 } };
const walk = createWalk(scope, plan.seed, plan.shard);
const clock = { now: () => Date.now(), ticks: () => performance.now() };
const descriptors = () => readdirSync('/proc/self/fd').length;

let outcome = {};
let before = 0;
process.stdout.write('begun\n');
for (let time = 0; time < times; time += 1) {
  // Node opens some of its own for the first thread; they stay.
  if (time === times - 1) before = descriptors();
  outcome = await sweep();
}
// Threads are gone, but what they held is closed a little later.
await new Promise((resolve) => setTimeout(resolve, 100));
const used = process.resourceUsage();
process.stdout.write(
  JSON.stringify({
    ...outcome,
    descriptors: [before, descriptors()],
    memory: used.maxRSS * 1_024,
    processor: (used.userCPUTime + used.systemCPUTime) / 1e6,
  }),
);

async function sweep() {
  const stop = new AbortController();
  const settled = new Uint8Array(walk.size);
  let first = positions.from ?? 0;
  const job = {
    plan,
    walk,
    permit: createPermit(scope, clock),
    pace: createPace({ rate, prefixRate, clock }),
    positions: { from: 0, to: walk.size, step: 1, skip: [], ...positions },
    limit: () => first + 2 ** 22,
    concurrency: request.concurrency ?? 256,
    timeout: request.timeout ?? 500,
    retries: request.retries ?? 0,
    signal: stop.signal,
    clock,
    counters: { sent: 0, started: 0, late: 0, trouble: 0 },
  };
  if (request.stopAfter !== undefined) setTimeout(() => stop.abort(), request.stopAfter);
  const records = [];
  const counts = {};
  let doubled = 0;
  let error;
  const started = performance.now();
  try {
    for await (const batch of createSweep(engine, { prefixRate, threads }).run(job)) {
      for (const record of batch) {
        const word = record.state === 'open' ? 'open' : `${record.state} ${record.reason}`;
        counts[word] = (counts[word] ?? 0) + 1;
        if (settled[record.position] === 1) doubled += 1;
        settled[record.position] = 1;
        if (request.countOnly) continue;
        const { address, port } = walk.at(record.position);
        records.push({ ...record, endpoint: `${address} ${port}` });
      }
      while (settled[first] === 1) first += 1;
      if (request.slow !== undefined) await new Promise((resolve) => setTimeout(resolve, request.slow));
    }
  } catch (thrown) {
    error = thrown.message;
  }
  return {
    records,
    counts,
    doubled,
    size: walk.size,
    counters: job.counters,
    error,
    seconds: (performance.now() - started) / 1_000,
  };
}
