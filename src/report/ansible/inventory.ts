/**
 * `inventory.yml`. What it holds is read by Ansible as templates and by YAML as types, so nothing that a host or a person
 * wrote gets into it: addresses that parse, numbers, and words of closed lists.
 */

import type { Finding } from '../../model.ts';
import { EXPOSED, exposedHosts, type HostCase } from '../remediation/host.ts';
import { addressName } from '../shell.ts';

const GROUPS = {
  /** dockerd listens itself, on Linux: settings can be changed too. */
  seawall_dockerd_hosts: ({ product, system, direct }: HostCase): boolean =>
    (product === 'docker' || product === 'balena') && system === 'linux' && direct,
  /** Something else holds the port: only the firewall is ours. */
  seawall_contain_only: (): boolean => true,
};
/** Not Linux as far as the answer shows: out of the playbook's reach. */
const isElsewhere = ({ system }: HostCase): boolean => system !== 'linux';

/** Neither what somebody has decided to live with, nor what is there to be attacked. */
export function isForPlaybook({ verdict, lifecycle, declared }: Finding): boolean {
  return EXPOSED.has(verdict) && lifecycle !== 'accepted' && declared !== 'decoy';
}

export function* renderInventory(findings: readonly Finding[]): Iterable<string> {
  const hosts = exposedHosts({ findings: findings.filter(isForPlaybook) });
  const reachable = hosts.filter((host) => !isElsewhere(host));
  yield '---\nall:\n  children:\n    seawall_exposed:\n      children:\n';
  const taken = new Set<HostCase>();
  for (const [group, belongs] of Object.entries(GROUPS)) {
    const members = reachable.filter((host) => !taken.has(host) && belongs(host));
    for (const host of members) taken.add(host);
    yield* groupText(group, members, '        ');
  }
  yield '    # Windows and Docker Desktop: see the pages of the format "remediation".\n';
  yield* groupText('seawall_by_hand', hosts.filter(isElsewhere), '    ');
}

function* groupText(group: string, hosts: readonly HostCase[], indent: string): Iterable<string> {
  yield hosts.length === 0 ? `${indent}${group}:\n${indent}  hosts: {}\n` : `${indent}${group}:\n${indent}  hosts:\n`;
  for (const { address, ports, findings } of hosts) {
    const [worst] = findings;
    if (worst === undefined) continue;
    const ids = findings.map(({ id }) => id).filter((id) => /^[0-9a-f]{16}$/.test(id));
    yield `${indent}    host-${addressName(address)}:\n`;
    for (const line of [
      `ansible_host: "${address}"`,
      `seawall_ports: [${ports.join(', ')}]`,
      `seawall_verdict: ${worst.verdict}`,
      `seawall_findings: [${ids.map((id) => `"${id}"`).join(', ')}]`,
    ])
      yield `${indent}      ${line}\n`;
  }
}
