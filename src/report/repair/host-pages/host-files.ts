/** `remediation/`: an index, a page for each host that has something exposed, and the script that makes certificates. */

import { isOverdue, type ReportRow, rowsOf } from '../../../domain/exposure.ts';
import type { Report } from '../../../domain/report.ts';
import { markdownCode, markdownText } from '../../../text/escape.ts';
import { ID_CHARACTERS, NAME_CHARACTERS } from '../../../text/limits.ts';
import { count } from '../../../text/numbers.ts';
import { addressName } from '../../../text/shell.ts';
import type { ReportFile } from '../../format.ts';
import { dayText, settledPhrases } from '../../view/phrases.ts';
import { countHosts, exposedHosts, type HostCase, type HostCounts } from './host.ts';
import { renderHost } from './host-page.ts';
import { MTLS_SCRIPT } from './mtls-script.ts';

/** The most host pages; the playbook and the table have all hosts. */
export const MAX_PAGES = 2000;

export function* remediationFiles(report: Report): Iterable<ReportFile> {
  const rows = rowsOf(report);
  yield { path: 'index.md', chunks: index(report, rows) };
  yield { path: 'mtls.sh', chunks: [MTLS_SCRIPT] };
  for (const host of firstHosts(rows)) yield { path: fileOf(host), chunks: renderHost(host, report) };
}

function* firstHosts(rows: readonly ReportRow[]): Iterable<HostCase> {
  let left = MAX_PAGES;
  for (const host of exposedHosts(rows)) {
    if (left === 0) return;
    left -= 1;
    yield host;
  }
}

function fileOf({ address }: HostCase): string {
  return `${addressName(address)}.md`;
}

function* index({ run, explanations }: Report, rows: readonly ReportRow[]): Iterable<string> {
  const counts = countHosts(rows);
  const { hosts } = counts;
  yield `# What to do, host by host\n\nRun ${markdownCode(run.id, ID_CHARACTERS)} of ${name(dayText(run.startedAt))}: ${countsText(counts)}\n`;
  const settled = settledPhrases(rows);
  if (settled.length > 0) yield `\nNot counted, and without a page: ${settled.join(', ')}.\n`;
  if (hosts > MAX_PAGES)
    yield `\nPages for the first ${count(MAX_PAGES)} of ${count(hosts)}; the others are in findings.csv, and in the inventory of the format "ansible".\n`;
  if (hosts > 0)
    yield '\n| Host | Ports | Severity | What | Owner | Standing |\n| --- | --- | --- | --- | --- | --- |\n';
  for (const host of firstHosts(rows)) {
    const [worst] = host.findings;
    if (worst === undefined) continue;
    const title = explanations[worst.explanation]?.title ?? worst.explanation;
    yield `| [${host.address}](${fileOf(host)}) | ${host.ports.join(', ')} | ${worst.severity} | ${name(title)} | ${markdownCode(worst.owner, NAME_CHARACTERS)} | ${name(standing(host))} |\n`;
  }
  yield '\n`mtls.sh` makes a CA, server and client certificates for an engine that must stay on TCP.\n';
}

function countsText({ hosts, silent }: HostCounts): string {
  if (hosts === 0) return 'no host is exposed.';
  const text = `${count(hosts)} ${hosts === 1 ? 'host is' : 'hosts are'} exposed, worst first`;
  return silent === 0 ? `${text}.` : `${text}; ${count(silent)} of them not seen again: not seen is not fixed.`;
}

/** Of all its findings: whether any is overdue, or the first day that is due; and since when the host is silent. */
function standing({ rows, silent }: HostCase): string {
  const days = rows.flatMap(({ finding }) => finding.standing?.due ?? []).sort();
  const [due] = days;
  const seen =
    rows
      .map(({ finding }) => finding.lastSeen)
      .sort()
      .at(-1) ?? '';
  return [
    ...(silent ? [`not seen again, last seen ${dayText(seen)}`] : []),
    ...(due === undefined ? [] : [rows.some(isOverdue) ? `overdue since ${due}` : `due ${due}`]),
  ].join(', ');
}

function name(text: string): string {
  return markdownText(text, NAME_CHARACTERS);
}
