import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from './helpers/cli.ts';
import { scopeFile, scopeText, temporaryFolder } from './helpers/scope.ts';

describe('a mistake on the command line', () => {
  it.each([
    [['audit', '--rate', '0'], 'per second'],
    [['audit', '--rate', 'fast'], 'per second'],
    [['audit', '--prefix-rate', '-1'], 'per second'],
    [['audit', '--concurrency', '0'], 'whole number'],
    [['audit', '--timeout', '1.5'], 'whole number'],
    [['audit', '--retries', 'x'], 'whole number'],
    [['audit', '--seed', '-1'], 'whole number'],
    [['audit', '--shard', '3/2'], 'i/n'],
    [['audit', '--ports', '0'], '1 to 65535'],
    [['audit', '--ports', '2375;2376'], '1 to 65535'],
    [['audit', '--fail-on', 'bad'], 'one of critical'],
    [['audit', '--min-coverage', '101'], '0 to 100'],
    [['audit', '--max-duration', '5'], '90s, 30m or 8h'],
    [['audit', '--vantage', 'a b'], 'letters'],
    [['audit', '--engine', 'turbo'], 'auto, connect, syn'],
    [['audit', '--format', 'xml'], 'USAGE'],
    [['audit', 'no-such-file.yaml'], 'SCOPE_NOT_FOUND'],
    [['audit', '--no-such-option'], 'unknown option'],
    [['report', 'no-such-run'], 'RUNS_FOLDER_NOT_FOUND'],
    [['report'], 'missing required argument'],
    [['lab', '--first', '10.0.0.1'], 'loopback alone'],
    [['frobnicate'], 'unknown command'],
  ])('%j', async (args, words) => {
    const ended = await run(args, { env: { SEAWALL_OUT: '/nonexistent-seawall' } });
    expect(ended.stderr).toContain(words);
    expect(ended).toMatchObject({ status: 2, stdout: '' });
  });

  it('also where it is a variable', async () => {
    expect(await run(['audit'], { env: { SEAWALL_RATE: 'fast' } })).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('SEAWALL_RATE'),
    });
  });
});

it('refuses a bad scope before it writes anything', async () => {
  const { folder, file } = await scopeFile(scopeText(['10.0.0.5/24']));
  const ended = await run(['audit', file, '--out', `${folder}/out`]);
  expect(ended).toMatchObject({ status: 2, stdout: '' });
  expect(ended.stderr).toContain(`${file}:5: "10.0.0.5/24" has host bits set`);
  expect((await run(['report', 'latest', '--out', `${folder}/out`])).stderr).toContain('no such folder');
});

it('plans with the acceptances beside the scope, or says what is wrong with them', async () => {
  const { folder, file } = await scopeFile(scopeText(['127.0.0.200']));
  const entry = 'target: 127.0.0.200, reason: r, owner: o, from: 2026-01-01';
  const write = (until: string) =>
    writeFile(join(folder, 'acceptances.yaml'), `acceptances: [{ ${entry}, until: ${until} }]\n`);
  await write('2026-01-02');
  expect(await run(['plan', file])).toMatchObject({ status: 0, stdout: expect.stringContaining('1 expired') });
  await write('2027-01-02');
  expect(await run(['plan', folder])).toMatchObject({
    ...{ status: 2, stdout: '' },
    stderr: expect.stringContaining('acceptances.yaml:1: the acceptance of 127.0.0.200 lasts'),
  });
});

it('says when it cannot write', async () => {
  const { file } = await scopeFile(scopeText(['127.0.0.200']));
  for (const out of [`${file}/reports`, '/proc/seawall/reports']) {
    expect(await run(['audit', file, '--out', out])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('OUTPUT_UNWRITABLE'),
    });
  }
});

