/** `remediation/`: an index, a page for each host that has something exposed, and the script that makes certificates. */

import type { Report } from '../../model.ts';
import { markdownCode, markdownText } from '../escape.ts';
import type { ReportFile } from '../formats.ts';
import { count } from '../numbers.ts';
import { addressName } from '../shell.ts';
import { exposedHosts, type HostCase } from './host.ts';
import { MTLS_SCRIPT } from './mtls-script.ts';
import { renderHost } from './page.ts';

/** Nobody works through more pages than this; the playbook and the table have all of them. */
export const MAX_PAGES = 2000;
const NAME_LENGTH = 200;

export function* remediationFiles(report: Report): Iterable<ReportFile> {
  const hosts = exposedHosts(report);
  yield { path: 'index.md', chunks: index(hosts, report) };
  yield { path: 'mtls.sh', chunks: [MTLS_SCRIPT] };
  for (const host of hosts.slice(0, MAX_PAGES)) yield { path: fileOf(host), chunks: renderHost(host, report) };
}

function fileOf({ address }: HostCase): string {
  return `${addressName(address)}.md`;
}

function* index(hosts: readonly HostCase[], { run, explanations }: Report): Iterable<string> {
  yield `# What to do, host by host\n\nRun ${markdownCode(run.id, NAME_LENGTH)} of ${markdownText(run.startedAt.slice(0, 10), NAME_LENGTH)}: ${hosts.length === 0 ? 'no host is exposed.' : `${count(hosts.length)} ${hosts.length === 1 ? 'host is' : 'hosts are'} exposed, worst first.`}\n`;
  if (hosts.length > MAX_PAGES)
    yield `\nPages for the first ${count(MAX_PAGES)}; the others are in findings.csv, and in the inventory of the format "ansible".\n`;
  if (hosts.length > 0) yield '\n| Host | Ports | Severity | What | Owner |\n| --- | --- | --- | --- | --- |\n';
  for (const host of hosts.slice(0, MAX_PAGES)) {
    const [worst] = host.findings;
    if (worst === undefined) continue;
    const title = explanations[worst.explanation]?.title ?? worst.explanation;
    yield `| [${host.address}](${fileOf(host)}) | ${host.ports.join(', ')} | ${worst.severity} | ${markdownText(title, NAME_LENGTH)} | ${markdownText(worst.owner, NAME_LENGTH)} |\n`;
  }
  yield '\n`mtls.sh` makes a CA, server and client certificates for an engine that must stay on TCP.\n';
}
