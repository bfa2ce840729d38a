/**
 * `inventory.yml`. What it holds is read by Ansible as templates and by YAML as types, so nothing that a host or a person
 * wrote gets into it: addresses that parse, numbers, and words of closed lists.
 */

import { type ReportRow, rowsOf } from '../../../domain/exposure.ts';
import type { Report } from '../../../domain/report.ts';
import { addressName } from '../../../text/shell.ts';
import { exposedHosts, type HostCase } from '../host-pages/host.ts';

type HostGroup = 'seawall_dockerd_hosts' | 'seawall_contain_only' | 'seawall_by_hand';

/** dockerd listens itself, on Linux: settings can be changed too. Something else holds the port: only the firewall is ours. */
function groupOf({ product, system, direct }: HostCase): HostGroup {
  if (system !== 'linux') return 'seawall_by_hand';
  return (product === 'docker' || product === 'balena') && direct ? 'seawall_dockerd_hosts' : 'seawall_contain_only';
}

/** Open work alone, silent hosts included; without accepted and declared findings. */
export function* renderInventory(report: Report): Iterable<string> {
  const rows = rowsOf(report);
  yield '---\nall:\n  children:\n    seawall_exposed:\n      children:\n';
  yield* groupText('seawall_dockerd_hosts', rows, '        ');
  yield* groupText('seawall_contain_only', rows, '        ');
  yield '    # Windows and Docker Desktop: see the pages of the format "remediation".\n';
  yield* groupText('seawall_by_hand', rows, '    ');
}

function* groupText(group: HostGroup, rows: readonly ReportRow[], indent: string): Iterable<string> {
  yield `${indent}${group}:\n${indent}  hosts:\n`;
  for (const host of exposedHosts(rows)) {
    if (groupOf(host) === group) yield* hostText(host, indent);
  }
}

function* hostText({ address, ports, findings, silent }: HostCase, indent: string): Iterable<string> {
  const [worst] = findings;
  if (worst === undefined) return;
  const ids = findings.map(({ id }) => id).filter((id) => /^[0-9a-f]{16}$/.test(id));
  yield `${indent}    host-${addressName(address)}:\n`;
  for (const line of [
    `ansible_host: "${address}"`,
    `seawall_ports: [${ports.join(', ')}]`,
    `seawall_verdict: ${worst.verdict}`,
    ...(silent ? ['seawall_unverified: true'] : []),
    `seawall_findings: [${ids.map((id) => `"${id}"`).join(', ')}]`,
  ])
    yield `${indent}      ${line}\n`;
}
