/**
 * OCSF Detection Findings, one a line. The version is the one that most readers have; every attribute here kept its
 * meaning in later ones. https://schema.ocsf.io/1.3.0/classes/detection_finding
 */

import { isAccepted } from '../../domain/exposure.ts';
import type { Finding, Lifecycle } from '../../domain/finding.ts';
import type { Report } from '../../domain/report.ts';
import { millisecondsOf } from '../../domain/time.ts';
import type { Severity } from '../../domain/verdicts.ts';
import { jsonText } from '../../text/escape.ts';
import {
  acceptanceText,
  addressOf,
  capitalized,
  evidenceText,
  explanationOf,
  isVerified,
  line,
  titleOf,
} from '../view/facts.ts';

export const OCSF_VERSION = '1.3.0';
const CLASS = 2004;

const SEVERITY_IDS: Readonly<Record<Severity, number>> = { info: 1, low: 2, medium: 3, high: 4, critical: 5 };
const SEVERITY_NAMES: Readonly<Record<number, string>> = { 1: 'Informational' };
const ACTIVITIES = { 1: 'Create', 2: 'Update', 3: 'Close' } as const;
const STATUSES = { 1: 'New', 2: 'In Progress', 3: 'Suppressed', 4: 'Resolved' } as const;

/** `unverified` stays open: not seen is not fixed. */
const STATES: Readonly<Record<Lifecycle, [activity: 1 | 2 | 3, status: 1 | 2 | 3 | 4]>> = {
  new: [1, 1],
  persisting: [2, 2],
  changed: [2, 2],
  reopened: [2, 1],
  resolved: [3, 4],
  unverified: [2, 2],
  accepted: [2, 3],
};

/** The findings of this run, then what became of those of earlier runs. */
export function* renderOcsf(report: Report): Iterable<string> {
  for (const finding of report.findings) yield `${jsonText(eventOf(report, finding, finding.lastSeen))}\n`;
  for (const finding of report.history?.absent ?? [])
    yield `${jsonText(eventOf(report, finding, report.run.finishedAt))}\n`;
}

function eventOf(report: Report, finding: Finding, at: string): Record<string, unknown> {
  const { run } = report;
  const { severity, lifecycle } = finding;
  const [activity, status] = STATES[lifecycle ?? 'new'];
  const severityId = SEVERITY_IDS[severity];
  const product = { name: 'Seawall', vendor_name: 'Seawall', version: line(run.version, 100) };
  const uid = `${line(run.id, 100)}:${line(finding.id, 100)}`;
  return {
    category_uid: 2,
    category_name: 'Findings',
    class_uid: CLASS,
    class_name: 'Detection Finding',
    type_uid: CLASS * 100 + activity,
    type_name: `Detection Finding: ${ACTIVITIES[activity]}`,
    activity_id: activity,
    activity_name: ACTIVITIES[activity],
    status_id: status,
    status: STATUSES[status],
    severity_id: severityId,
    severity: SEVERITY_NAMES[severityId] ?? capitalized(severity),
    confidence_id: isVerified(finding) ? 3 : 1,
    confidence: isVerified(finding) ? 'High' : 'Low',
    time: millisecondsOf(at) ?? millisecondsOf(run.finishedAt) ?? 0,
    message: line(`${titleOf(report, finding)}. ${evidenceText(finding)}`, 2000),
    ...(isAccepted(finding) && { comment: acceptanceText(finding.standing?.acceptance) }),
    metadata: { version: OCSF_VERSION, product, uid, correlation_uid: line(run.id, 100) },
    ...detailsOf(report, finding),
  };
}

function detailsOf(report: Report, finding: Finding): Record<string, unknown> {
  const explanation = explanationOf(report, finding);
  const ip = addressOf(finding);
  return {
    finding_info: {
      uid: line(finding.id, 100),
      title: titleOf(report, finding),
      desc: line(explanation.meaning || explanation.title, 4000),
      types: [finding.verdict],
      first_seen_time: millisecondsOf(finding.firstSeen),
      last_seen_time: millisecondsOf(finding.lastSeen),
      analytic: { type_id: 1, type: 'Rule', uid: line(finding.explanation, 100), name: line(explanation.title, 300) },
    },
    evidences: [
      {
        ...(ip !== undefined && { dst_endpoint: { ip, port: finding.port } }),
        data: { evidence: evidenceText(finding), notes: finding.notes.slice(0, 20).map((note) => line(note)) },
      },
    ],
    resources: [
      {
        uid: line(finding.address, 100),
        type: 'host',
        owner: { name: line(finding.owner, 200) },
        labels: finding.tags.map((tag) => line(tag, 100)),
      },
    ],
    remediation: {
      desc: [explanation.summary, ...explanation.remediation].map((step) => line(step, 4000)).join('\n'),
      references: explanation.references.flatMap(({ url }) => (url === undefined ? [] : [line(url)])),
    },
    unmapped: {
      verdict: finding.verdict,
      lifecycle: finding.lifecycle,
      product: finding.product,
      version: line(finding.engine?.version ?? '', 300),
      transport: finding.transport,
      range: line(finding.range, 100),
      reference: line(finding.reference, 200),
      vantage: line(finding.vantage, 100),
      contact: line(finding.contact, 200),
    },
  };
}
