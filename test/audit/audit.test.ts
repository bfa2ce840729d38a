/** The whole audit against the lab: what each exhibit promises is what the run must say. */

import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SWEEP_STATES } from '../../src/domain/endpoint.ts';
import { PRODUCTS } from '../../src/domain/engine.ts';
import type { Finding } from '../../src/domain/finding.ts';
import type { RunRecord } from '../../src/domain/run.ts';
import { type Lab, startLab } from '../../src/lab/lab.ts';
import { run } from '../helpers/cli.ts';
import { scopeFile, scopeText, temporaryFolder } from '../helpers/scope.ts';

let lab: Lab;
let ports: number[];
let out: string;
let folder: string;
let findings: Map<string, Finding>;
let record: RunRecord;

beforeAll(async () => {
  lab = await startLab({ first: '127.0.20.10' });
  out = await temporaryFolder();
  ports = [...new Set(lab.endpoints.map(({ port }) => port))];
  const { file } = await scopeFile(
    scopeText(['127.0.20.0/24'], `exclude: [127.0.20.9, 127.0.20.254/32]\nports: [${ports.join(', ')}]\n`),
  );
  const ended = await run(['audit', file, '--out', out, '--rate', 'max', '--prefix-rate', 'max', '--seed', '7']);
  expect(ended).toMatchObject({ status: 1, signal: null });
  folder = join(out, 'latest');
  const document = JSON.parse(await readFile(join(folder, 'findings.json'), 'utf8'));
  findings = new Map(document.findings.map((finding: Finding) => [`${finding.address}:${finding.port}`, finding]));
  record = JSON.parse(await readFile(join(folder, 'run.json'), 'utf8'));
}, 120_000);
afterAll(async () => {
  await lab.close();
});

describe('an audit of the lab', () => {
  it('says of each exhibit what it promises', () => {
    for (const { address, port, name, verdict, severity, product, version } of lab.endpoints) {
      const finding = findings.get(`${address}:${port}`);
      expect({ name, verdict: finding?.verdict, severity: finding?.severity, product: finding?.product }).toEqual({
        name,
        verdict,
        severity,
        product,
      });
      if (version !== '') expect(finding?.engine?.version).toBe(version);
    }
  });

  it('suspects the decoys and nobody else', () => {
    const suspected = lab.endpoints.filter(({ address, port }) =>
      findings.get(`${address}:${port}`)?.qualifiers.includes('suspected-decoy'),
    );
    // No engine of that release writes HTTP or keys as these do.
    const odd = ['odd-blanks', 'odd-case', 'odd-component', 'odd-left-open'];
    expect(suspected.map(({ name }) => name).sort()).toEqual(['decoy', 'decoy-lf', 'hostile', ...odd, 'two-lengths']);
    const intermittent = lab.endpoints.filter(({ address, port }) =>
      findings.get(`${address}:${port}`)?.qualifiers.includes('intermittent'),
    );
    expect(intermittent.map(({ name }) => name)).toEqual(['intermittent', 'tls-slow']);
  });

  it('shows every verdict that the lab exhibits, and every product but the empty word', () => {
    const seen = [...findings.values()];
    const exhibited = new Set(lab.endpoints.map(({ verdict }) => verdict));
    expect([...exhibited].filter((word) => !seen.some(({ verdict }) => verdict === word))).toEqual([]);
    expect(PRODUCTS.filter((word) => !seen.some(({ product }) => product === word))).toEqual([]);
  });

  it('counts every authorised endpoint once', () => {
    expect(record.scope.endpoints).toBe(254 * ports.length);
    expect(SWEEP_STATES.reduce((sum, word) => sum + record.states[word], 0)).toBe(254 * ports.length);
    expect(record.states.open).toBe(lab.endpoints.length);
    expect(record.outcome).toBe('finished');
    expect(record.probes).toEqual({ done: lab.endpoints.length, faulted: 0 });
  });

  it('writes files that only their owner can read', async () => {
    const names = await readdir(folder);
    expect(names.sort()).toEqual([
      'coverage.csv',
      'findings.csv',
      'findings.json',
      'journal.jsonl',
      'report.html',
      'run.json',
    ]);
    for (const name of names) expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
  });

  it('keeps hostile text out of the spreadsheet, and the schema', async () => {
    const csv = await readFile(join(folder, 'findings.csv'), 'utf8');
    expect(csv).toContain("'=cmd|' /C calc'!A0");
    expect(csv).not.toMatch(/(^|,)"?[=+@]/m);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that there are none is the point.
    expect(csv).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f\u202e]/);
    const schema = JSON.parse(await readFile('src/report/machine/findings.schema.json', 'utf8'));
    const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(schema);
    validate(JSON.parse(await readFile(join(folder, 'findings.json'), 'utf8')));
    expect(validate.errors ?? []).toEqual([]);
  });

  it('renders the same bytes again from the journal alone', async () => {
    const again = await temporaryFolder();
    const ended = await run(['report', 'latest', '--out', out, '--to', again, '--format', 'csv,json']);
    expect(ended.status).toBe(0);
    for (const name of ['findings.csv', 'findings.json', 'run.json']) {
      expect(await readFile(join(again, name), 'utf8')).toBe(await readFile(join(folder, name), 'utf8'));
    }
    const piped = await run(['report', 'latest', '--out', out, '--format', 'csv', '--to', '-']);
    expect(piped.stdout).toBe(await readFile(join(folder, 'findings.csv'), 'utf8'));
  });
});
