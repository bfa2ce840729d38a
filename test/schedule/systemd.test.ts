import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Plan } from '../../src/schedule/schedule-plan.ts';
import { calendarTime, systemdFiles } from '../../src/schedule/systemd.ts';
import { leftOut } from '../helpers/left-out.ts';
import { temporaryFolder } from '../helpers/scope.ts';
import { PLAN } from './plan.ts';

const ANALYZE = ['/usr/bin/systemd-analyze', '/bin/systemd-analyze'].find((path) => existsSync(path));
const missing = ANALYZE === undefined ? 'systemd-analyze is not installed' : undefined;

function analyze(args: readonly string[], folder?: string): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(ANALYZE ?? '', args, {
    encoding: 'utf8',
    // Units of this machine are left out of it.
    env: { ...process.env, ...(folder && { SYSTEMD_UNIT_PATH: `${folder}:/lib/systemd/system` }) },
  });
}

async function written(plan: Plan): Promise<{ folder: string; paths: string[]; service: string }> {
  const folder = await temporaryFolder();
  const files = systemdFiles(plan);
  const paths = files.map(({ path }) => join(folder, basename(path)));
  for (const [i, { text }] of files.entries()) await writeFile(paths[i] ?? '', text);
  return { folder, paths, service: files[0]?.text ?? '' };
}

/** This machine has this program and this user. */
const HERE: Plan = { ...PLAN, program: [process.execPath, '/opt/seawall/dist/cli.js'], user: 'root' };

describe.skipIf(leftOut('what systemd says of its units', missing))('systemd', () => {
  it.each<[string, Plan]>([
    ['as shipped', HERE],
    ['with syn', { ...HERE, engine: 'syn' }],
    ['without metrics, elsewhere', { ...HERE, metrics: undefined, out: '/srv/seawall reports/100%' }],
    [
      'with names that want quoting',
      { ...HERE, scope: '/etc/a "b" $c 100% \\d/targets', environment: '/etc/a b/100%.env' },
    ],
  ])('finds nothing wrong with the units %s', async (_name, plan) => {
    const { folder, paths } = await written(plan);
    expect(analyze(['verify', '--man=no', ...paths], folder)).toMatchObject({ status: 0, stdout: '', stderr: '' });
  });

  it('would say so if something were', async () => {
    const bad = await written({ ...HERE, program: ['/nonexistent/node'] });
    expect(analyze(['verify', '--man=no', ...bad.paths], bad.folder).status).not.toBe(0);
    const { folder, paths, service } = await written(HERE);
    await writeFile(paths[0] ?? '', service.replace('NoNewPrivileges', 'NoNewPrivilege'));
    expect(analyze(['verify', '--man=no', ...paths], folder).stderr).toContain('NoNewPrivilege');
  });

  it.each([
    [[], '03:17:00'],
    [[1, 4], '03:17:00'],
    [[0], '03:17:00'],
  ])('reads the time on days %j', (days, time) => {
    const { stdout: shown } = analyze(['calendar', '--iterations=2', calendarTime({ ...PLAN, days })]);
    const dates = [...shown.matchAll(/(?:Next elapse|Iter\. #2): (\w{3}) \S+ (\S+)/g)];
    expect(dates).toHaveLength(2);
    for (const [, day = '', at] of dates) {
      expect(at).toBe(time);
      if (days.length > 0)
        expect(days.map((number) => ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'][number])).toContain(day);
    }
  });

  it.each([
    ['connect', 2.5],
    ['syn', 2.5],
  ] as const)('takes the service for well locked in with %s', async (engine, most) => {
    const { folder, paths } = await written({ ...HERE, user: 'seawall', engine });
    const { stdout: shown, status } = analyze(
      ['security', '--offline=true', '--no-pager', `--threshold=${most * 10}`, paths[0] ?? ''],
      folder,
    );
    expect(status).toBe(0);
    expect(Number(/Overall exposure level for \S+: ([\d.]+)/.exec(shown)?.[1])).toBeLessThanOrEqual(most);
  });
});

it('gives a capability with syn alone', () => {
  const of = (engine: Plan['engine']): string => systemdFiles({ ...PLAN, engine })[0]?.text ?? '';
  expect(of('connect')).toContain('\nCapabilityBoundingSet=\nAmbientCapabilities=\n');
  expect(of('syn')).toContain('\nCapabilityBoundingSet=CAP_NET_RAW\nAmbientCapabilities=CAP_NET_RAW\n');
  expect(of('syn')).toContain('--engine syn');
});

it('stops later than the program stops itself, and says when it failed', () => {
  const [service, timer, failed] = systemdFiles(PLAN).map(({ text }) => text);
  expect(service).toContain('--max-duration 6h');
  expect(service).toContain('TimeoutStartSec=22500');
  expect(service).toContain('OnFailure=seawall-failed.service');
  expect(service).toContain('StateDirectory=seawall/reports');
  expect(timer).toContain('OnCalendar=*-*-* 03:17:00');
  expect(failed).toContain('ExecStart=/usr/bin/logger');
});
