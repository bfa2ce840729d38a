/** The playbook as a run writes it, in a folder of its own, played against this machine's files below that folder. */

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ansibleFiles } from '../../src/report/repair/ansible/ansible-files.ts';
import { sampleReport } from '../report/sample.ts';

export function whyNoAnsible(): string | undefined {
  const missing = ['ansible-playbook', 'ansible-lint'].filter(
    (name) => spawnSync('sh', ['-c', `command -v ${name}`]).status !== 0,
  );
  if (missing.length > 0) return `not installed: ${missing.join(', ')}`;
  // The playbook becomes root.
  return process.getuid?.() === 0 ? undefined : 'not root';
}

export interface Played {
  status: number | null;
  text: string;
  /** Of the recap. */
  changed: number;
}

export interface Stage {
  path(name: string): string;
  write(name: string, text: string): string;
  read(name: string): string;
  /** Variables win over those of the playbook. `before` are words in front of the command. */
  play(variables: Record<string, unknown>, before?: readonly string[]): Played;
  run(command: string, args: readonly string[]): { status: number | null; text: string };
  close(): void;
}

/** The host of the inventory is this machine, by Ansible's local connection: no packet is sent to it. */
export function createStage(host: Record<string, unknown> = {}): Stage {
  const folder = mkdtempSync(join(tmpdir(), 'seawall-ansible-'));
  const path = (name: string): string => join(folder, name);
  const write = (name: string, text: string): string => {
    mkdirSync(dirname(path(name)), { recursive: true });
    writeFileSync(path(name), text);
    return path(name);
  };
  for (const { path: name, chunks } of ansibleFiles(sampleReport())) write(`ansible/${name}`, [...chunks].join(''));
  const facts = {
    ansible_host: '127.0.0.1',
    ansible_connection: 'local',
    seawall_ports: [2375],
    seawall_verdict: 'engine-open-plaintext',
    ...host,
  };
  const inventory = {
    all: { children: { seawall_exposed: { children: { seawall_dockerd_hosts: { hosts: { here: facts } } } } } },
  };
  write('here.yml', JSON.stringify(inventory));
  mkdirSync(path('etc'));
  /** Nothing of the machine itself: every path leads below the folder. */
  const own = {
    seawall_become: false,
    seawall_daemon_json: path('etc/daemon.json'),
    seawall_rules_file: path('etc/containment.nft'),
    seawall_systemctl: path('bin/systemctl'),
    seawall_places: [
      { folder: path('etc/docker.service.d'), pattern: '*.conf' },
      { folder: path('etc/default'), pattern: 'docker' },
    ],
    seawall_vendor_places: [{ folder: path('lib'), pattern: 'docker.s*' }],
  };
  const run: Stage['run'] = (command, args) => {
    const env = {
      ...process.env,
      HOME: folder,
      ANSIBLE_NOCOLOR: '1',
      ANSIBLE_LOCALHOST_WARNING: 'false',
      NO_COLOR: '1',
    };
    const { status, stdout, stderr } = spawnSync(command, args, {
      cwd: path('ansible'),
      env,
      encoding: 'utf8',
      timeout: 120_000,
    });
    return { status, text: `${stdout}${stderr}` };
  };
  return {
    ...{ path, write, run },
    read: (name) => readFileSync(path(name), 'utf8'),
    play(variables, before = []) {
      const file = write('variables.json', JSON.stringify({ ...own, ...variables }));
      const [command = '', ...args] = [
        ...before,
        'ansible-playbook',
        '-i',
        path('here.yml'),
        'playbook.yml',
        '-e',
        `@${file}`,
      ];
      const { status, text } = run(command, args);
      return { status, text, changed: Number(/changed=(\d+)/.exec(text)?.[1] ?? Number.NaN) };
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}
