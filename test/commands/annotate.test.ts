import { describe, expect, it, vi } from 'vitest';
import { readDecisions } from '../../src/supervise/decisions.ts';
import { run } from '../helpers/cli.ts';
import { writeRun } from '../helpers/ended-run.ts';
import { ENGINE, idOf, OLD, runDaysAgo, SSH, shortHistory } from '../helpers/history.ts';
import { recordRunFolder } from '../helpers/record-run.ts';
import { scopeOf } from '../helpers/scope.ts';
import { readRows } from '../report/read-csv.ts';

vi.setConfig({ testTimeout: 60_000 });

describe('seawall annotate', () => {
  it('is shown in the timeline, the list, the CSV and the next report', async () => {
    const { out } = await shortHistory();
    const annotate = (...args: string[]) => run(['annotate', ...args, '--out', out, '--by', 'ann']);
    expect(await annotate(OLD)).toMatchObject({ status: 2, stderr: expect.stringContaining('--comment') });
    expect(await annotate(OLD, '--comment', '')).toMatchObject({ status: 2 });
    const said = await annotate(OLD, ENGINE, '--ticket', 'SEC-1', '--assignee', 'bob', '--comment', 'asked the team');
    expect(said).toMatchObject({ status: 0, stderr: '' });
    expect(said.stdout).toContain(
      `${idOf(OLD)} (127.0.9.2:2375, critical): comment added; ticket SEC-1; assignee bob, by ann\n`,
    );
    const taken = await annotate(ENGINE, '--ticket', '', '--assignee', '');
    expect(taken.stdout).toContain('no ticket any more; no assignee any more, by ann');

    const table = await run(['findings', '--out', out]);
    expect(table.stdout).toMatch(/OWNER +TICKET +ASSIGNEE\n/);
    expect(table.stdout).toMatch(/127\.0\.9\.2:2375 .* SEC-1 +bob/);
    const csv = await run(['findings', '--out', out, '--csv']);
    const rows = readRows(csv.stdout).map(({ address, ticket, assignee }) => [address, ticket, assignee]);
    expect(rows).toContainEqual([OLD, 'SEC-1', 'bob']);
    expect(rows).toContainEqual([ENGINE, '', '']);
    const json = JSON.parse((await run(['findings', '--out', out, '--json'])).stdout);
    expect(json.findings[0].finding.standing.remarks).toEqual({ ticket: 'SEC-1', assignee: 'bob', comments: 1 });
    const shown = await run(['show', OLD, '--out', out]);
    expect(shown.stdout).toMatch(/ticket +SEC-1\n.*assignee +bob\n.*comment +asked the team, by ann/s);

    const answers = { [ENGINE]: '27.0.3', [OLD]: '23.0.1', [SSH]: 'ssh' };
    const folder = await writeRun(out, { id: runDaysAgo(0, '00000c'), scope: scopeOf(['127.0.9.0/28']), answers });
    const { findings } = await recordRunFolder(folder, { out, deadlines: {} });
    expect(findings.map(({ address, standing }) => [address, standing?.remarks])).toEqual([
      [ENGINE, { comments: 1 }],
      [OLD, { ticket: 'SEC-1', assignee: 'bob', comments: 1 }],
      [SSH, undefined],
    ]);
    const { decisions, unusable } = await readDecisions(out);
    expect(unusable).toEqual([]);
    expect(decisions.map(({ kind, reference, text }) => [kind, reference ?? text])).toEqual([
      ...[OLD, ENGINE].flatMap(() => [
        ['comment', 'asked the team'],
        ['ticket', 'SEC-1'],
        ['assignee', 'bob'],
      ]),
      ['ticket', ''],
      ['assignee', ''],
    ]);
  });
});
