import { describe, expect, it, vi } from 'vitest';
import { readDecisions } from '../../src/supervise/decisions.ts';
import { run } from '../helpers/cli.ts';
import { ENGINE, GONE, idOf, OLD, SSH, shortHistory } from '../helpers/history.ts';

// Each question is a program of its own.
vi.setConfig({ testTimeout: 60_000 });

const { out } = await shortHistory();
const day = (ahead: number): string => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);
const TERMS = ['--reason', 'r', '--owner', 'o'];

describe('seawall accept', () => {
  const accept = (...args: string[]) => run(['accept', idOf(OLD), '--out', out, ...args]);

  it.each([
    [TERMS, 'needs --until'],
    [['--until', day(5)], 'needs --reason and --owner'],
    [[...TERMS, '--until', day(-1)], 'is past'],
    [[...TERMS, '--until', day(400)], 'more than a year ahead'],
    [[...TERMS, '--until', '2027-02-30'], 'day of the calendar'],
    [['--reason', 'two\nlines', '--owner', 'o', '--until', day(5)], 'printable text'],
    [['--reason', ' ', '--owner', 'o', '--until', day(5)], 'printable text'],
    [['--revoke'], 'needs --reason'],
    [['--revoke', '--reason', 'r'], 'nobody accepted it'],
    [['--list'], 'leave the ids out'],
  ])('refuses %j', async (args, words) => {
    expect(await accept(...args)).toMatchObject({ status: 2, stderr: expect.stringContaining(words) });
  });

  it('refuses what closed, what alarms nobody, and no name at all, and then decides about nothing', async () => {
    const both = await run(['accept', idOf(ENGINE), GONE, SSH, '--out', out, ...TERMS, '--until', day(5)]);
    expect(both).toMatchObject({ status: 2, stdout: '' });
    expect(both.stderr).toMatch(
      /127\.0\.9\.3:2375, critical\): closed on \d{4}-\d\d-\d\d \(refused\): there is nothing/,
    );
    expect(both.stderr).toMatch(/127\.0\.9\.4:2375, info\): it is other-service .* \[DECISION_REFUSED\]/);
    expect((await run(['accept', '--list', '--out', out])).stdout).toBe('Nothing is accepted.\n');
    expect((await run(['accept', '--out', out, ...TERMS, '--until', day(5)])).stderr).toContain('name at least one');
  });

  it('is told in the list and in the timeline, with who said so; extended, listed, and withdrawn', async () => {
    const by = { env: { SEAWALL_BY: 'ciso' } };
    const terms = ['--reason', 'replaced soon', '--owner', 'platform', '--until'];
    const first = await run(['accept', idOf(OLD), `${ENGINE}:2375`, '--out', out, ...terms, day(0)], by);
    expect(first).toMatchObject({ status: 0, stderr: '' });
    expect(first.stdout).toBe(
      `accepted ${idOf(OLD)} (127.0.9.2:2375, critical) until ${day(0)}, by ciso\n` +
        `accepted ${idOf(ENGINE)} (127.0.9.1:2375, critical) until ${day(0)}, by ciso\n`,
    );
    const again = await run(['accept', idOf(OLD), '--out', out, ...terms, day(30)], by);
    expect(again.stdout).toContain(`extended ${idOf(OLD)} (127.0.9.2:2375, critical) from ${day(0)} to ${day(30)}, by`);
    const shorter = await run(['accept', idOf(OLD), '--out', out, ...terms, day(20)], by);
    expect(shorter.stdout).toContain(`shortened ${idOf(OLD)} (127.0.9.2:2375, critical) from ${day(30)} to ${day(20)}`);
    const listed = await run(['findings', '--out', out, '--state', 'accepted']);
    expect(listed.stdout).toContain(`accepted until ${day(20)}`);

    const list = await run(['accept', '--list', '--out', out]);
    expect(list.stdout).toMatch(
      new RegExp(`${idOf(OLD)} +critical +127.0.9.2:2375 +${day(20)} +platform +ciso +${day(0)}`),
    );
    expect(list.stdout).toMatch(/2 acceptances\n$/);
    const json = await run(['accept', '--list', '--json', '--out', out]);
    expect(JSON.parse(json.stdout)).toMatchObject({
      schema: 'seawall.acceptances/1',
      acceptances: [{ findingId: idOf(OLD), by: 'ciso', covers: true }, { findingId: idOf(ENGINE) }],
      reviewed: [],
    });

    const revoked = await run(['accept', OLD, '--revoke', '--reason', 'was a mistake', '--out', out, '--by', 'ann']);
    expect(revoked.stdout).toBe(
      `withdrew the acceptance of ${idOf(OLD)} (127.0.9.2:2375, critical), which was to hold until ${day(20)}, by ann\n`,
    );
    expect((await run(['findings', '--out', out, '--state', 'accepted'])).stdout).not.toContain(OLD);
    const shown = await run(['show', idOf(OLD), '--out', out]);
    expect(shown.stdout).toMatch(/acceptance +until .* for platform, by ciso: replaced\s+soon/);
    expect(shown.stdout).toMatch(/withdrawn +the acceptance until .*, by ann: was a\s+mistake/);
    const { decisions } = await readDecisions(out);
    expect(decisions.map(({ kind, by: who, address }) => [kind, who, address])).toEqual([
      ['accept', 'ciso', OLD],
      ['accept', 'ciso', ENGINE],
      ['accept', 'ciso', OLD],
      ['accept', 'ciso', OLD],
      ['revoke', 'ann', OLD],
    ]);
  });
});
