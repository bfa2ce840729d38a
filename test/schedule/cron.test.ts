import { execFileSync } from 'node:child_process';
import { chmod, mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CronFileParser } from 'cron-parser';
import { describe, expect, it } from 'vitest';
import { cronFiles } from '../../src/schedule/cron.ts';
import type { Plan } from '../../src/schedule/schedule-plan.ts';
import { temporaryFolder } from '../helpers/scope.ts';
import { PLAN } from './plan.ts';

/** Puts the file through a cron library: variables, times, and what is run. */
async function parse(plan: Plan) {
  const [file] = cronFiles(plan);
  const path = join(await temporaryFolder(), 'crontab');
  await writeFile(path, file?.text ?? '');
  const { variables, expressions, errors } = CronFileParser.parseFileSync(path);
  expect(errors).toEqual({});
  const line = file?.text.trimEnd().split('\n').at(-1) ?? '';
  const [, user = '', command = ''] = /^(?:\S+ ){5}(\S+) (.*)$/.exec(line) ?? [];
  // As cron hands it to the shell.
  return { variables, expressions, user, command: command.replaceAll('\\%', '%'), line };
}

describe('the time', () => {
  it.each([
    [[], '2026-11-25T03:17:00.000Z', '2026-11-26T03:17:00.000Z'],
    [[1, 4], '2026-11-26T03:17:00.000Z', '2026-11-30T03:17:00.000Z'],
    [[0], '2026-11-29T03:17:00.000Z', '2026-12-06T03:17:00.000Z'],
  ])('on days %j', async (days, first, second) => {
    const { expressions, variables, user } = await parse({ ...PLAN, days });
    expect(variables).toMatchObject({ SHELL: '/bin/sh', MAILTO: 'root' });
    expect(user).toBe('seawall');
    expect(expressions).toHaveLength(1);
    const [expression] = expressions;
    expression?.reset(new Date('2026-11-24T12:00:00Z'));
    expect([expression?.next().toISOString(), expression?.next().toISOString()]).toEqual([first, second]);
  });
});

describe('the command', () => {
  /** A place of its own, with names that a shell would take apart; the program writes down what it is given. */
  async function setUp(status: number): Promise<{ plan: Plan; root: string }> {
    const root = join(await temporaryFolder(), "it's 100% $HOME");
    const metrics = join(root, 'textfile');
    await mkdir(join(root, 'reports', 'run'), { recursive: true });
    await mkdir(metrics);
    await symlink('run', join(root, 'reports', 'latest'));
    await writeFile(join(root, 'reports', 'run', 'seawall.prom'), 'seawall_findings 1\n');
    await writeFile(join(root, 'env'), 'SEAWALL_NOTIFY_SECRET=abc\n');
    const program = join(root, 'program');
    await writeFile(
      program,
      `#!/bin/sh\nprintf '%s\\n' "$SEAWALL_NOTIFY_SECRET" "$@" >"$(dirname "$0")/seen"\nexit ${status}\n`,
    );
    await chmod(program, 0o755);
    const plan: Plan = {
      ...PLAN,
      program: [program],
      scope: join(root, 'targets'),
      out: join(root, 'reports'),
      environment: join(root, 'env'),
      metrics: { file: 'seawall.prom', folder: metrics },
    };
    return { plan, root };
  }

  it.each([0, 1, 2, 3])('passes on status %i, hands over the environment, and copies the metrics', async (status) => {
    const { plan, root } = await setUp(status);
    const { command } = await parse(plan);
    let ended = 0;
    try {
      execFileSync('sh', ['-c', command], { stdio: 'pipe' });
    } catch (error) {
      ended = (error as { status: number }).status;
    }
    expect(ended).toBe(status);
    expect((await readFile(join(root, 'seen'), 'utf8')).trimEnd().split('\n')).toEqual([
      'abc',
      'audit',
      join(root, 'targets'),
      '--out',
      join(root, 'reports'),
      '--max-duration',
      '6h',
      '--format',
      'csv,json',
      '--quiet',
    ]);
    expect(await readFile(join(root, 'textfile', 'seawall.prom'), 'utf8')).toBe('seawall_findings 1\n');
    expect((await stat(join(root, 'textfile', 'seawall.prom'))).mode & 0o777).toBe(0o644);
  });

  it('stops a program that does not stop by itself, after the time that it was given and a while', async () => {
    expect((await parse(PLAN)).command).toContain('timeout --preserve-status --kill-after=60 22500 /usr/bin/node');
  });

  it('fits into what cron takes', () => {
    expect(() => cronFiles({ ...PLAN, scope: `/${'x'.repeat(900)}` })).toThrow('cron takes 998');
  });
});
