/** `remediation/`: an index, a page for each host that has something exposed, and the script that makes certificates. */

import type { Report } from '../../../domain/report.ts';
import { markdownCode, markdownText } from '../../../text/escape.ts';
import { count } from '../../../text/numbers.ts';
import { addressName } from '../../../text/shell.ts';
import type { ReportFile } from '../../format.ts';
import { countHosts, exposedHosts, type HostCase } from './host.ts';
import { renderHost } from './host-page.ts';
import { MTLS_SCRIPT } from './mtls-script.ts';

/** Nobody works through more pages than this; the playbook and the table have all of them. */
export const MAX_PAGES = 2000;
const NAME_LENGTH = 200;

export function* remediationFiles(report: Report): Iterable<ReportFile> {
  yield { path: 'index.md', chunks: index(report) };
  yield { path: 'mtls.sh', chunks: [MTLS_SCRIPT] };
  for (const host of firstHosts(report)) yield { path: fileOf(host), chunks: renderHost(host, report) };
}

function* firstHosts(report: Report): Iterable<HostCase> {
  let left = MAX_PAGES;
  for (const host of exposedHosts(report)) {
    if (left === 0) return;
    left -= 1;
    yield host;
  }
}

function fileOf({ address }: HostCase): string {
  return `${addressName(address)}.md`;
}

function* index(report: Report): Iterable<string> {
  const { run, explanations } = report;
  const hosts = countHosts(report);
  yield `# What to do, host by host\n\nRun ${markdownCode(run.id, NAME_LENGTH)} of ${markdownText(run.startedAt.slice(0, 10), NAME_LENGTH)}: ${hosts === 0 ? 'no host is exposed.' : `${count(hosts)} ${hosts === 1 ? 'host is' : 'hosts are'} exposed, worst first.`}\n`;
  if (hosts > MAX_PAGES)
    yield `\nPages for the first ${count(MAX_PAGES)}; the others are in findings.csv, and in the inventory of the format "ansible".\n`;
  if (hosts > 0) yield '\n| Host | Ports | Severity | What | Owner |\n| --- | --- | --- | --- | --- |\n';
  for (const host of firstHosts(report)) {
    const [worst] = host.findings;
    if (worst === undefined) continue;
    const title = explanations[worst.explanation]?.title ?? worst.explanation;
    yield `| [${host.address}](${fileOf(host)}) | ${host.ports.join(', ')} | ${worst.severity} | ${markdownText(title, NAME_LENGTH)} | ${markdownText(worst.owner, NAME_LENGTH)} |\n`;
  }
  yield '\n`mtls.sh` makes a CA, server and client certificates for an engine that must stay on TCP.\n';
}
