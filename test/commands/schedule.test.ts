import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { run } from '../helpers/cli.ts';
import { scopeFile, scopeText, temporaryFolder } from '../helpers/scope.ts';

const SCOPE = scopeText(['127.10.70.0/30']);

describe('the printed command is one that the program takes', () => {
  it('from cron', async () => {
    const { folder, file } = await scopeFile(SCOPE);
    const { stdout, status } = await run([
      'schedule',
      'cron',
      '--scope',
      file,
      '--out',
      `${folder}/out`,
      '--at',
      '23:05',
      '--on',
      'thu,mon',
    ]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^# ---- \/etc\/cron\.d\/seawall ----\n/);
    expect(stdout).toContain('\n5 23 * * 1,4 seawall ');
    const arguments_ = /dist\/cli\.js (audit .*?);/.exec(stdout)?.[1]?.split(' ') ?? [];
    expect(await run(arguments_)).toEqual({ status: 0, signal: null, stdout: '', stderr: '' });
    expect(await readdir(`${folder}/out/latest`)).toContain('findings.csv');
  });

  it('from systemd', async () => {
    const { folder, file } = await scopeFile(SCOPE);
    const { stdout } = await run(['schedule', 'systemd', '--scope', file, '--out', `${folder}/out`]);
    const arguments_ = /^ExecStart=\S+ \S+dist\/cli\.js (audit .*)$/m.exec(stdout)?.[1]?.split(' ') ?? [];
    expect(await run(arguments_)).toEqual({ status: 0, signal: null, stdout: '', stderr: '' });
    expect(stdout).toContain('# ---- /etc/systemd/system/seawall-failed.service ----');
  });

  it('from Kubernetes, with the scope in it', async () => {
    const { folder, file } = await scopeFile(SCOPE);
    await writeFile(join(folder, 'second.yaml'), scopeText(['127.10.71.0/31']));
    const acceptances =
      'acceptances: [{ target: 127.10.70.1, reason: r, owner: o, from: 2026-01-01, until: 2026-12-31 }]\n';
    await writeFile(join(folder, 'acceptances.yaml'), acceptances);
    await writeFile(join(folder, 'policy.yaml'), 'deadlines: { critical: 7 }\n');
    const to = join(folder, 'objects');
    const ended = await run(['schedule', 'kubernetes', '--scope', folder, '--image', 'x/seawall:1', '--to', to]);
    expect(ended).toMatchObject({ status: 0, stdout: `${to}/seawall.yaml\n` });
    const documents = parseAllDocuments(await readFile(join(to, 'seawall.yaml'), 'utf8'));
    if (!Array.isArray(documents)) return expect.fail('no documents');
    const objects = documents.map((document) => document.toJS());
    const { data } = objects.find(({ kind }) => kind === 'ConfigMap');
    expect(data).toEqual({
      'scope.yaml': SCOPE,
      '2-second.yaml': scopeText(['127.10.71.0/31']),
      'policy.yaml': 'deadlines: { critical: 7 }\n',
      'acceptances.yaml': acceptances,
    });
    const [{ command }] = objects.find(({ kind }) => kind === 'CronJob').spec.jobTemplate.spec.template.spec.containers;
    const [program, ...words] = command as string[];
    expect(program).toBe('seawall');
    const here = words.map((word) =>
      word === '/etc/seawall/targets' ? file : word.replace('/var/lib/seawall', folder),
    );
    expect(await run(here)).toEqual({ status: 0, signal: null, stdout: '', stderr: '' });
  });

  it('from Kubernetes, not with acceptances that an audit would refuse', async () => {
    const { folder } = await scopeFile(SCOPE);
    await writeFile(join(folder, 'acceptances.yaml'), 'acceptances: [{ target: 127.10.70.1 }]\n');
    const { status, stderr } = await run(['schedule', 'kubernetes', '--scope', folder, '--image', 'x/seawall:1']);
    expect(status).toBe(2);
    expect(stderr).toContain("acceptances.yaml:1: 'acceptances.0.reason' is missing [ACCEPTANCE_SHAPE]");
  });
});

it.each([
  [['schedule'], 'missing required argument'],
  [['schedule', 'at'], 'no scheduler'],
  [['schedule', 'kubernetes', '--scope', 'targets'], '--image'],
  [['schedule', 'kubernetes', '--scope', 'no-such-file.yaml', '--image', 'x'], 'SCOPE_NOT_FOUND'],
  [['schedule', 'cron', '--at', '24:00'], 'time of day'],
  [['schedule', 'cron', '--at', '3'], 'time of day'],
  [['schedule', 'cron', '--on', 'monday'], 'mon,thu'],
  [['schedule', 'cron', '--user', 'a b'], "user's name"],
  [['schedule', 'cron', '--user', '-a'], "user's name"],
  [['schedule', 'cron', '--scope', '/a\n* * * * * root id'], 'without line breaks'],
  [['schedule', 'cron', '--max-duration', '6'], '90s, 30m or 8h'],
  [['schedule', 'kubernetes', '--image', 'a b'], 'container image'],
  [['schedule', 'kubernetes', '--image', 'a', '--namespace', 'A'], "namespace's name"],
])('refuses %j', async (args, words) => {
  expect(await run(args)).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining(words) });
});

it('says where it cannot write', async () => {
  const file = join(await temporaryFolder(), 'file');
  await writeFile(file, '');
  expect(await run(['schedule', 'cron', '--to', join(file, 'x')])).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('OUTPUT_UNWRITABLE'),
  });
});
