/** `owners/`: for each owner a folder to send, with their part of the run and nothing else; and an index for the sender. */

import type { Finding } from '../../domain/finding.ts';
import type { Report } from '../../domain/report.ts';
import { SEVERITIES } from '../../domain/verdicts.ts';
import { markdownCode } from '../../text/escape.ts';
import { count } from '../../text/numbers.ts';
import type { ReportFile } from '../format.ts';
import { renderCsv } from '../machine/csv.ts';
import { renderHtml } from './html/page.ts';
import { nameOwners } from './owner-names.ts';
import { renderRemediation } from './owner-remediation.ts';
import { ownerReport, ownersOf } from './owner-report.ts';

const TEXT_LENGTH = 200;

/** Only owners of findings, or of what was found before and is gone, get a folder: the others have nothing to do. */
export function* ownerFiles(report: Report): Iterable<ReportFile> {
  const packets = packetsOf(report);
  yield { path: 'index.md', chunks: index(report, packets) };
  for (const { owner, name, findings, affected } of packets) {
    if (!affected) continue;
    const part = ownerReport(report, owner, findings);
    yield { path: `${name}/report.html`, chunks: renderHtml(part, { owner }) };
    yield { path: `${name}/findings.csv`, chunks: renderCsv(part) };
    yield { path: `${name}/remediation.md`, chunks: renderRemediation(part) };
  }
}

interface Packet {
  owner: string;
  /** Of the folder. */
  name: string;
  contacts: Set<string>;
  findings: Finding[];
  affected: boolean;
}

function packetsOf(report: Report): Packet[] {
  const { findings, scope, history } = report;
  const names = nameOwners(ownersOf(report));
  const packets = new Map(
    [...names].map(([owner, name]): [string, Packet] => [
      owner,
      { owner, name, contacts: new Set(), findings: [], affected: false },
    ]),
  );
  for (const { owner, contact } of scope.ranges) packets.get(owner)?.contacts.add(contact);
  for (const finding of history?.absent ?? []) add(packets.get(finding.owner), finding);
  for (const finding of findings) {
    add(packets.get(finding.owner), finding);
    packets.get(finding.owner)?.findings.push(finding);
  }
  return [...packets.values()];
}

function add(packet: Packet | undefined, { contact }: Finding): void {
  if (packet === undefined) return;
  packet.affected = true;
  packet.contacts.add(contact);
}

function* index({ run }: Report, packets: readonly Packet[]): Iterable<string> {
  yield `# Owners in run ${markdownCode(run.id, TEXT_LENGTH)}\n\n`;
  yield 'Each folder holds one owner’s part and may be sent to them; this index is for the sender.\n\n';
  yield `| owner | contact | ${SEVERITIES.join(' | ')} | folder |\n| --- | --- |${' ---: |'.repeat(SEVERITIES.length)} --- |\n`;
  for (const { owner, name, contacts, findings, affected } of packets) {
    const numbers = SEVERITIES.map((word) => count(findings.filter(({ severity }) => severity === word).length));
    const contact = [...contacts].map((text) => markdownCode(text, TEXT_LENGTH)).join(', ');
    const folder = affected ? markdownCode(`${name}/`, TEXT_LENGTH) : 'none: nothing answered';
    yield `| ${markdownCode(owner, TEXT_LENGTH)} | ${contact} | ${numbers.join(' | ')} | ${folder} |\n`;
  }
}
