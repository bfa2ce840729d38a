/** A real engine that answers everybody, its settings mended by the playbook, and started again. */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createStage, type Stage, whyNoAnsible } from '../helpers/ansible.ts';
import { leftOut } from '../helpers/left-out.ts';
import { createReal, type Real, whyNotReal } from '../helpers/real.ts';

const missing = whyNotReal() ?? whyNoAnsible();

const ADDRESS = '127.0.62.1';
const QUIET = ['--iptables=false', '--ip6tables=false', '--bridge=none', '--ip-forward=false', '--ip-masq=false'];

describe.skipIf(leftOut('fixing a real engine', missing))('a real engine', () => {
  let real: Real;
  let stage: Stage;
  let again: ChildProcess | undefined;
  const curl = (...args: string[]) =>
    spawnSync('curl', ['-sS', '-o', '/dev/null', '-w', '%{http_code}', '--max-time', '10', ...args], {
      encoding: 'utf8',
    });
  const stop = async (child: ChildProcess): Promise<void> => {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
  };
  const overTcp = () => curl(`http://${ADDRESS}:2375/version`);
  const overSocket = () => curl('--unix-socket', real.path('engine.sock'), 'http://engine/version');

  beforeAll(() => {
    real = createReal();
    stage = createStage();
  });
  afterAll(async () => {
    if (again !== undefined) await stop(again);
    await real.stopAll();
    stage.close();
  }, 60_000);

  it('answers everybody, and after mending and a restart its own socket alone', { timeout: 120_000 }, async () => {
    const settings = {
      hosts: [`unix://${real.path('engine.sock')}`, `tcp://${ADDRESS}:2375`],
      'data-root': real.path('data'),
      'exec-root': real.path('exec'),
      pidfile: real.path('engine.pid'),
    };
    stage.write('etc/daemon.json', JSON.stringify(settings));
    const args = ['--config-file', stage.path('etc/daemon.json'), ...QUIET];
    const open = await real.start('dockerd', args, { address: ADDRESS, port: 2375 });
    await vi.waitFor(() => expect(overTcp().stdout).toBe('200'), { timeout: 20_000, interval: 200 });

    const { status, changed, text } = stage.play({ seawall_contain: false, seawall_apply: true });
    expect([status, changed], text).toEqual([0, 1]);
    expect(JSON.parse(stage.read('etc/daemon.json'))).toEqual({ ...settings, hosts: settings.hosts.slice(0, 1) });
    // As the playbook says itself: until it is restarted, it goes on listening.
    expect(overTcp().stdout).toBe('200');

    await stop(open);
    rmSync(real.path('engine.sock'), { force: true });
    again = spawn('dockerd', args, { stdio: 'ignore' });
    await vi.waitFor(() => expect(existsSync(real.path('engine.sock')) && overSocket().stdout).toBe('200'), {
      timeout: 40_000,
      interval: 200,
    });
    // 7: refused. It is up, and there is no such port.
    expect(overTcp().status).toBe(7);
  });

  it('does not start with listeners both in its unit and in its file, as the pages say', { timeout: 60_000 }, () => {
    const file = real.file('both.json', JSON.stringify({ hosts: [`unix://${real.path('both.sock')}`] }));
    const { status, stderr } = spawnSync('dockerd', ['--config-file', file, '-H', 'fd://', ...QUIET], {
      encoding: 'utf8',
      timeout: 20_000,
    });
    expect(status).not.toBe(0);
    expect(stderr).toMatch(
      /the following directives are specified both as a flag and in the configuration file: hosts/,
    );
  });

  it('does not start without the file of its CA, as the pages say', { timeout: 60_000 }, () => {
    const file = real.file(
      'tls.json',
      JSON.stringify({
        hosts: [`tcp://${ADDRESS}:2376`],
        tlsverify: true,
        tlscacert: real.path('none.pem'),
        tlscert: real.path('none.pem'),
        tlskey: real.path('none.pem'),
        'data-root': real.path('d2'),
        'exec-root': real.path('e2'),
        pidfile: real.path('p2'),
      }),
    );
    const { status, stderr } = spawnSync('dockerd', ['--config-file', file, ...QUIET], {
      encoding: 'utf8',
      timeout: 20_000,
    });
    expect(status).not.toBe(0);
    expect(stderr).toMatch(/could not read CA certificate|Could not load X509 key pair/);
  });
});
