/**
 * OCSF Detection Findings, one a line. The version is the one that most readers have; every attribute here kept its
 * meaning in later ones. https://schema.ocsf.io/1.3.0/classes/detection_finding
 */

import { isSettled, type ReportRow, rowsOf } from '../../domain/exposure.ts';
import type { Lifecycle } from '../../domain/finding.ts';
import type { Report } from '../../domain/report.ts';
import { millisecondsOf } from '../../domain/time.ts';
import type { Severity } from '../../domain/verdicts.ts';
import { jsonText } from '../../text/escape.ts';
import {
  ID_CHARACTERS,
  LINE_CHARACTERS,
  NAME_CHARACTERS,
  PARAGRAPH_CHARACTERS,
  TITLE_CHARACTERS,
} from '../../text/limits.ts';
import {
  acceptedUntil,
  addressOf,
  capitalized,
  declarationWord,
  evidenceText,
  explanationOf,
  isVerified,
  line,
  settledText,
  standingNotes,
  titleOf,
} from '../view/facts.ts';
import { perExplanation } from '../view/per-explanation.ts';

const OCSF_VERSION = '1.3.0';
const CLASS_UID = 2004;

const SEVERITY_IDS: Readonly<Record<Severity, number>> = { info: 1, low: 2, medium: 3, high: 4, critical: 5 };
const SEVERITY_NAMES: Readonly<Record<number, string>> = { 1: 'Informational' };
const ACTIVITIES = { 1: 'Create', 2: 'Update', 3: 'Close' } as const;
const STATUSES = { 0: 'Unknown', 1: 'New', 2: 'In Progress', 3: 'Suppressed', 4: 'Resolved' } as const;

type State = readonly [activity: keyof typeof ACTIVITIES, status: keyof typeof STATUSES];

/** `unverified` stays open: not seen is not fixed. */
const STATES: Readonly<Record<Lifecycle, State>> = {
  new: [1, 1],
  persisting: [2, 2],
  changed: [2, 2],
  reopened: [2, 1],
  resolved: [3, 4],
  unverified: [2, 2],
  accepted: [2, 3],
};

function stateOf(row: ReportRow): State {
  const { lifecycle } = row.finding;
  if (row.work === 'closed') return STATES.resolved;
  if (isSettled(row)) return [lifecycle === 'new' ? 1 : 2, 3];
  // Neither fixed nor open.
  if (row.work === 'left-scope') return [2, 0];
  return STATES[lifecycle ?? 'new'];
}

/** The endpoints that answered, and the absent findings: worst first. */
export function* renderOcsf(report: Report): Iterable<string> {
  for (const row of rowsOf(report)) yield `${jsonText(eventOf(report, row))}\n`;
}

function eventOf(report: Report, row: ReportRow): Record<string, unknown> {
  const { run } = report;
  const { finding } = row;
  const { severity } = finding;
  const [activity, status] = stateOf(row);
  const settled = settledText(report, row);
  const severityId = SEVERITY_IDS[severity];
  const product = { name: 'Seawall', vendor_name: 'Seawall', version: line(run.version, ID_CHARACTERS) };
  const uid = `${line(run.id, ID_CHARACTERS)}:${line(finding.id, ID_CHARACTERS)}`;
  return {
    category_uid: 2,
    category_name: 'Findings',
    class_uid: CLASS_UID,
    class_name: 'Detection Finding',
    type_uid: CLASS_UID * 100 + activity,
    type_name: `Detection Finding: ${ACTIVITIES[activity]}`,
    activity_id: activity,
    activity_name: ACTIVITIES[activity],
    status_id: status,
    status: STATUSES[status],
    severity_id: severityId,
    severity: SEVERITY_NAMES[severityId] ?? capitalized(severity),
    confidence_id: isVerified(row) ? 3 : 1,
    confidence: isVerified(row) ? 'High' : 'Low',
    time: millisecondsOf(row.seen ? finding.lastSeen : run.finishedAt) ?? millisecondsOf(run.finishedAt) ?? 0,
    message: line(messageOf(report, row), 2 * LINE_CHARACTERS),
    ...(settled !== undefined && { comment: settled }),
    metadata: { version: OCSF_VERSION, product, uid, correlation_uid: line(run.id, ID_CHARACTERS) },
    ...detailsOf(report, row),
  };
}

function messageOf(report: Report, row: ReportRow): string {
  return [`${titleOf(report, row.finding)}. ${evidenceText(row.finding)}`, ...standingNotes(row)].join('; ');
}

function detailsOf(report: Report, row: ReportRow): Record<string, unknown> {
  const { finding, work } = row;
  const explanation = explanationOf(report, finding);
  const ip = addressOf(finding);
  return {
    finding_info: {
      uid: line(finding.id, ID_CHARACTERS),
      title: titleOf(report, finding),
      desc: line(explanation.meaning || explanation.title, PARAGRAPH_CHARACTERS),
      types: [finding.verdict],
      first_seen_time: millisecondsOf(finding.firstSeen),
      last_seen_time: millisecondsOf(finding.lastSeen),
      analytic: {
        type_id: 1,
        type: 'Rule',
        uid: line(finding.explanation, ID_CHARACTERS),
        name: line(explanation.title, TITLE_CHARACTERS),
      },
    },
    evidences: [
      {
        ...(ip !== undefined && { dst_endpoint: { ip, port: finding.port } }),
        data: { evidence: evidenceText(finding), notes: finding.notes.slice(0, 20).map((note) => line(note)) },
      },
    ],
    resources: [
      {
        uid: line(finding.address, ID_CHARACTERS),
        type: 'host',
        owner: { name: line(finding.owner, NAME_CHARACTERS) },
        labels: finding.tags.map((tag) => line(tag, ID_CHARACTERS)),
      },
    ],
    remediation: remediationOf(explanation),
    unmapped: {
      verdict: finding.verdict,
      lifecycle: finding.lifecycle,
      work,
      declared: declarationWord(row) || undefined,
      accepted_until: line(acceptedUntil(row), 20) || undefined,
      product: finding.product,
      version: line(finding.engine?.version ?? '', TITLE_CHARACTERS),
      transport: finding.transport,
      range: line(finding.range, ID_CHARACTERS),
      reference: line(finding.reference, NAME_CHARACTERS),
      vantage: line(finding.vantage, ID_CHARACTERS),
      contact: line(finding.contact, NAME_CHARACTERS),
    },
  };
}

const remediationOf = perExplanation(({ summary, remediation, references }) => ({
  desc: [summary, ...remediation].map((step) => line(step, PARAGRAPH_CHARACTERS)).join('\n'),
  references: references.flatMap(({ url }) => (url === undefined ? [] : [line(url)])),
}));
