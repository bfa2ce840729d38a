/** Containment for real, in network namespaces of the test's own: by the playbook, and by the lines of a host's page. */

import { type ChildProcess, spawn } from 'node:child_process';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { rowsOf } from '../../src/domain/exposure.ts';
import { CONTAIN } from '../../src/report/repair/host-pages/contain.ts';
import { exposedHosts } from '../../src/report/repair/host-pages/host.ts';
import { createStage, type Stage, whyNoAnsible } from '../helpers/ansible.ts';
import { type Cable, createCable, whyNoCable } from '../helpers/cable.ts';
import { leftOut } from '../helpers/left-out.ts';
import { reportOf } from '../report/repair/host-pages/sample-hosts.ts';

const missing = whyNoCable() ?? whyNoAnsible();

describe.skipIf(leftOut('containment', missing))('containment', () => {
  let network: Cable;
  let stage: Stage;
  const servers: ChildProcess[] = [];

  /** What the client reaches: the port and another one, over IPv4 and IPv6. */
  const reached = (): boolean[] => {
    const { v4, v6 } = network.server;
    return [network.reaches(v4, 2375), network.reaches(v6, 2375), network.reaches(v4, 8080), network.reaches(v6, 8080)];
  };
  const inServer = (line: string): string => network.run('server', 'sh', ['-c', line]);
  const clear = (): string =>
    inServer('nft flush ruleset; for t in iptables ip6tables; do $t -F; $t -X SEAWALL 2>/dev/null || true; done');

  beforeAll(async () => {
    network = await createCable();
    stage = createStage();
    for (const port of ['2375', '8080']) {
      const [command = '', ...args] = network.at('server');
      servers.push(
        spawn(
          command,
          [...args, 'python3', '-m', 'http.server', port, '--bind', '::', '--directory', stage.path('ansible')],
          { stdio: 'ignore' },
        ),
      );
    }
    await vi.waitFor(() => expect(reached()).toEqual([true, true, true, true]), { timeout: 20_000, interval: 200 });
  }, 60_000);
  afterAll(() => {
    for (const server of servers) server.kill();
    stage?.close();
    network?.close();
  });
  beforeEach(() => {
    clear();
    expect(reached()).toEqual([true, true, true, true]);
  }, 30_000);

  const play = (firewall: string, networks: string[], more: Record<string, unknown> = {}) =>
    stage.play(
      {
        seawall_fix: false,
        seawall_apply: true,
        seawall_firewall: firewall,
        seawall_admin_networks: networks,
        ...more,
      },
      network.at('server'),
    );

  it.each(['nftables', 'iptables'])(
    'by the playbook with %s closes the port, and that alone, for both families',
    { timeout: 120_000 },
    (firewall) => {
      expect(play(firewall, ['10.98.0.0/16'])).toMatchObject({ status: 0 });
      expect(reached()).toEqual([false, false, true, true]);
      expect(play(firewall, ['10.98.0.0/16'])).toMatchObject({ status: 0, changed: 0 });
      expect(inServer('curl -sS -o /dev/null -w %{http_code} http://127.0.0.1:2375/')).toBe('200');
    },
  );

  it.each(['nftables', 'iptables'])(
    'by the playbook with %s lets administrators in',
    { timeout: 120_000 },
    (firewall) => {
      expect(play(firewall, ['10.99.0.0/24', 'fd00:98::/64'])).toMatchObject({ status: 0 });
      expect(reached()).toEqual([true, false, true, true]);
    },
  );

  it('by the playbook changes nothing in check mode', { timeout: 60_000 }, () => {
    const { status, text } = play('auto', ['10.98.0.0/16'], {
      seawall_apply: false,
      seawall_rules_file: stage.path('etc/new.nft'),
    });
    expect(status).toBe(0);
    expect(text).toMatch(/^\+.*tcp dport \{ 2375 \} jump engine/m);
    expect(reached()).toEqual([true, true, true, true]);
    expect(inServer('nft list ruleset')).not.toContain('seawall');
  });

  it('by the playbook is loaded again after the machine has forgotten it, and undone by one command', {
    timeout: 120_000,
  }, () => {
    play('nftables', ['10.98.0.0/16']);
    clear();
    expect(play('nftables', ['10.98.0.0/16']).status).toBe(0);
    expect(reached()).toEqual([false, false, true, true]);
    inServer('nft delete table inet seawall');
    expect(reached()).toEqual([true, true, true, true]);
  });

  const [host] = exposedHosts(rowsOf(reportOf('plain')));
  const step = (words: string): string => {
    const found = CONTAIN.flatMap(({ steps }) => steps).find(
      ({ text, commands }) => text.includes(words) && commands !== undefined,
    );
    if (host === undefined || found?.commands === undefined) throw new Error(`no step says '${words}'`);
    return found.commands(host).join('\n');
  };

  it.each(['With nftables', 'with iptables'])(
    'by the lines of a page (%s) does the same',
    { timeout: 60_000 },
    (words) => {
      inServer(step(words).replaceAll('ADMIN_NET', '10.98.0.0/16'));
      expect(reached()).toEqual([false, false, true, true]);
      clear();
      inServer(step(words).replaceAll('ADMIN_NET', '10.99.0.0/24'));
      expect(reached()).toEqual([true, false, true, true]);
    },
  );

  it('covers a port that a container publishes, which INPUT never sees', { timeout: 120_000 }, () => {
    // What publishing does: the address is rewritten before routing. Here it leads to the client's own other address.
    inServer(`sysctl -qw net.ipv4.ip_forward=1; ip addr add 10.97.0.1/24 dev cable
      nft add table ip nat; nft add chain ip nat pre '{ type nat hook prerouting priority -100; }'
      nft add chain ip nat post '{ type nat hook postrouting priority 100; }'
      nft add rule ip nat pre tcp dport 2375 dnat to 10.97.0.2:8081; nft add rule ip nat post masquerade`);
    network.run('client', 'ip', ['addr', 'add', '10.97.0.2/24', 'dev', 'cable']);
    const [command = '', ...args] = network.at('client');
    const published = spawn(
      command,
      [...args, 'python3', '-m', 'http.server', '8081', '--bind', '10.97.0.2', '--directory', stage.path('ansible')],
      { stdio: 'ignore' },
    );
    servers.push(published);
    return vi
      .waitFor(() => expect(network.reaches(network.server.v4, 2375)).toBe(true), { timeout: 20_000, interval: 200 })
      .then(() => {
        expect(play('nftables', ['10.98.0.0/16'])).toMatchObject({ status: 0 });
        expect(network.reaches(network.server.v4, 2375)).toBe(false);
        inServer('nft delete table inet seawall');
        expect(network.reaches(network.server.v4, 2375)).toBe(true);
      });
  });
});
