/** The second look, in a network of its own that loses packets as it is told to. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SWEEP_STATES } from '../../src/domain/endpoint.ts';
import type { Finding } from '../../src/domain/finding.ts';
import type { RunRecord } from '../../src/domain/run.ts';
import { listRuns } from '../../src/journal/folder.ts';
import { run } from '../helpers/cli.ts';
import { leftOut } from '../helpers/left-out.ts';
import { runInNetwork, whyNoNetwork } from '../helpers/network.ts';
import { scopeFile, scopeText, temporaryFolder } from '../helpers/scope.ts';

const TABLE = `nft add table ip lossy; nft 'add chain ip lossy out { type filter hook output priority 0; }'`;
const OPTIONS = '--timeout 300 --retries 0 --prefix-rate max --no-progress --quiet';
const ENGINE = JSON.stringify({ Version: '20.10.24', ApiVersion: '1.41', GoVersion: 'go1.19.7', GitCommit: '5d6db84' });
const SERVE = `require('http').createServer((q, r) => r.end(process.argv[1])).listen(2375, '127.0.71.3'); setTimeout(process.exit, 55000)`;

/** Runs what the script says of `seawall`, where nftables drops what the rules say. */
async function runLossy(rules: readonly string[], script: (seawall: string) => string): Promise<void> {
  const node = `'${process.execPath}'`;
  const drops = rules.map((rule) => `nft 'add rule ip lossy out tcp dport { 2375, 2376 } ${rule} drop'`);
  await runInNetwork(
    [
      TABLE,
      ...drops,
      `${node} -e "${SERVE}" '${ENGINE}' & engine=$!`,
      'sleep 0.7',
      script(`${node} dist/cli.js`),
      'kill $engine',
    ].join('\n'),
  );
}

async function read(out: string): Promise<{ record: RunRecord; findings: string[]; id: string }> {
  const [id = ''] = await listRuns(out);
  const record: RunRecord = JSON.parse(await readFile(join(out, id, 'run.json'), 'utf8'));
  const document: { findings: Finding[] } = JSON.parse(await readFile(join(out, id, 'findings.json'), 'utf8'));
  return {
    record,
    id,
    findings: document.findings.map(({ address, port, verdict }) => `${address}:${port} ${verdict}`),
  };
}

function expectToAddUp({ scope, states, ranges }: RunRecord): void {
  expect(SWEEP_STATES.reduce((sum, word) => sum + states[word], 0)).toBe(scope.endpoints);
  for (const word of SWEEP_STATES)
    expect(ranges.reduce((sum, range) => sum + range.states[word], 0)).toBe(states[word]);
}

