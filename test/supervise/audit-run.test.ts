/** What history does to a run's exit status and to its beginning. */

import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openWriting } from '../../src/history/database.ts';
import { listRuns } from '../../src/journal/folder.ts';
import { run } from '../helpers/cli.ts';
import { scopeFile, scopeText, temporaryFolder } from '../helpers/scope.ts';

vi.setConfig({ testTimeout: 60_000 });

const BODY = JSON.stringify({
  Version: '20.10.24',
  ApiVersion: '1.41',
  GoVersion: 'go1.19.7',
  GitCommit: '5d6db84',
  Os: 'linux',
  Arch: 'amd64',
});
const FAST = ['--rate', 'max', '--prefix-rate', 'max', '--retries', '0', '--no-progress'];
let server: Server;

beforeAll(async () => {
  server = createServer((_request, response) => response.end(BODY));
  await new Promise<void>((resolve) => server.listen(2375, '127.0.64.1', resolve));
});
afterAll(() => {
  server.close();
});

describe('a run fails', () => {
  it('for an exposed engine, but not for one that somebody accepted', async () => {
    const out = await temporaryFolder();
    const { file } = await scopeFile(scopeText(['127.0.64.0/30']));
    const first = await run(['audit', file, '--out', out, ...FAST]);
    expect(first).toMatchObject({ status: 1, stdout: expect.stringContaining('First run from here: 1 new') });
    const [{ finding }] = JSON.parse((await run(['findings', '--out', out, '--json'])).stdout).findings;
    const until = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
    await run(['accept', finding.id, '--out', out, '--reason', 'r', '--owner', 'o', '--until', until]);
    const second = await run(['audit', file, '--out', out, ...FAST]);
    expect(second).toMatchObject({ status: 0, stdout: expect.stringContaining('Not counted above: 1 accepted') });
    expect(second.stdout).not.toContain('127.0.64.1:2375');
    expect((await run(['report', 'latest', '--out', out, '--format', 'csv', '--to', '-'])).stdout).toContain(
      ',accepted,127.0.64.1,2375,',
    );
  });

  it('not for a declared decoy, until it is something else', async () => {
    const out = await temporaryFolder();
    const known = 'known:\n  - { address: 127.0.64.1, port: 2375, is: decoy, reason: ours }\n';
    const { file } = await scopeFile(scopeText(['127.0.64.0/30'], known));
    const declared = await run(['audit', file, '--out', out, ...FAST]);
    expect(declared).toMatchObject({ status: 0, stdout: expect.stringContaining('1 declared decoy, as declared') });
    const other = await scopeFile(scopeText(['127.0.64.0/30'], known.replace('decoy', 'mtls')));
    const broken = await run(['audit', other.file, '--out', out, ...FAST]);
    expect(broken).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('NOT AS DECLARED: 127.0.64.1:2375 is declared mTLS'),
    });
  });
});

it('does not begin with a history that it could not write', async () => {
  const out = await temporaryFolder();
  const db = openWriting(join(out, 'seawall.db'));
  db.prepare('PRAGMA user_version = 99')();
  db.close();
  const { file } = await scopeFile(scopeText(['127.0.64.0/30']));
  const ended = await run(['audit', file, '--out', out, ...FAST]);
  expect(ended).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining('HISTORY_VERSION') });
  expect(await listRuns(out)).toEqual([]);
});
