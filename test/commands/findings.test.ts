import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { run } from '../helpers/cli.ts';
import { writeRun } from '../helpers/ended-run.ts';
import { ENGINE, GONE, idOf, OLD, runDaysAgo, SSH, shortHistory } from '../helpers/history.ts';
import { recordRunFolder } from '../helpers/record-run.ts';
import { scopeOf, temporaryFolder } from '../helpers/scope.ts';
import { readRows } from '../report/read-csv.ts';

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

  it('filters by severity, verdict, owner, age and state', async () => {
    expect(await listed('--severity', 'high')).toEqual([OLD, ENGINE]);
    expect(await listed('--verdict', 'other-service')).toEqual([SSH]);
    expect(await listed('--owner', 'team')).toHaveLength(3);
    expect(await listed('--older-than', '30')).toEqual([OLD, SSH]);
    expect(await listed('--older-than', '41d')).toEqual([]);
    expect(await listed('--state', 'resolved')).toEqual([GONE]);
    expect(await listed('--state', 'overdue', '--policy', policy)).toEqual([OLD]);
    expect(await listed('--state', 'overdue')).toEqual([]);
  });

  it('filters by place, range, vantage, product, version and day, and sorts and limits', async () => {
    expect(await listed('--address', `${OLD}:2375`)).toEqual([OLD]);
    expect(await listed('--range', '127.0.9.0/31')).toEqual([ENGINE]);
    expect(await listed('--range', '127.0.9.2-127.0.9.4', '--state', 'all')).toEqual([OLD, GONE, SSH]);
    expect(await listed('--vantage', 'default', '--product', 'docker', '--product-version', '23.0')).toEqual([OLD]);
    expect(await listed('--product', 'podman')).toEqual([]);
    expect(await listed('--state', 'closed')).toEqual([GONE]);
    expect(await listed('--how', 'silent')).toEqual([]);
    const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
    expect(await listed('--since', yesterday, '--state', 'open')).toEqual([ENGINE]);
    expect(await listed('--sort', 'address')).toEqual([ENGINE, OLD, SSH]);
    expect(await listed('--sort', 'address', '--limit', '2')).toEqual([ENGINE, OLD]);
  });

  it('refuses a name that history does not know, and names the nearest', async () => {
    const refused = async (...args: string[]): Promise<string> => {
      const { status, stdout, stderr } = await run(['findings', '--out', out, ...args]);
      expect({ args, status, stdout }).toEqual({ args, status: 2, stdout: '' });
      return stderr;
    };
    expect(await refused('--owner', 'taem')).toMatch(/of the owner 'taem': did you mean 'team'\?/);
    expect(await refused('--owner', 'accounting')).toMatch(/of the owner 'accounting': there are 'team'/);
    expect(await refused('--vantage', 'defualt')).toMatch(/did you mean 'default'\?/);
    expect(await refused('--product', 'dokcer')).toMatch(/did you mean 'docker'/);
    expect(await refused('--address', '127.0.9')).toContain('an address is wanted');
    expect(await refused('--range', '127.0.9.1/24')).toContain('host bits');
    expect(await refused('--group-by', 'owner', '--csv')).toContain('--group-by has no --csv');
  });

  it('says from where strangers get to an exposure, and chooses by it', async () => {
    const folder = await temporaryFolder();
    const scope = scopeOf(
      ['127.0.9.0/28'],
      'vantages: [{ name: in, stands: inside }, { name: net, stands: internet }]\n',
    );
    const look = async (days: number, vantage: string, engines: readonly string[]) => {
      const answers = Object.fromEntries(engines.map((address) => [address, '27.0.3']));
      const watched = [{ address: OLD, state: 'closed' as const, reason: 'ECONNREFUSED' }];
      const seen = { answers, ...(!engines.includes(OLD) && { watched }) };
      const run = await writeRun(folder, { id: runDaysAgo(days, '00000a'), scope, vantage, ...seen });
      await recordRunFolder(run, { out: folder, deadlines: {} });
    };
    await look(3, 'in', [ENGINE, OLD]);
    await look(2, 'net', [ENGINE]);
    const { stdout } = await run(['findings', '--out', folder]);
    expect(stdout).toMatch(/ VANTAGE +REACH +OWNER\n/);
    expect(stdout.match(/ internet +team\n/g)).toHaveLength(2);
    expect(stdout.match(/ inside-only +team\n/g)).toHaveLength(1);
    const chosen = await run(['findings', '--out', folder, '--reach', 'inside-only', '--csv']);
    expect(readRows(chosen.stdout)).toMatchObject([{ address: OLD, reach: 'inside-only', vantage: 'in' }]);
    const shown = await run(['show', `${OLD}:2375`, '--out', folder]);
    expect(shown.stdout).toMatch(/\nreach +inside-only\n/);
  });

  it('lists exposures as they stood at the end of a day, and what changed since another', async () => {
    const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
    expect(await listed('--as-of', daysAgo(41))).toEqual([]);
    expect((await listed('--as-of', daysAgo(20))).sort()).toEqual([OLD, GONE]);
    expect(await listed('--as-of', daysAgo(20), '--older-than', '19')).toHaveLength(2);
    expect(await listed('--as-of', daysAgo(20), '--older-than', '21')).toEqual([]);
    expect((await listed('--as-of', daysAgo(0))).sort()).toEqual([ENGINE, OLD]);
    expect((await listed('--as-of', daysAgo(0), '--since', daysAgo(20))).sort()).toEqual([ENGINE, OLD, GONE]);
    expect(await listed('--as-of', daysAgo(0), '--since', daysAgo(20), '--state', 'closed')).toEqual([GONE]);
    expect(await listed('--as-of', daysAgo(10), '--since', daysAgo(20))).toEqual([]);
    const { stdout } = await run(['findings', '--out', out, '--as-of', daysAgo(20)]);
    expect(stdout).toContain(`2 findings\nas of ${daysAgo(20)} (UTC)\n`);
    const owners = await run(['findings', '--out', out, '--as-of', daysAgo(20), '--group-by', 'owner', '--json']);
    expect(JSON.parse(owners.stdout).owners).toMatchObject([{ owner: 'team', opened: 2, open: 2 }]);
    const later = await run(['findings', '--out', out, '--as-of', '2999-01-01']);
    expect(later).toMatchObject({ status: 2, stderr: expect.stringContaining('has not begun') });
  });

  it('says what the default leaves out, and how to see it', async () => {
    const { stdout } = await run(['findings', '--out', out]);
    expect(stdout).toMatch(/\n3 findings\n1 more is closed: --state closed\n$/);
    expect((await run(['findings', '--out', out, '--address', ENGINE])).stdout).toMatch(/\n1 finding\n$/);
    expect((await run(['findings', '--out', out, '--state', 'closed'])).stdout).toMatch(/\n1 finding\n$/);
    const none = await run(['findings', '--out', out, '--address', GONE]);
    expect(none).toMatchObject({ status: 0, stdout: 'No findings.\n1 more is closed: --state closed\n' });
  });

  it('gives the figures of each owner', async () => {
    const { stdout } = await run(['findings', '--out', out, '--group-by', 'owner', '--json', '--policy', policy]);
    expect(JSON.parse(stdout)).toMatchObject({ owners: [{ owner: 'team', open: 2, overdue: 1 }] });
    const table = await run(['findings', '--out', out, '--group-by', 'owner', '--policy', policy]);
    expect(table.stdout).toMatch(/^OPENED .* OWNER\n.* team\n/);
  });

  it('prints a table that names the overdue', async () => {
    const { stdout } = await run(['findings', '--out', out, '--policy', policy]);
    expect(stdout).toMatch(new RegExp(`${idOf(OLD)}  critical  127.0.9.2:2375 .*open \\(changed\\) .*OVERDUE`));
    expect(stdout).toMatch(/3 findings, 1 overdue\n1 more is closed: /);
  });

  it('prints the columns of findings.csv', async () => {
    const { stdout } = await run(['findings', '--out', out, '--csv']);
    expect(stdout.split('\n')[0]).toContain('severity,verdict,lifecycle,address');
    expect(stdout).toMatch(/critical,engine-open-plaintext,changed,127\.0\.9\.2,2375/);
  });

  it('prints how each row stands beside open work: accepted, as declared, declared and broken, gone', async () => {
    const known = `known:
  - { address: ${ENGINE}, port: 2375, is: decoy, reason: honeypot }
  - { address: ${SSH}, port: 2375, is: mtls, reason: build farm }
`;
    const folder = await temporaryFolder();
    const scope = scopeOf(['127.0.9.0/28'], known);
    const engines = { [ENGINE]: '27.0.3', [OLD]: '23.0.1', [SSH]: '27.0.3' };
    const before = { id: runDaysAgo(3, '00000a'), scope, answers: { ...engines, [GONE]: '20.10.24' } };
    await recordRunFolder(await writeRun(folder, before), { out: folder, deadlines: {} });
    const watched = [{ address: GONE, state: 'closed' as const, reason: 'ECONNREFUSED' }];
    const after = { id: runDaysAgo(2, '00000b'), scope, answers: engines, watched };
    await recordRunFolder(await writeRun(folder, after), { out: folder, deadlines: {} });
    const until = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
    await run(['accept', idOf(OLD), '--out', folder, '--reason', 'soon', '--owner', 'team', '--until', until]);
    const policyFile = join(folder, 'policy.yaml');
    await writeFile(policyFile, 'deadlines: { critical: 1 }\n');
    const printed = await run(['findings', '--out', folder, '--csv', '--state', 'all', '--policy', policyFile]);
    const rows = new Map(readRows(printed.stdout).map((row) => [row.address, row]));
    expect([...rows.keys()].sort()).toEqual([ENGINE, OLD, GONE, SSH].sort());
    expect(rows.get(ENGINE)).toMatchObject({ state: 'open', declared: 'decoy', due: '', overdue: '', remediation: '' });
    expect(rows.get(OLD)).toMatchObject({ lifecycle: 'accepted', accepted_until: until, overdue: '', remediation: '' });
    expect(rows.get(SSH)).toMatchObject({ state: 'open', declared: 'mtls (broken)', overdue: 'yes' });
    expect(rows.get(SSH)?.remediation).not.toBe('');
    expect(rows.get(GONE)).toMatchObject({ state: 'closed', due: '', overdue: '', verify: '', remediation: '' });
    const table = await run(['findings', '--out', folder, '--policy', policyFile]);
    expect(table.stdout.match(/OVERDUE/g)).toHaveLength(1);
    const shown = await run(['show', idOf(SSH), '--out', folder, '--policy', policyFile]);
    expect(shown.stdout).toContain(', OVERDUE');
  });
});
