/**
 * The closed word lists: every word is one that running code says. No word is written here in order to be found: they come
 * out of probes of real sockets, of runs of the built program, and of the judging of what those brought home.
 */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { classify } from '../../src/classify/classify.ts';
import * as advisory from '../../src/domain/advisory.ts';
import type { AttemptEnd, ProbeRecord } from '../../src/domain/attempt.ts';
import * as attempt from '../../src/domain/attempt.ts';
import * as closing from '../../src/domain/closing.ts';
import * as decision from '../../src/domain/decision.ts';
import * as endpoint from '../../src/domain/endpoint.ts';
import * as engine from '../../src/domain/engine.ts';
import * as exposure from '../../src/domain/exposure.ts';
import type { Judgement } from '../../src/domain/finding.ts';
import * as finding from '../../src/domain/finding.ts';
import * as history from '../../src/domain/history.ts';
import * as reach from '../../src/domain/reach.ts';
import * as review from '../../src/domain/review.ts';
import type { PartialReason, RunRecord } from '../../src/domain/run.ts';
import * as runWords from '../../src/domain/run.ts';
import * as scope from '../../src/domain/scope.ts';
import * as told from '../../src/domain/told.ts';
import * as verdicts from '../../src/domain/verdicts.ts';
import { listRuns } from '../../src/journal/folder.ts';
import { recordRun } from '../../src/journal/record.ts';
import { foldJournal } from '../../src/journal/run-fold.ts';
import { startLab } from '../../src/lab/lab.ts';
import { answer, listen } from '../../src/lab/serve.ts';
import { run, start } from '../helpers/cli.ts';
import { journalOf, startLine } from '../helpers/journal.ts';
import { leftOut } from '../helpers/left-out.ts';
import { runInNetwork, whyNoNetwork } from '../helpers/network.ts';
import { isJudgedByItsRule, probeAll } from '../helpers/probe.ts';
import { scopeFile, scopeText, temporaryFolder } from '../helpers/scope.ts';

const model = {
  ...exposure,
  ...advisory,
  ...attempt,
  ...decision,
  ...endpoint,
  ...engine,
  ...finding,
  ...history,
  ...reach,
  ...review,
  ...runWords,
  ...scope,
  ...closing,
  ...told,
  ...verdicts,
};