describe('a run', () => {
  it('exits 0 without findings, and prints nothing when it is to be quiet', async () => {
    const { file } = await scopeFile(scopeText(['127.0.40.0/28']));
    const out = await temporaryFolder();
    expect(await run(['audit', file, '--quiet'], { env: { SEAWALL_OUT: out } })).toMatchObject({
      status: 0,
      stdout: '',
      stderr: '',
    });
    const loud = await run(['audit', file, '--out', out]);
    expect(loud.stdout).toContain('Tested 32 of 32');
    expect(loud.stdout).not.toContain('\u001b');
  });

  it('walks one shard, counts the rest as not tested, and exits 3 below the wanted coverage', async () => {
    const { file } = await scopeFile(scopeText(['127.0.40.0/28']));
    const out = await temporaryFolder();
    expect((await run(['audit', file, '--out', out, '--shard', '2/3'])).status).toBe(0);
    const record = JSON.parse(await readFile(`${out}/latest/run.json`, 'utf8'));
    expect(record.states).toMatchObject({ closed: 11, 'not-tested': 21 });
    expect(record.notTested).toEqual({ 'other-shard': 21 });
    expect(record.coverage).toEqual({ endpoints: 11, tested: 11, percent: 100 });
  });
});

it('writes every format, and again byte for byte from the journal', async () => {
  const { file } = await scopeFile(scopeText(['127.0.40.0/28']));
  const out = await temporaryFolder();
  const audit = await run(['audit', file, '--out', out, '--format', 'all', '--org', 'team_a-eu', '--excel']);
  expect(audit.status).toBe(0);
  const again = await temporaryFolder();
  const options = ['--out', out, '--format', 'all', '--org', 'team_a-eu', '--excel', '--to', again];
  expect((await run(['report', 'latest', ...options])).status).toBe(0);
  const names = (await readdir(again, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  expect(names.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['findings.csv', 'findings.sarif', 'nmap.xml', 'run.json', 'seawall.prom']),
  );
  expect(names.some(({ name }) => /^\d{4}-\d\d-\d\d-scan_docker-team_a-eu\.csv$/.test(name))).toBe(true);
  for (const { name, parentPath } of names) {
    const path = relative(again, join(parentPath, name));
    expect(await readFile(`${again}/${path}`)).toEqual(await readFile(`${out}/latest/${path}`));
  }
  expect((await readFile(`${again}/findings.csv`, 'utf8')).charCodeAt(0)).toBe(0xfeff);
  const refused = await run(['report', 'latest', '--out', out, '--org', '../x']);
  expect(refused).toMatchObject({ status: 2, stderr: expect.stringContaining('letters, digits and underscores') });
});

describe('commands that send nothing', () => {
  it('plan prints totals and ranges', async () => {
    const ended = await run(['plan', 'targets/']);
    expect(ended).toMatchObject({ status: 0, stderr: '' });
    expect(ended.stdout).toContain('256 addresses');
  });

  it('rules prints every verdict', async () => {
    const ended = await run(['rules']);
    expect(ended.status).toBe(0);
    expect(ended.stdout).toContain('engine-open-plaintext');
    for (const line of ended.stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    expect((await run(['rules', '--long'])).stdout).toContain('CIS Docker 1.6.0 2.7');
  });

  it('doctor prints what this machine can do', async () => {
    const ended = await run(['doctor'], { before: ['prlimit', '--nofile=100'] });
    expect(ended.status).toBe(0);
    expect(ended.stdout).toContain('limit 100');
  });

  it('--help and --version', async () => {
    expect((await run(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    const help = await run(['--help']);
    expect(help).toMatchObject({ status: 0, stderr: '' });
    for (const line of help.stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });
});

describe('a low limit of open files', () => {
  const limited = (limit: number): { before: string[] } => ({ before: ['prlimit', `--nofile=${limit}`] });

  it('under 30 is enough for the version, the help and a plan', async () => {
    for (const args of [['--version'], ['--help'], ['plan', '--help'], ['plan', 'targets/'], ['rules']])
      expect(await run(args, limited(29))).toMatchObject({ status: 0, stderr: '' });
  });

  it('never ends in a bug: a run begins, or says how many it needs', async () => {
    const { file } = await scopeFile(scopeText(['127.0.0.200']));
    for (let limit = 24; limit <= 60; limit += 6) {
      const out = await temporaryFolder();
      const { status, stderr } = await run(['audit', file, '--out', out, '--quiet'], limited(limit));
      if (status !== 0) expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining('TOO_FEW') });
      if (limit === 60) expect(status).toBe(0);
      if (limit <= 30) expect(status).toBe(2);
    }
  });
});
