/** JSON Lines with the field names of the Elastic Common Schema 8, one finding a line, for SIEMs. */

import type { Explanation } from '../../domain/explanation.ts';
import { isOverdue, type ReportRow, rowsOf } from '../../domain/exposure.ts';
import type { Finding } from '../../domain/finding.ts';
import type { Report } from '../../domain/report.ts';
import type { RunRecord } from '../../domain/run.ts';
import { canonicalMoment } from '../../domain/time.ts';
import type { Severity } from '../../domain/verdicts.ts';
import { jsonText } from '../../text/escape.ts';
import { ID_CHARACTERS, PARAGRAPH_CHARACTERS, TITLE_CHARACTERS } from '../../text/limits.ts';
import {
  acceptedUntil,
  addressOf,
  capitalized,
  declarationWord,
  endpointText,
  evidenceText,
  explanationOf,
  line,
  settledText,
  standingNotes,
  titleOf,
} from '../view/facts.ts';

const ECS_VERSION = '8.11.0';

/** `event.severity` is a number of the source's own choosing: larger is worse. */
const SEVERITY_NUMBERS: Readonly<Record<Severity, number>> = { info: 1, low: 3, medium: 5, high: 7, critical: 9 };

/** The endpoints that answered, and the absent findings: worst first. */
export function* renderEcs(report: Report): Iterable<string> {
  const shared = sharedOf(report.run);
  for (const row of rowsOf(report)) yield `${jsonText(eventOf(report, row, shared))}\n`;
}

/** What every event of a run has. */
interface Shared {
  created: string | undefined;
  observer: Record<string, string>;
}

function sharedOf(run: RunRecord): Shared {
  const [version, name] = [line(run.version), line(run.vantage)];
  return {
    created: canonicalMoment(run.finishedAt),
    observer: { vendor: 'Seawall', product: 'Seawall', type: 'scanner', version, name },
  };
}

function eventOf(report: Report, row: ReportRow, { created, observer }: Shared): Record<string, unknown> {
  const { run } = report;
  const { finding } = row;
  const explanation = explanationOf(report, finding);
  return {
    '@timestamp': (row.seen ? canonicalMoment(finding.lastSeen) : undefined) ?? created,
    ecs: { version: ECS_VERSION },
    message: [`${titleOf(report, finding)}. ${evidenceText(finding)}`, ...standingNotes(row)].join('; '),
    tags: finding.tags.map((tag) => line(tag, ID_CHARACTERS)),
    labels: labelsOf(report, row),
    event: {
      id: `${line(run.id, ID_CHARACTERS)}:${line(finding.id, ID_CHARACTERS)}`,
      code: line(finding.id, ID_CHARACTERS),
      kind: 'state',
      category: ['vulnerability'],
      type: ['info'],
      action: finding.lifecycle ?? 'seen',
      severity: SEVERITY_NUMBERS[finding.severity],
      module: 'seawall',
      dataset: 'seawall.finding',
      created,
      start: canonicalMoment(finding.firstSeen),
      end: canonicalMoment(finding.lastSeen),
      reference: line(finding.reference),
      reason: evidenceText(finding),
    },
    ...networkOf(finding),
    ...serviceOf(finding),
    ...ruleOf(run, explanation, finding),
    observer,
  };
}

function labelsOf(report: Report, row: ReportRow): Record<string, string> {
  const { finding, work } = row;
  const declared = declarationWord(row);
  const settled = settledText(report, row);
  return {
    verdict: finding.verdict,
    lifecycle: finding.lifecycle ?? '',
    work,
    qualifiers: finding.qualifiers.join(','),
    owner: line(finding.owner),
    contact: line(finding.contact),
    range: line(finding.range),
    run: line(report.run.id),
    due: line(finding.standing?.due ?? ''),
    overdue: String(isOverdue(row)),
    ...(declared !== '' && { declared }),
    ...(work === 'accepted' && { accepted: settled ?? '', accepted_until: line(acceptedUntil(row), 20) }),
    ...(work === 'declared' && { declared_reason: settled ?? '' }),
  };
}

function networkOf(finding: Finding): Record<string, unknown> {
  const ip = addressOf(finding);
  const { port, http, transport } = finding;
  const where = endpointText(finding);
  const scheme = transport === 'tls' ? 'https' : 'http';
  return {
    network: { transport: 'tcp', ...(ip !== undefined && { type: ip.includes(':') ? 'ipv6' : 'ipv4' }) },
    destination: { address: line(finding.address, ID_CHARACTERS), port, ...(ip !== undefined && { ip }) },
    ...(ip !== undefined && { related: { ip: [ip] } }),
    ...(http !== undefined && {
      // ECS wants the brackets of an IPv6 host here, and nowhere else.
      url: {
        full: `${scheme}://${where}/version`,
        scheme,
        domain: where.slice(0, where.lastIndexOf(':')),
        port,
        path: '/version',
      },
      http: { version: line(http.version, 20), request: { method: 'GET' }, response: { status_code: http.status } },
    }),
  };
}

function serviceOf(finding: Finding): Record<string, unknown> {
  const { engine, tls } = finding;
  const ip = addressOf(finding);
  const certificate = tls?.certificate;
  const sha256 = certificate?.fingerprint.replaceAll(':', '').toLowerCase() ?? '';
  return {
    host: {
      ...(ip !== undefined && { ip: [ip] }),
      ...(engine !== undefined && {
        architecture: line(engine.arch, TITLE_CHARACTERS),
        os: { family: line(engine.os, TITLE_CHARACTERS), kernel: line(engine.kernelVersion, TITLE_CHARACTERS) },
      }),
    },
    ...((finding.product !== '' || engine !== undefined) && {
      service: { type: finding.product, version: line(engine?.version ?? '', TITLE_CHARACTERS) },
    }),
    ...(tls !== undefined && {
      tls: {
        established: tls.established,
        version_protocol: 'tls',
        version: line(tls.protocol.replace(/^TLSv/, ''), 20),
        cipher: line(tls.cipher, ID_CHARACTERS),
        ...(certificate !== undefined && {
          server: {
            subject: line(certificate.subject),
            issuer: line(certificate.issuer),
            not_before: canonicalMoment(certificate.validFrom),
            not_after: canonicalMoment(certificate.validTo),
            ...(/^[0-9a-f]{64}$/.test(sha256) && { hash: { sha256: sha256.toUpperCase() } }),
          },
        }),
      },
    }),
  };
}

function ruleOf(run: RunRecord, explanation: Explanation, { verdict, severity }: Finding): Record<string, unknown> {
  const { key, title, meaning, summary, references, cvss } = explanation;
  const reference = references.find(({ url }) => url !== undefined)?.url;
  const cvssVersion = /^CVSS:(\d\.\d)\//.exec(cvss?.vector ?? '')?.[1];
  return {
    rule: {
      id: line(key),
      name: line(title),
      category: verdict,
      description: line(meaning || title, PARAGRAPH_CHARACTERS),
      ruleset: 'seawall',
      version: line(run.version),
      reference: reference === undefined ? undefined : line(reference),
    },
    vulnerability: {
      category: ['Container engine API'],
      severity: capitalized(severity),
      description: line(summary || title, PARAGRAPH_CHARACTERS),
      report_id: line(run.id),
      scanner: { vendor: 'Seawall' },
      ...(cvssVersion !== undefined && { classification: 'CVSS', score: { base: cvss?.score, version: cvssVersion } }),
    },
  };
}
