/** Real endpoints on loopback: found, mended or not, and looked at again. */

import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunRecord } from '../../src/domain/run.ts';
import { listRuns } from '../../src/journal/folder.ts';
import { run } from '../helpers/cli.ts';
import { scopeFile, scopeText, temporaryFolder } from '../helpers/scope.ts';
import { readRows } from '../report/read-csv.ts';

const BODY = JSON.stringify({
  Version: '20.10.24',
  ApiVersion: '1.41',
  GoVersion: 'go1.19.7',
  GitCommit: '5d6db84',
  Os: 'linux',
  Arch: 'amd64',
});
const [STAYS, CLOSED, EXCLUDED, FLAPS] = ['127.0.63.1', '127.0.63.2', '127.0.63.3', '127.0.63.4'];
const FAST = ['--rate', 'max', '--prefix-rate', 'max', '--retries', '0'];
const servers = new Map<string, Server>();
let out: string;
let file: string;
let audited: string;

async function open(address: string): Promise<void> {
  const server = createServer((_request, response) => response.end(BODY));
  servers.set(address, server);
  await new Promise<void>((resolve) => server.listen(2375, address, resolve));
}

async function close(address: string): Promise<void> {
  const server = servers.get(address);
  servers.delete(address);
  if (server === undefined) return;
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

beforeAll(async () => {
  for (const address of [STAYS, CLOSED, EXCLUDED, FLAPS]) await open(address);
  out = await temporaryFolder();
  const all = await scopeFile(scopeText(['127.0.63.0/29']));
  expect((await run(['audit', all.file, '--out', out, ...FAST, '--quiet'])).status).toBe(1);
  [audited = ''] = await listRuns(out);
  ({ file } = await scopeFile(scopeText(['127.0.63.0/29'], `exclude: [${EXCLUDED}]\n`)));
}, 60_000);
afterAll(async () => {
  for (const address of servers.keys()) await close(address);
});

describe('seawall verify', () => {
  it('looks twice, inside the current scope alone, and resolves what both looks saw closed', async () => {
    await close(CLOSED);
    await close(FLAPS);
    // Comes back between the looks, as an engine does that was restarted.
    const late = setTimeout(() => void open(FLAPS), 1_500);
    let asked = 0;
    servers.get(EXCLUDED)?.on('connection', () => (asked += 1));
    const ended = await run(['verify', file, '--out', out, ...FAST, '--pause', '4s']);
    clearTimeout(late);
    expect(ended.stderr).toContain('looking at 3 of 4 findings twice, 4 s apart; 1 is out of this scope');
    expect(ended.status).toBe(1);
    expect(ended.stdout).toMatch(/127\.0\.63\.1:2375 .* open /);
    expect(ended.stdout).toMatch(/127\.0\.63\.2:2375 .* closed /);
    expect(ended.stdout).toMatch(/127\.0\.63\.3:2375 .* open /);
    expect(ended.stdout).toMatch(/127\.0\.63\.4:2375 .* open /);
    expect(asked).toBe(0);
    // Runs of one second are in no order: the audit before may have begun in the same one as the first look.
    const [second = '', first = ''] = (await listRuns(out)).filter((id) => id !== audited);
    const record: RunRecord = JSON.parse(await readFile(join(out, second, 'run.json'), 'utf8'));
    expect(record).toMatchObject({ purpose: 'verify', outcome: 'finished', scope: { endpoints: 3 } });
    expect(await readFile(join(out, second, 'journal.jsonl'), 'utf8')).toContain(`"confirms":"${first}"`);
  }, 60_000);

  it('looks at one finding, and exits 0 when nothing is open any more', async () => {
    const { stdout } = await run(['findings', '--out', out, '--json']);
    const listed: { finding: { id: string; address: string } }[] = JSON.parse(stdout).findings;
    const id = listed.find(({ finding }) => finding.address === STAYS)?.finding.id ?? '';
    await close(STAYS);
    const ended = await run(['verify', file, '--out', out, ...FAST, '--pause', '1s', '--only', id.slice(0, 10)]);
    expect(ended).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/127\.0\.63\.1:2375 .* closed [\s\S]*1 finding\n/),
    });
  }, 60_000);

  it.each([
    [[`${FLAPS}:2375`], ''],
    [[FLAPS], ''],
    [['127.0.63.9'], 'no finding at 127.0.63.9'],
    [[`${FLAPS}:2376`], `no finding at ${FLAPS}:2376`],
    [[`${EXCLUDED}:2375`, FLAPS], `${EXCLUDED}:2375 is outside this scope`],
    [['127.0.63.300:2375'], "'127.0.63.300:2375' is no ADDRESS, ADDRESS:PORT"],
    [[`${FLAPS}:0`], 'is no ADDRESS'],
    [[FLAPS, '--vantage', 'outside'], 'was seen from default'],
  ])('looks at what %j names, and at nothing else', { timeout: 60_000 }, async (words, refusal) => {
    const asked: (string | undefined)[] = [];
    const note = (socket: Socket): void => void asked.push(socket.localAddress);
    for (const server of servers.values()) server.on('connection', note);
    const ended = await run(['verify', ...words, file, '--out', out, ...FAST, '--pause', '1s']);
    for (const server of servers.values()) server.off('connection', note);
    if (refusal === '') {
      expect(ended.status).toBe(1);
      expect(ended.stdout).toMatch(/127\.0\.63\.4:2375 .* open [\s\S]*\n1 finding/);
      expect(new Set(asked)).toEqual(new Set([FLAPS]));
    } else {
      expect(ended).toMatchObject({ status: 2, stderr: expect.stringContaining(refusal) });
      expect(asked).toEqual([]);
    }
  });

  it('runs the command of the column verify as it is printed', { timeout: 60_000 }, async () => {
    const { stdout } = await run(['findings', '--out', out, '--csv']);
    const command = readRows(stdout).find(({ address }) => address === FLAPS)?.verify ?? '';
    expect(command).toBe(`seawall verify ${FLAPS}:2375`);
    const words = command.split(' ').slice(1);
    expect(await run([...words, file, '--out', out, ...FAST, '--pause', '1s'])).toMatchObject({ status: 1 });
  });

  it('does not look from elsewhere', async () => {
    const { stdout } = await run(['findings', '--out', out, '--state', 'all', '--json']);
    const { id } = JSON.parse(stdout).findings[0].finding;
    const ended = await run(['verify', file, '--out', out, '--only', id, '--vantage', 'outside']);
    expect(ended).toMatchObject({ status: 2, stderr: expect.stringContaining('was seen from default') });
  });

  it('does nothing where there is nothing', async () => {
    const elsewhere = await run(['verify', file, '--out', out, '--vantage', 'elsewhere']);
    expect(elsewhere).toMatchObject({ status: 0, stderr: expect.stringContaining('there are no open findings') });
  });
});