/** Lists that this file walks. */
const WALKED = ['SWEEP_STATES', 'SEVERITIES', 'VERDICTS', 'PRODUCTS', 'QUALIFIERS', 'ATTEMPT_ENDS', 'PARTIAL_REASONS'];
/** Lists that a test of the words' own home walks. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  EVIDENCE: 'domain/verdicts.test.ts',
  DECISION_KINDS: 'domain/decision.test.ts',
  WORK_STATES: 'domain/exposure.test.ts',
  EXPOSURE_STATES: 'domain/exposure.test.ts',
  FAIL_WHEN: 'domain/exposure.test.ts',
  CLOSINGS: 'history/life.test.ts',
  CLOSED_BY: 'domain/closing.test.ts',
  RUN_STATES: 'domain/told.test.ts',
  SWEEP_ENGINES: 'sweep/engines.test.ts',
  SPENT_KINDS: 'audit/kept-budget.test.ts',
  RATE_CAUSES: 'sweep/rate.test.ts',
  SUPPORT_STATES: 'classify/end-of-support.test.ts',
  ADVISORY_VERDICTS: 'classify/advisories.test.ts',
  RISK_COMPONENTS: 'classify/advisories.test.ts',
  LIFECYCLES: 'history/sixty-days.test.ts',
  SIGHTS: 'history/compare.test.ts',
  DECLARATIONS: 'history/compare.test.ts',
  STANDS: 'domain/scope.test.ts',
  LOOKS: 'domain/reach.test.ts',
  REACHES: 'domain/reach.test.ts',
  REACH_NEWS: 'domain/reach.test.ts',
  REVIEW_STATES: 'domain/review.test.ts',
  REVIEW_GAPS: 'domain/review.test.ts',
  FINDING_STATES: 'history/compare.test.ts',
};

it('covers every closed list of the domain', async () => {
  const lists = Object.entries<unknown>(model).filter(([, value]) => Array.isArray(value));
  expect(lists.map(([name]) => name).sort()).toEqual([...WALKED, ...Object.keys(ELSEWHERE)].sort());
  for (const [name, file] of Object.entries(ELSEWHERE))
    expect(await readFile(join('test', file), 'utf8')).toContain(`new Set(${name})`);
});

function missing<T>(words: readonly T[], said: Iterable<T>): T[] {
  const all = new Set(said);
  return words.filter((word) => !all.has(word));
}

describe('words of the probe and of the judging', () => {
  let records: ProbeRecord[];
  let judged: Judgement[];

  beforeAll(async () => {
    const lab = await startLab({ first: '127.8.8.10', delay: 100 });
    const plain = await listen(
      '127.8.8.2',
      2376,
      answer(() => 'HTTP/1.1 204 No Content\r\n\r\n'),
    );
    const more = [
      { address: '127.8.8.1', port: 2375 }, // outside the scope
      { address: '127.8.8.2', port: 2376 }, // HTTP where TLS is expected
      { address: '127.8.8.3', port: 2375 }, // nobody listens any longer
      { address: '127.255.255.255', port: 2375 }, // the kernel has no route to a broadcast address
    ];
    records = await probeAll([...lab.endpoints, ...more], (address) => address !== '127.8.8.1');
    judged = records.map(classify);
    await plain.close();
    await lab.close();
  }, 60_000);

  it.each([
    [
      'SEVERITIES',
      () =>
        missing(
          model.SEVERITIES,
          judged.map(({ severity }) => severity),
        ),
    ],
    [
      'VERDICTS',
      () =>
        // A verdict without an exhibit in the lab comes from a real server in the test of its own rule.
        missing(
          model.VERDICTS,
          judged.map(({ verdict }) => verdict),
        ).filter((verdict) => !isJudgedByItsRule(verdict)),
    ],
    [
      'PRODUCTS',
      () =>
        missing(
          model.PRODUCTS,
          judged.map(({ product }) => product),
        ),
    ],
    [
      'QUALIFIERS',
      () =>
        missing(
          model.QUALIFIERS,
          judged.flatMap(({ qualifiers }) => qualifiers),
        ),
    ],
    [
      'ATTEMPT_ENDS',
      () =>
        missing<AttemptEnd>(
          model.ATTEMPT_ENDS,
          records.flatMap(({ attempts }) => attempts.map(({ end }) => end)),
        ),
    ],
  ])('says every word of %s', (_name, left) => {
    expect(left()).toEqual([]);
  });

  it('distinguishes verdicts that are tested against a server from others', () => {
    expect(model.VERDICTS.filter(isJudgedByItsRule)).toContain('forbidden');
    expect(model.VERDICTS.filter(isJudgedByItsRule)).not.toContain('tarpit');
  });
});

describe('words of a run', () => {
  const SLOW = ['--rate', '200', '--seed', '1', '--retries', '0', '--no-progress', '--quiet'];
  let file: string;

  beforeAll(async () => {
    ({ file } = await scopeFile(scopeText(['127.8.10.0/23'])));
  });

  async function reasonsIn(out: string): Promise<PartialReason[]> {
    const [id = ''] = await listRuns(out);
    const record: RunRecord = JSON.parse(await readFile(join(out, id, 'run.json'), 'utf8'));
    return record.reasons;
  }

  async function stopped(signal: NodeJS.Signals): Promise<PartialReason[]> {
    const out = await temporaryFolder();
    const { child, ended } = start(['audit', file, '--out', out, ...SLOW]);
    let id: string | undefined;
    while (id === undefined && child.exitCode === null) {
      await sleep(100);
      [id] = await listRuns(out);
    }
    await sleep(200);
    child.kill(signal);
    await ended;
    if (id === undefined) throw new Error('no run began');
    await run(['report', id, '--out', out]);
    return await reasonsIn(out);
  }

  async function ended(args: readonly string[], scope = file): Promise<PartialReason[]> {
    const out = await temporaryFolder();
    await run(['audit', scope, '--out', out, ...SLOW, ...args]);
    return await reasonsIn(out);
  }

  /** A probe of an open port that this machine could not make. */
  async function faulted(): Promise<PartialReason[]> {
    const probes = await probeAll([{ address: '127.255.255.255', port: 2375 }]);
    const folder = await journalOf([startLine(), ...probes.map((probe) => ({ kind: 'probe', probe }) as const)]);
    return recordRun((await foldJournal(folder)).state(), 12, []).reasons;
  }

  it('reaches every reason for a partial run', async () => {
    // No connection to a broadcast address can be tried: its endpoints are not tested.
    const { file: untestable } = await scopeFile(scopeText(['127.255.255.254/31']));
    const reasons = await Promise.all([
      stopped('SIGINT'),
      stopped('SIGKILL'),
      ended(['--max-duration', '1s']),
      ended(['--min-coverage', '100'], untestable),
      faulted(),
    ]);
    expect(missing(model.PARTIAL_REASONS, reasons.flat())).toEqual([]);
  }, 60_000);
});

describe.skipIf(leftOut('words of the sweep', whyNoNetwork()))('words of the sweep', () => {
  it('reaches every sweep state', async () => {
    const { file } = await scopeFile(scopeText(['127.0.0.1-127.0.0.2', '10.9.1.1', '10.9.2.1', '10.9.3.1']));
    const out = await temporaryFolder();
    const listener =
      "require('net').createServer((s) => s.on('error', () => 0).end('x')).listen(2375, '127.0.0.2'); setTimeout(process.exit, 40000)";
    const node = `'${process.execPath}'`;
    // An ICMP error that comes back within connect() itself is noticed only when the SYN is sent again, after a second.
    const options = '--timeout 2500 --retries 0 --no-progress --quiet';
    await runInNetwork(
      `${node} -e "${listener}" & listener=$!; sleep 1; ` +
        `${node} dist/cli.js audit '${file}' --out '${out}' ${options} || true; kill $listener`,
    );
    const [id = ''] = await listRuns(out);
    const { states }: RunRecord = JSON.parse(await readFile(join(out, id, 'run.json'), 'utf8'));
    expect(model.SWEEP_STATES.filter((word) => !(states[word] > 0))).toEqual([]);
  }, 90_000);
});
