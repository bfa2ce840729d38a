/** The playbook, played for real: against files in a temporary folder, never against those of the machine. */

import { readdirSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createStage, type Stage, whyNoAnsible } from '../helpers/ansible.ts';
import { leftOut } from '../helpers/left-out.ts';

const missing = whyNoAnsible();

const FIX = { seawall_contain: false, seawall_apply: true };
const DROP_IN = `[Service]
ExecStart=
ExecStart=/usr/bin/dockerd -H tcp://0.0.0.0:2375 --containerd=/run/containerd/containerd.sock
`;
const BOTH =
  '{"debug": false, "hosts": ["unix:///var/run/docker.sock", "tcp://0.0.0.0:2375", "0.0.0.0:2376"], "labels": ["a=b"]}\n';

describe.skipIf(leftOut('the playbook', missing))('the playbook', () => {
  let stage: Stage;
  beforeEach(() => {
    stage = createStage();
  });
  afterEach(() => stage.close());

  it('is what Ansible and its critic accept', { timeout: 120_000 }, () => {
    expect(stage.run('ansible-playbook', ['-i', 'inventory.yml', 'playbook.yml', '--syntax-check'])).toMatchObject({
      status: 0,
    });
    expect(stage.run('ansible-lint', ['--offline', '-q', 'playbook.yml'])).toEqual({ status: 0, text: '' });
    const list = stage.run('ansible-inventory', ['-i', 'inventory.yml', '--graph']);
    expect(list.text).toMatch(/@seawall_exposed:/);
  });

  it('changes nothing unless it is told to, and shows what it would change', { timeout: 60_000 }, () => {
    stage.write('etc/daemon.json', BOTH);
    stage.write('etc/docker.service.d/tcp.conf', DROP_IN);
    for (const variables of [{ seawall_contain: false }, { seawall_contain: false, seawall_apply: 'no' }]) {
      const { status, text } = stage.play(variables);
      expect(status).toBe(0);
      expect(text).toMatch(/CHECK MODE: nothing is changed/);
      expect(text).toMatch(/^-.*tcp:\/\/0\.0\.0\.0:2375/m);
    }
    expect(stage.read('etc/daemon.json')).toBe(BOTH);
    expect(stage.read('etc/docker.service.d/tcp.conf')).toBe(DROP_IN);
    expect(readdirSync(stage.path('etc'))).toEqual(['daemon.json', 'docker.service.d']);
  });

  it('obeys --check even where it is told to change things', { timeout: 60_000 }, () => {
    stage.write('etc/daemon.json', BOTH);
    const variables = stage.write(
      'v.json',
      JSON.stringify({
        ...FIX,
        seawall_become: false,
        seawall_daemon_json: stage.path('etc/daemon.json'),
        seawall_places: [],
        seawall_vendor_places: [],
        seawall_systemctl: 'false',
      }),
    );
    const { status, text } = stage.run('ansible-playbook', [
      '-i',
      stage.path('here.yml'),
      'playbook.yml',
      '--check',
      '-e',
      `@${variables}`,
    ]);
    expect(status).toBe(0);
    expect(text).toMatch(/CHECK MODE/);
    expect(stage.read('etc/daemon.json')).toBe(BOTH);
  });

  it('takes the listeners out, keeps the rest and a copy, and has nothing to do the second time', {
    timeout: 60_000,
  }, () => {
    stage.write('etc/daemon.json', BOTH);
    stage.write('etc/default/docker', '# comment\nDOCKER_OPTS="-H tcp://0.0.0.0:2375 --dns 8.8.8.8"\n');
    const first = stage.play(FIX);
    expect(first.text).toMatch(/The engine goes on listening until it is restarted/);
    expect(first).toMatchObject({ status: 0, changed: 2 });
    expect(JSON.parse(stage.read('etc/daemon.json'))).toEqual({
      debug: false,
      hosts: ['unix:///var/run/docker.sock'],
      labels: ['a=b'],
    });
    expect(stage.read('etc/default/docker')).toBe('# comment\nDOCKER_OPTS=" --dns 8.8.8.8"\n');
    const copies = readdirSync(stage.path('etc')).filter((name) => name.startsWith('daemon.json.'));
    expect(copies.map((name) => stage.read(`etc/${name}`))).toEqual([BOTH]);
    expect(stage.play(FIX)).toMatchObject({ status: 0, changed: 0 });
  });

  it('reads every form in which a listener is written', { timeout: 60_000 }, () => {
    const D = 'ExecStart=/usr/bin/dockerd';
    const forms: [before: string, after: string][] = [
      [`${D} -H fd:// -H tcp://0.0.0.0:2375`, `${D} -H fd://`],
      [`${D} -H tcp://0.0.0.0:2375 -H fd://`, `${D} -H fd://`],
      [`${D} --host=tcp://[::]:2375 -H unix:///run/d.sock --debug`, `${D} -H unix:///run/d.sock --debug`],
      [`${D} --host tcp://10.0.0.1:2375 -H fd://`, `${D} -H fd://`],
      [`${D} -H=tcp://:2375 -H=fd://`, `${D} -H=fd://`],
      [`${D} -Htcp://0.0.0.0 -H fd://`, `${D} -H fd://`],
      [`${D} -H 0.0.0.0:2375 -H fd://`, `${D} -H fd://`],
      [`${D} -H "tcp://0.0.0.0:2375" -H 'fd://'`, `${D} -H 'fd://'`],
      [`${D} "--host=tcp://0.0.0.0:2375" -H fd://`, `${D} -H fd://`],
      [`${D} \\\n  -H fd:// \\\n  -H tcp://0.0.0.0:2375 \\\n  --debug`, `${D} \\\n  -H fd:// \\\n \\\n  --debug`],
      [`${D} -H tcp://0.0.0.0:2375 -H tcp://0.0.0.0:2376 --tlsverify`, `${D} -H fd:// --tlsverify`],
      [`${D} -H tcp://0.0.0.0:2375`, `${D} -H fd://`],
      [`${D} -H fd:// --containerd=/run/c.sock`, `${D} -H fd:// --containerd=/run/c.sock`],
      [`${D} --hostname-like=tcp://x -H fd://`, `${D} --hostname-like=tcp://x -H fd://`],
      [`# ${D} -H tcp://0.0.0.0:2375\n${D} -H fd://`, `# ${D} -H tcp://0.0.0.0:2375\n${D} -H fd://`],
    ];
    for (const [i, [before]] of forms.entries())
      stage.write(`etc/docker.service.d/${i}.conf`, `[Service]\nExecStart=\n${before}\n`);
    expect(stage.play(FIX).status).toBe(0);
    for (const [i, [before, after]] of forms.entries())
      expect(stage.read(`etc/docker.service.d/${i}.conf`), before).toBe(`[Service]\nExecStart=\n${after}\n`);
    expect(stage.play(FIX)).toMatchObject({ status: 0, changed: 0 });
  });

  it('leaves one place for listeners: where the unit has some, the file gets none', { timeout: 60_000 }, () => {
    stage.write('bin/systemctl', `#!/bin/sh\nprintf '%s\\n' 'ExecStart=/usr/bin/dockerd -H fd://'\n`);
    stage.run('chmod', ['755', stage.path('bin/systemctl')]);
    stage.write('etc/daemon.json', '{"hosts": ["tcp://0.0.0.0:2375"], "debug": true}');
    expect(stage.play(FIX).status).toBe(0);
    expect(JSON.parse(stage.read('etc/daemon.json'))).toEqual({ debug: true });
  });

  it('leaves an engine a listener where the file alone named one', { timeout: 60_000 }, () => {
    stage.write('etc/daemon.json', '{"hosts": ["tcp://0.0.0.0:2375"]}');
    stage.write('etc/docker.service.d/plain.conf', '[Service]\nExecStart=\nExecStart=/usr/bin/dockerd\n');
    expect(stage.play(FIX).status).toBe(0);
    expect(JSON.parse(stage.read('etc/daemon.json'))).toEqual({ hosts: ['unix:///var/run/docker.sock'] });
    expect(stage.read('etc/docker.service.d/plain.conf')).toBe('[Service]\nExecStart=\nExecStart=/usr/bin/dockerd\n');
  });

  it('names what it does not change: units of the package, and sockets of systemd', { timeout: 60_000 }, () => {
    stage.write('lib/docker.socket', '[Socket]\nListenStream=2375\n');
    stage.write('lib/docker.service', '[Service]\nExecStart=/usr/bin/dockerd -H tcp://0.0.0.0:2375\n');
    const { status, text } = stage.play(FIX);
    expect(status).toBe(0);
    expect(text).toMatch(/By hand, in a drop-in: .*docker\.(socket|service), .*docker\.(socket|service)/);
    expect(stage.read('lib/docker.service')).toContain('tcp://');
  });

  it.each<[string, Record<string, unknown>, RegExp]>([
    ['nobody said who may still come in', { seawall_apply: true }, /Give the networks that may still reach the port/],
    ['what it is told is no network', { seawall_admin_networks: ['10.0.0.0/8; reboot'] }, /Give the networks/],
    ['what it is told is no list', { seawall_admin_networks: '10.0.0.0/8' }, /Give the networks/],
    ['the host is from another inventory', { seawall_contain: false, seawall_verdict: 'engine-mtls' }, /left alone/],
    ['the host has no ports', { seawall_contain: false, seawall_ports: [] }, /left alone/],
  ])('stops where %s', { timeout: 60_000 }, (_, variables, message) => {
    stage.write('etc/daemon.json', BOTH);
    const { status, text } = stage.play(variables);
    expect(status).not.toBe(0);
    expect(text).toMatch(message);
    expect(stage.read('etc/daemon.json')).toBe(BOTH);
  });

  it.each(['{"hosts": "tcp://0.0.0.0:2375"}', '{"hosts": [', '["hosts"]'])(
    'stops before settings that it cannot read: %s',
    { timeout: 60_000 },
    (text) => {
      stage.write('etc/daemon.json', text);
      expect(stage.play(FIX).status).not.toBe(0);
      expect(stage.read('etc/daemon.json')).toBe(text);
    },
  );
});
