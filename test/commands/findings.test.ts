import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { run } from '../helpers/cli.ts';
import { ENGINE, GONE, idOf, OLD, SSH, shortHistory } from '../helpers/history.ts';
import { temporaryFolder } from '../helpers/scope.ts';

// Each question is a program of its own.
vi.setConfig({ testTimeout: 60_000 });

const { out } = await shortHistory();
const policy = join(out, 'policy.yaml');
await writeFile(policy, 'deadlines: { critical: 7 }\n');

/** Addresses that are listed, in their order. */
async function listed(...args: string[]): Promise<string[]> {
  const { stdout, status } = await run(['findings', '--out', out, '--json', ...args]);
  expect(status).toBe(0);
  return JSON.parse(stdout).findings.map(({ finding }: { finding: { address: string } }) => finding.address);
}

describe('seawall findings', () => {
  it('lists what is not resolved: overdue first, then worst, then oldest', async () => {
    expect(await listed()).toEqual([OLD, ENGINE, SSH]);
    expect(await listed('--policy', policy)).toEqual([OLD, ENGINE, SSH]);
    expect(await listed('--state', 'all')).toEqual([OLD, GONE, ENGINE, SSH]);
  });

  it('filters', async () => {
    expect(await listed('--severity', 'high')).toEqual([OLD, ENGINE]);
    expect(await listed('--verdict', 'other-service')).toEqual([SSH]);
    expect(await listed('--owner', 'team')).toHaveLength(3);
    expect(await listed('--owner', 'nobody')).toEqual([]);
    expect(await listed('--older-than', '30')).toEqual([OLD, SSH]);
    expect(await listed('--older-than', '41d')).toEqual([]);
    expect(await listed('--state', 'resolved')).toEqual([GONE]);
    expect(await listed('--state', 'overdue', '--policy', policy)).toEqual([OLD]);
    expect(await listed('--state', 'overdue')).toEqual([]);
  });

  it('prints a table that names the overdue', async () => {
    const { stdout } = await run(['findings', '--out', out, '--policy', policy]);
    expect(stdout).toMatch(new RegExp(`${idOf(OLD)}  critical  127.0.9.2:2375 .*open \\(changed\\) .*OVERDUE`));
    expect(stdout).toMatch(/3 findings, 1 overdue\n$/);
  });

  it('prints the columns of findings.csv', async () => {
    const { stdout } = await run(['findings', '--out', out, '--csv']);
    expect(stdout.split('\n')[0]).toContain('severity,verdict,lifecycle,address');
    expect(stdout).toMatch(/critical,engine-open-plaintext,changed,127\.0\.9\.2,2375/);
  });

  it('says nothing of a folder without a history, and makes none', async () => {
    const empty = await temporaryFolder();
    expect(await run(['findings', '--out', empty])).toMatchObject({ status: 0, stdout: 'No findings.\n' });
    expect((await run(['show', 'x', '--out', empty])).stderr).toContain('FINDING_NOT_FOUND');
  });
});
