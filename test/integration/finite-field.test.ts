/** The built program among servers that make their clients compute, and engines that have no other key exchange. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createServer, type Server } from 'node:tls';
import { afterAll, describe, expect, it } from 'vitest';
import type { Finding } from '../../src/domain/finding.ts';
import type { RunRecord } from '../../src/domain/run.ts';
import { findRunFolder, listRuns } from '../../src/journal/folder.ts';
import { createCertificate } from '../../src/lab/certificates.ts';
import { run, start } from '../helpers/cli.ts';
import { groupOf, startFiniteFieldServers } from '../helpers/finite-field-server.ts';
import { scopeFile, scopeText, temporaryFolder } from '../helpers/scope.ts';
import { until } from '../helpers/until.ts';
import { ENGINE_ANSWER } from './zoo/http.ts';

const OPTIONS = ['--rate', 'max', '--prefix-rate', 'max', '--no-second-look', '--no-progress', '--format', 'json'];
const ends: (() => unknown)[] = [];
afterAll(async () => {
  for (const end of ends) await end();
});

/** @returns what it is asked */
async function startEngine(address: string): Promise<string[]> {
  const asked: string[] = [];
  const { key, cert } = await createCertificate('old', [], Date.now(), 2_048);
  const server: Server = createServer(
    { key, cert, ciphers: 'kDHE:@SECLEVEL=0', dhparam: 'auto', maxVersion: 'TLSv1.2' },
    (socket) => {
      socket.on('error', () => undefined);
      socket.once('data', (request: Buffer) => {
        asked.push(request.toString('latin1'));
        socket.end(ENGINE_ANSWER);
      });
    },
  );
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(2376, address, resolve));
  ends.push(() => server.close());
  return asked;
}

async function readRun(out: string): Promise<{ record: RunRecord; findings: Finding[] }> {
  const folder = await findRunFolder(out, (await listRuns(out))[0] ?? '');
  const read = async (name: string) => JSON.parse(await readFile(join(folder, name), 'utf8'));
  return { record: await read('run.json'), findings: (await read('findings.json')).findings };
}

describe('a prefix full of servers with a group of 8,192 bits', () => {
  it('gets eight handshakes and says what was withheld; engines of other prefixes are found', async () => {
    const addresses = Array.from({ length: 40 }, (_, i) => `127.0.160.${i + 1}`);
    const servers = await startFiniteFieldServers(addresses, 2376, groupOf(8_192));
    ends.push(() => servers.close());
    const asked = await startEngine('127.0.161.1');
    const { file } = await scopeFile(scopeText(['127.0.160.0/23']));
    const out = await temporaryFolder();
    const ended = await run(['audit', file, '--out', out, ...OPTIONS]);
    expect(ended.status).toBe(1);
    expect(servers.tried).toHaveLength(8);
    expect(ended.stdout).toMatch(/32 open endpoints may speak TLS with finite-field\s+Diffie-Hellman alone/);
    const { record, findings } = await readRun(out);
    expect(asked).toEqual([expect.stringMatching(/^GET \/version HTTP\/1\.1\r\n/)]);
    expect(asked[0]).toContain(`(test@localhost; run ${record.id})`);
    expect(record.probes).toEqual({ done: 41, faulted: 0, withheld: 32 });
    expect(record.verdicts).toEqual({ 'engine-open-tls': 1, inconclusive: 40 });
    const withheld = findings.filter(({ notes }) => notes.some((note) => note.includes('as the budget for such')));
    expect(withheld).toHaveLength(32);
    expect(withheld[0]?.evidence).toContain('finite-field Diffie-Hellman was not tried');
  });

  it('does not hold up a SIGTERM: the thread goes with the program', async () => {
    const addresses = Array.from({ length: 48 }, (_, i) => `127.0.${162 + (i % 12)}.${200 + Math.floor(i / 12)}`);
    const servers = await startFiniteFieldServers(addresses, 2376, groupOf(8_192));
    ends.push(() => servers.close());
    const ranges = Array.from({ length: 12 }, (_, i) => `127.0.${162 + i}.200/30`);
    const { file } = await scopeFile(scopeText(ranges));
    const out = await temporaryFolder();
    const { child, ended } = start(['audit', file, '--out', out, ...OPTIONS]);
    await until(() => servers.paid.length > 4);
    const stopped = performance.now();
    child.kill('SIGTERM');
    const { status, stderr } = await ended;
    const took = performance.now() - stopped;
    expect({ status, faults: (await readRun(out)).record.faults }, stderr).toEqual({ status: 3, faults: [] });
    expect(took).toBeLessThan(1_500);
    expect(servers.paid.length).toBeLessThan(48);
  });
});
