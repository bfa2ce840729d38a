// Seconds and peak memory of every report format over 100,000 findings: what a run over a /16 of engines would give.
// Opens no socket and writes no file. Run after a build.
import { readFileSync } from 'node:fs';
import { compareFindings } from '../../dist/domain/exposure.js';
import { FORMATS, filesOf, RUN_FORMAT } from '../../dist/report/formats.js';

const SIZE = 100_000;
const MOST_SECONDS = 15;
const MOST_MEGABYTES = 500;

const print = (text) => process.stdout.write(`${text}\n`);
const peak = () => process.resourceUsage().maxRSS / 1024;

/** The kept sample, with as many findings, each on an address of its own. */
function largeReport() {
  const file = new URL('../fixtures/formats/v1/findings-compared.json', import.meta.url);
  const { run, findings, explanations } = JSON.parse(readFileSync(file, 'utf8'));
  const range = { text: '10.0.0.0/8', file: 'targets/all.yaml', line: 5, owner: 'platform', contact: '', tags: [] };
  const authorization = { by: 'bench', reference: 'B', from: '2020-01-01', until: '2099-12-31' };
  const span = { first: '10.0.0.0', last: '10.255.255.255', size: 2 ** 24, ports: [2375, 2376], range: 0 };
  const many = Array.from({ length: SIZE }, (_, i) => {
    const address = `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`;
    const owner = `team ${i % 500}`;
    return { ...findings[i % findings.length], id: i.toString(16).padStart(16, '0'), address, owner };
  });
  // As every report has them.
  many.sort(compareFindings);
  const absent = many
    .slice(0, 1_000)
    .map((finding, i) => ({ ...finding, lifecycle: i % 2 ? 'resolved' : 'unverified' }));
  const counts = { new: 0, persisting: 0, changed: 0, reopened: 0, resolved: 500, unverified: 500, accepted: 0 };
  for (const { lifecycle } of many) counts[lifecycle] += 1;
  const at = run.finishedAt;
  const trend = [{ run: run.id, at, severities: run.severities, opened: 0, resolved: 500, meanDaysToClose: 3 }];
  const acceptances = { expired: [], unmatched: [], expiring: [] };
  return {
    run,
    findings: many,
    explanations,
    scope: {
      ...run.scope,
      ranges: [{ ...range, authorization, addresses: 2 ** 24, endpoints: 2 ** 25 }],
      spans: [span],
    },
    history: { previous: null, absent, counts, overdue: 0, acceptances, trend },
  };
}

const report = largeReport();
print(`${SIZE} findings: ${Math.round(peak())} MB before the first format`);
let total = 0;
for (const format of [...FORMATS, RUN_FORMAT]) {
  const start = performance.now();
  let [characters, files] = [0, 0];
  for (const { chunks } of filesOf(format, report)) {
    files += 1;
    for (const chunk of chunks) characters += chunk.length;
  }
  const seconds = (performance.now() - start) / 1_000;
  total += seconds;
  const size = `${(characters / 1e6).toFixed(1)} MB in ${files} ${files === 1 ? 'file' : 'files'}`;
  print(`${format.name.padEnd(14)} ${seconds.toFixed(2).padStart(6)} s  ${size}, peak ${Math.round(peak())} MB`);
}
print(
  `all formats: ${total.toFixed(1)} s (at most ${MOST_SECONDS}), peak ${Math.round(peak())} MB (at most ${MOST_MEGABYTES})`,
);
if (total > MOST_SECONDS || peak() > MOST_MEGABYTES) throw new Error('too slow, or too much memory');