describe.skipIf(leftOut('the second look', whyNoNetwork()))('the second look', () => {
  it('finds an engine that the sweep missed, and puts the counts right', async () => {
    const { file } = await scopeFile(scopeText(['127.0.71.0/28']));
    const out = await temporaryFolder();
    const dropFirst = 'ip daddr 127.0.71.3 tcp dport 2375 tcp flags & (syn | ack) == syn numgen inc mod 1000 == 0';
    await runLossy(
      [dropFirst, 'ip daddr 127.0.71.8/30'],
      (seawall) => `${seawall} audit '${file}' --out '${out}' ${OPTIONS} --min-coverage 99 || echo $? >'${out}/status'`,
    );
    const { record, findings, id } = await read(out);
    expect(findings).toEqual(['127.0.71.3:2375 engine-open-plaintext']);
    expect(record.states).toEqual({ open: 1, closed: 23, filtered: 8, unreachable: 0, 'not-tested': 0 });
    expectToAddUp(record);
    expect(record.probes).toEqual({ done: 1, faulted: 0 });
    expect(record.secondLook).toMatchObject({
      perSecond: 50,
      silent: { endpoints: 9, sampled: 9, answered: 1 },
      control: { endpoints: 23, sampled: 23, answered: 23 },
      missed: 1,
      rate: 4.167,
    });
    // All was tested, and yet one in 24 answers was missed.
    expect(record.coverage.percent).toBe(100);
    expect(record.reasons).toEqual(['coverage']);
    expect((await readFile(join(out, 'status'), 'utf8')).trim()).toBe('3');
    const again = await temporaryFolder();
    await run(['report', id, '--out', out, '--to', again]);
    for (const name of ['run.json', 'findings.json', 'findings.csv', 'coverage.csv'])
      expect(await readFile(join(again, name), 'utf8')).toBe(await readFile(join(out, id, name), 'utf8'));
  }, 60_000);

  it('estimates what a network lost that lost 30 % of all packets', async () => {
    const { file } = await scopeFile(scopeText(['127.0.72.0/22']));
    const out = await temporaryFolder();
    const rules = ['ip daddr 127.0.75.0/24', 'tcp flags & (syn | ack) == syn numgen random mod 100 < 30'];
    await runLossy(rules, (seawall) => `${seawall} audit '${file}' --out '${out}' ${OPTIONS} --rate 2000`);
    const { record } = await read(out);
    const { secondLook } = record;
    if (!secondLook) throw new Error('no second look');
    // Everything outside 127.0.75.0/24 is alive: 1,536 endpoints.
    const truth = (100 * (secondLook.silent.endpoints - 512)) / 1_536;
    expect(truth).toBeGreaterThan(20);
    // Two-sided 95 %: a true interval misses in one run of twenty, by little.
    expect(secondLook.low).toBeLessThan(truth + 3);
    expect(secondLook.high).toBeGreaterThan(truth - 3);
    expect(secondLook.rate).toBeGreaterThan(truth / 3);
    expectToAddUp(record);
  }, 60_000);

  it('ends as if nobody had disturbed it, killed in the sweep and in the second look', async () => {
    const { file } = await scopeFile(scopeText(['127.0.71.0/24']));
    const plain = await temporaryFolder();
    const killed = await temporaryFolder();
    const options = `${OPTIONS} --rate 400`;
    // Kills when the journal shows that the process runs, and so much later.
    const kill = (lines: number, delay: number): string =>
      `until [ "$(cat '${killed}'/*/journal.jsonl 2>/dev/null | grep -cE '"kind":"(start|resume)"')" -ge ${lines} ]; do sleep 0.05; done
       sleep ${(delay + Math.random() * 0.6).toFixed(2)}; kill -KILL $child || true; wait $child || true`;
    await runLossy(['ip daddr 127.0.71.64/26'], (seawall) => {
      const resume = `${seawall} audit '${file}' --out '${killed}' --resume "$(ls '${killed}' | grep -E '^[0-9]{8}T')" ${options}`;
      return [
        `${seawall} audit '${file}' --out '${plain}' ${options} --seed 5 & plain=$!`,
        `${seawall} audit '${file}' --out '${killed}' ${options} --seed 5 & child=$!`,
        kill(1, 0.6),
        `${resume} & child=$!`,
        kill(2, 1.2),
        `${resume} & child=$!`,
        kill(3, 1),
        resume,
        'wait $plain',
      ].join('\n');
    });
    const [a, b] = [await read(plain), await read(killed)];
    expect(b.record.resumedAt).toHaveLength(3);
    expect(b.record.outcome).toBe('finished');
    expect(b.findings).toEqual(a.findings);
    expect(b.record.states).toEqual(a.record.states);
    expect(b.record.secondLook).toEqual(a.record.secondLook);
    expect(b.record.secondLook?.silent).toEqual({ endpoints: 128, sampled: 50, answered: 0 });
    expectToAddUp(b.record);
  }, 60_000);
});

it('is left out when nobody wants it', async () => {
  const { file } = await scopeFile(scopeText(['127.0.76.0/30']));
  const out = await temporaryFolder();
  await run(['audit', file, '--out', out, '--no-second-look', '--quiet']);
  expect((await read(out)).record).toMatchObject({ secondLook: null, noSecondLook: 'not-wanted' });
  const { id } = await read(out);
  const journal = await readFile(join(out, id, 'journal.jsonl'), 'utf8');
  expect(journal).not.toContain('second-look');
});
