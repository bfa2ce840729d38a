import { describe, expect, it, vi } from 'vitest';
import { readDecisions } from '../../src/supervise/decisions.ts';
import { run } from '../helpers/cli.ts';
import { writeRun } from '../helpers/ended-run.ts';
import { ENGINE, OLD, runDaysAgo, SSH } from '../helpers/history.ts';
import { recordRunFolder } from '../helpers/record-run.ts';
import { scopeOf, temporaryFolder } from '../helpers/scope.ts';

vi.setConfig({ testTimeout: 60_000 });

const SCOPE = scopeOf(['127.0.9.0/28']);
const GONE = { address: OLD, state: 'filtered' as const, reason: 'timeout' };

async function record(out: string, days: number, change: Partial<Parameters<typeof writeRun>[1]>) {
  const id = runDaysAgo(days, `0000${days}${change.vantage?.length ?? 0}`.slice(0, 6));
  const folder = await writeRun(out, { id, scope: SCOPE, ...change });
  return await recordRunFolder(folder, { out, deadlines: {} });
}

/** Two engines, of which one fell silent; and one that another vantage saw once, 20 days ago. */
async function history(): Promise<string> {
  const out = await temporaryFolder();
  await record(out, 20, { answers: { [SSH]: '20.10.24' }, vantage: 'laptop' });
  await record(out, 9, { answers: { [ENGINE]: '27.0.3', [OLD]: '20.10.24' } });
  await record(out, 1, { answers: { [ENGINE]: '27.0.3' }, watched: [GONE] });
  return out;
}

describe('seawall retire', () => {
  it('closes what is not seen any more, and refuses what answers: all or nothing', async () => {
    const out = await history();
    const retire = (...args: string[]) => run(['retire', ...args, '--out', out, '--by', 'ann']);
    expect((await retire(OLD)).stderr).toContain('needs --reason');
    expect((await retire('--reason', 'r')).stderr).toContain('name at least one');
    const both = await retire('127.0.9.0/30', '--reason', 'scrapped');
    expect(both).toMatchObject({ status: 2, stdout: '' });
    expect(both.stderr).toMatch(
      /127\.0\.9\.1:2375, critical\): it answered on \d{4}-\d\d-\d\d: close the port, then verify/,
    );
    const one = await retire(OLD, '--reason', 'scrapped');
    expect(one).toMatchObject({ status: 0, stdout: expect.stringMatching(/^retired f\w+ .*open since .*, by ann\n$/) });
    expect((await retire(OLD, '--reason', 'scrapped')).stderr).toContain('(retired): there is nothing to retire');
    const shown = await run(['show', OLD, '--out', out]);
    expect(shown.stdout).toMatch(/closed \S+: retired/);
    expect(shown.stdout).toMatch(/retired +by ann: scrapped\n/);
    expect((await run(['findings', '--out', out])).stdout).not.toContain(OLD);
    expect((await readDecisions(out)).decisions).toMatchObject([{ kind: 'retire', address: OLD, reason: 'scrapped' }]);
  });

  it('is undone by an engine that answers again: with its age, and no acceptance', async () => {
    const out = await history();
    const until = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
    const accepted = await run(['accept', OLD, '--reason', 'r', '--owner', 'o', '--until', until, '--out', out]);
    expect(accepted.status).toBe(0);
    expect(await run(['retire', OLD, '--reason', 'scrapped', '--out', out])).toMatchObject({ status: 0 });
    const { findings } = await record(out, 0, { answers: { [ENGINE]: '27.0.3', [OLD]: '20.10.24' } });
    const back = findings.find(({ address }) => address === OLD);
    expect(back).toMatchObject({ lifecycle: 'reopened', standing: { daysOpen: 9, acceptance: null } });
  });

  it('closes all that a vantage left behind, once no run came from there for a week', async () => {
    const out = await history();
    const retire = (...args: string[]) => run(['retire', ...args, '--reason', 'trial is over', '--out', out]);
    expect((await retire(SSH)).stderr).toContain('it answered on');
    expect((await retire('--vantage', 'default')).stderr).toContain('it answered on');
    expect((await retire('--vantage', 'elsewhere')).stderr).toContain('nothing that was seen from elsewhere is open');
    expect(await retire('--vantage', 'laptop')).toMatchObject({ status: 0, stdout: expect.stringContaining(SSH) });
    expect((await run(['findings', '--out', out])).stdout).not.toContain(SSH);
  });

  it('names what a bare address could mean, where two vantages saw it', async () => {
    const out = await history();
    await record(out, 1, { answers: { [ENGINE]: '27.0.3' }, vantage: 'outside' });
    const vague = await run(['record-change', ENGINE, '--reference', 'C-1', '--out', out]);
    expect(vague).toMatchObject({ status: 2, stderr: expect.stringContaining('say --all-vantages') });
    expect(vague.stderr).toContain('127.0.9.1:2375 from outside');
    const all = await run(['record-change', ENGINE, '--reference', 'C-1', '--all-vantages', '--out', out]);
    expect(all.stdout.match(/recorded change C-1/g)).toHaveLength(2);
  });
});
