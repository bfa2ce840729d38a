import { describe, expect, it, vi } from 'vitest';
import { run } from '../helpers/cli.ts';
import { GONE, idOf, OLD, shortHistory } from '../helpers/history.ts';

// Each question is a program of its own.
vi.setConfig({ testTimeout: 60_000 });

const { out } = await shortHistory();
const day = (ahead: number): string => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);
const accept = (...args: string[]) => run(['accept', idOf(OLD), '--out', out, ...args]);

describe('seawall accept', () => {
  it.each([
    [['--reason', 'r', '--owner', 'o'], 'needs --until'],
    [['--until', day(5)], 'needs --reason and --owner'],
    [['--reason', 'r', '--owner', 'o', '--until', day(0)], 'no future day'],
    [['--reason', 'r', '--owner', 'o', '--until', day(400)], 'more than a year ahead'],
    [['--reason', 'r', '--owner', 'o', '--until', '2027-02-30'], 'day of the calendar'],
    [['--reason', 'two\nlines', '--owner', 'o', '--until', day(5)], 'printable text'],
    [['--reason', ' ', '--owner', 'o', '--until', day(5)], 'printable text'],
  ])('refuses %j', async (args, words) => {
    expect(await accept(...args)).toMatchObject({ status: 2, stderr: expect.stringContaining(words) });
  });

  it('is told in the list and in the timeline, with who said so', async () => {
    const { stdout, status } = await run(
      ['accept', idOf(OLD), '--out', out, '--reason', 'replaced soon', '--owner', 'platform', '--until', day(30)],
      { env: { SEAWALL_BY: 'ciso' } },
    );
    expect(status).toBe(0);
    expect(stdout).toContain(`accepted ${idOf(OLD)} (127.0.9.2:2375, critical) until ${day(30)}, by ciso`);
    const listed = await run(['findings', '--out', out, '--state', 'accepted']);
    expect(listed.stdout).toContain(`accepted until ${day(30)}`);
    const shown = await run(['show', idOf(OLD), '--out', out]);
    expect(shown.stdout).toMatch(/acceptance +until .* for platform, by ciso: replaced\s+soon/);
  });
});

describe('seawall record-change', () => {
  it('needs a reference, and is told in the timeline', async () => {
    expect((await run(['record-change', idOf(GONE), '--out', out])).stderr).toContain('needs --reference');
    const { status } = await run(['record-change', idOf(GONE), '--out', out, '--reference', 'CHG-7', '--by', 'ops']);
    expect(status).toBe(0);
    expect((await run(['show', idOf(GONE), '--out', out])).stdout).toMatch(/change record +CHG-7, by ops/);
  });
});
