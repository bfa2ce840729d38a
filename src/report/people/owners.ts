/** `owners/`: for each owner a folder to send, with their part of the run and nothing else; and an index for the sender. */

import { rowsOf } from '../../domain/exposure.ts';
import type { Finding } from '../../domain/finding.ts';
import type { Report } from '../../domain/report.ts';
import { SEVERITIES } from '../../domain/verdicts.ts';
import { markdownCode } from '../../text/escape.ts';
import { NAME_CHARACTERS } from '../../text/limits.ts';
import { count } from '../../text/numbers.ts';
import type { ReportFile } from '../format.ts';
import { renderCsv } from '../machine/csv.ts';
import { groupByOwner, type OwnerGroup } from '../view/groups.ts';
import { worklistOfRows } from '../view/worklist.ts';
import { renderHtml } from './html/page.ts';
import { foreignLetters, lookalikesIn } from './lookalikes.ts';
import { nameOwners } from './owner-names.ts';
import { renderRemediation } from './owner-remediation.ts';
import { createOwnerFinder, ownerReport, ownersOf } from './owner-report.ts';

/** Only owners of findings, of what was found before and is gone, or of a broken declaration get a folder. */
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

interface OwnerPacket {
  owner: string;
  /** Of the folder. */
  name: string;
  contacts: Set<string>;
  findings: Finding[];
  affected: boolean;
}

function packetsOf(report: Report): OwnerPacket[] {
  const { findings, scope, history } = report;
  const names = nameOwners(ownersOf(report));
  const packets = new Map(
    [...names].map(([owner, name]): [string, OwnerPacket] => [
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
  const ownerOf = createOwnerFinder(report);
  for (const broken of history?.broken ?? []) {
    const packet = packets.get(ownerOf(broken) ?? '');
    if (packet !== undefined) packet.affected = true;
  }
  return [...packets.values()];
}

function add(packet: OwnerPacket | undefined, { contact }: Finding): void {
  if (packet === undefined) return;
  packet.affected = true;
  packet.contacts.add(contact);
}

/** Of one name, in a note. */
const MAX_LETTERS = 8;

const COLUMNS = [...SEVERITIES, 'unverified', 'overdue', 'accepted or declared', 'for information'];

function* index(report: Report, packets: readonly OwnerPacket[]): Iterable<string> {
  const groups = new Map(groupByOwner(rowsOf(report)).map((group) => [group.owner, group]));
  yield `# Owners in run ${code(report.run.id)}\n\n`;
  yield 'Each folder holds one owner’s part and may be sent to them; this index is for the sender. Unverified ones are counted with their severity too.\n\n';
  yield `| owner | contact | ${COLUMNS.join(' | ')} | folder |\n| --- | --- |${' ---: |'.repeat(COLUMNS.length)} --- |\n`;
  for (const { owner, name, contacts, affected } of packets) {
    const contact = [...contacts].map(code).join(', ');
    const folder = affected ? code(`${name}/`) : 'none: nothing found';
    yield `| ${code(owner)} | ${contact} | ${numbersOf(groups.get(owner)).map(count).join(' | ')} | ${folder} |\n`;
  }
  yield* lookalikeNotes(packets);
}

function* lookalikeNotes(packets: readonly OwnerPacket[]): Iterable<string> {
  const groups = lookalikesIn(packets.map(({ owner }) => owner));
  if (groups.length > 0) yield '\nNames that look alike and are different owners; check which folder goes to whom:\n\n';
  for (const group of groups) yield `- ${group.map(withLetters).join(', ')}\n`;
}

function withLetters(owner: string): string {
  const letters = foreignLetters(owner).slice(0, MAX_LETTERS);
  return letters.length === 0 ? code(owner) : `${code(owner)} (with ${letters.join(' ')})`;
}

/** In the order of the columns. */
function numbersOf(group: OwnerGroup | undefined): number[] {
  const { counts, settled, informational } = group?.work ?? worklistOfRows([]);
  const severities = SEVERITIES.map((word) => counts.severities[word]);
  return [...severities, counts.states.unverified, counts.overdue, settled.length, informational.length];
}

function code(value: string): string {
  return markdownCode(value, NAME_CHARACTERS);
}
