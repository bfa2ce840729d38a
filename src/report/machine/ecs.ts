/** JSON Lines with the field names of the Elastic Common Schema 8, one finding a line, for SIEMs. */

import type { Explanation } from '../../domain/explanation.ts';
import type { Finding } from '../../domain/finding.ts';
import type { Report } from '../../domain/report.ts';
import type { RunRecord } from '../../domain/run.ts';
import { isoOf, millisecondsOf } from '../../domain/time.ts';
import type { Severity } from '../../domain/verdicts.ts';
import { jsonText } from '../../text/escape.ts';
import { addressOf, capitalized, endpointText, evidenceText, explanationOf, line, titleOf } from '../view/facts.ts';

export const ECS_VERSION = '8.11.0';

/** `event.severity` is a number of the source's own choosing: larger is worse. */
const SEVERITY_NUMBERS: Readonly<Record<Severity, number>> = { info: 1, low: 3, medium: 5, high: 7, critical: 9 };

/** The findings of this run, then what became of those of earlier runs. */
export function* renderEcs(report: Report): Iterable<string> {
  for (const finding of report.findings) yield `${jsonText(eventOf(report, finding, finding.lastSeen))}\n`;
  for (const finding of report.history?.absent ?? [])
    yield `${jsonText(eventOf(report, finding, report.run.finishedAt))}\n`;
}

function eventOf(report: Report, finding: Finding, at: string): Record<string, unknown> {
  const { run } = report;
  const explanation = explanationOf(report, finding);
  return {
    '@timestamp': timeOf(at) ?? timeOf(run.finishedAt),
    ecs: { version: ECS_VERSION },
    message: `${titleOf(report, finding)}. ${evidenceText(finding)}`,
    tags: finding.tags.map((tag) => line(tag, 100)),
    labels: {
      verdict: finding.verdict,
      lifecycle: finding.lifecycle ?? '',
      qualifiers: finding.qualifiers.join(','),
      owner: line(finding.owner),
      contact: line(finding.contact),
      range: line(finding.range),
      run: line(run.id),
      due: line(finding.standing?.due ?? ''),
      overdue: String(finding.standing?.overdue ?? false),
    },
    event: {
      id: `${line(run.id, 100)}:${line(finding.id, 100)}`,
      code: line(finding.id, 100),
      kind: 'state',
      category: ['vulnerability'],
      type: ['info'],
      action: finding.lifecycle ?? 'seen',
      severity: SEVERITY_NUMBERS[finding.severity],
      module: 'seawall',
      dataset: 'seawall.finding',
      created: timeOf(run.finishedAt),
      start: timeOf(finding.firstSeen),
      end: timeOf(finding.lastSeen),
      reference: line(finding.reference),
      reason: evidenceText(finding),
    },
    ...networkOf(finding),
    ...serviceOf(finding),
    ...ruleOf(run, explanation, finding),
    observer: {
      vendor: 'Seawall',
      product: 'Seawall',
      type: 'scanner',
      version: line(run.version),
      name: line(run.vantage),
    },
  };
}

/** Date fields refuse a whole line for one text that is no date. */
function timeOf(iso: string): string | undefined {
  const time = millisecondsOf(iso);
  return time === undefined ? undefined : isoOf(time);
}

function networkOf(finding: Finding): Record<string, unknown> {
  const ip = addressOf(finding);
  const { port, http, transport } = finding;
  const where = endpointText(finding);
  const scheme = transport === 'tls' ? 'https' : 'http';
  return {
    network: { transport: 'tcp', ...(ip !== undefined && { type: ip.includes(':') ? 'ipv6' : 'ipv4' }) },
    destination: { address: line(finding.address, 100), port, ...(ip !== undefined && { ip }) },
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
        architecture: line(engine.arch, 300),
        os: { family: line(engine.os, 300), kernel: line(engine.kernelVersion, 300) },
      }),
    },
    ...((finding.product !== '' || engine !== undefined) && {
      service: { type: finding.product, version: line(engine?.version ?? '', 300) },
    }),
    ...(tls !== undefined && {
      tls: {
        established: tls.established,
        version_protocol: 'tls',
        version: line(tls.protocol.replace(/^TLSv/, ''), 20),
        cipher: line(tls.cipher, 100),
        ...(certificate !== undefined && {
          server: {
            subject: line(certificate.subject),
            issuer: line(certificate.issuer),
            not_before: timeOf(certificate.validFrom),
            not_after: timeOf(certificate.validTo),
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
      description: line(meaning || title, 4000),
      ruleset: 'seawall',
      version: line(run.version),
      reference: reference === undefined ? undefined : line(reference),
    },
    vulnerability: {
      category: ['Container engine API'],
      severity: capitalized(severity),
      description: line(summary || title, 4000),
      report_id: line(run.id),
      scanner: { vendor: 'Seawall' },
      ...(cvssVersion !== undefined && { classification: 'CVSS', score: { base: cvss?.score, version: cvssVersion } }),
    },
  };
}
