/** The facts of one finding, as pairs of a name and a value. */

import type { CertificateFacts, HttpSummary, TlsFacts } from '../../../domain/attempt.ts';
import type { EngineFacts } from '../../../domain/engine.ts';
import type { Finding } from '../../../domain/finding.ts';
import { daysText, minuteOf } from '../../view/phrases.ts';
import { type Html, html, join, NOTHING } from './template.ts';

type Fact = [name: string, value: Html | string];

const MAX_NAMES = 12;
const MAX_OTHER = 12;

export function facts(finding: Finding): Html {
  const { engine, tls, http } = finding;
  return html`<div class="facts">${[
    list('Evidence', evidenceFacts(finding)),
    engine === undefined ? NOTHING : list('Engine', engineFacts(engine)),
    http === undefined ? NOTHING : list('HTTP', httpFacts(http)),
    tls === undefined ? NOTHING : list('TLS', tlsFacts(tls)),
    tls?.certificate === undefined ? NOTHING : list('Certificate', certificateFacts(tls.certificate, finding.lastSeen)),
  ]}</div>`;
}

function list(title: string, pairs: Fact[]): Html {
  const rows = pairs.filter(([, value]) => value !== '');
  if (rows.length === 0) return NOTHING;
  return html`<div><h5>${title}</h5><dl>${rows.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl></div>`;
}

function evidenceFacts(finding: Finding): Fact[] {
  const { evidence, notes, qualifiers, declared, standing, range, reference } = finding;
  const acceptance = standing?.acceptance ?? undefined;
  return [
    ['seen', evidence],
    ...notes.map((note): Fact => ['note', note]),
    ...qualifiers.map((word): Fact => ['qualifier', word]),
    ['declared', declared === undefined ? '' : `${declared}, by the scope file`],
    ...(standing?.changes ?? []).map((change): Fact => ['changed', change]),
    ['accepted', acceptance === undefined ? '' : `by ${acceptance.by} until ${acceptance.until}: ${acceptance.reason}`],
    ['reach', standing?.reach?.text ?? ''],
    ['ticket', standing?.remarks?.ticket ?? ''],
    ['assignee', standing?.remarks?.assignee ?? ''],
    ['first seen', minuteOf(finding.firstSeen)],
    ['last seen', minuteOf(finding.lastSeen)],
    ['open since', standing === undefined ? '' : `${minuteOf(standing.openSince)}, ${daysText(standing.daysOpen)}`],
    ['due', standing?.due ?? ''],
    ['range', html`<code>${range}</code>`],
    ['authorised by', reference],
    ['finding', html`<code>${finding.id}</code>`],
  ];
}

function engineFacts(engine: EngineFacts): Fact[] {
  const api = [engine.minApiVersion, engine.apiVersion].filter((text) => text !== '').join(' to ');
  return [
    ['product', engine.product],
    ['version', engine.version],
    ['API', api],
    ['platform', engine.platform],
    ['system', [engine.os, engine.arch].filter((text) => text !== '').join('/')],
    ['kernel', engine.kernelVersion],
    ['Go', engine.goVersion],
    ['commit', engine.gitCommit],
    ['built', engine.buildTime],
    ['rootless', engine.rootless ? 'yes' : ''],
    ['components', engine.components.map(({ name, version }) => `${name} ${version}`).join(', ')],
    ...Object.entries(engine.other)
      .slice(0, MAX_OTHER)
      .map(([name, value]): Fact => [name, value]),
  ];
}

function httpFacts({ version, status, reason, server, contentType, date }: HttpSummary): Fact[] {
  return [
    ['status', `HTTP/${version} ${status} ${reason}`],
    ['server', server],
    ['content', contentType],
    ['date', date],
  ];
}

function tlsFacts({ established, protocol, cipher, alert }: TlsFacts): Fact[] {
  return [
    ['handshake', established ? 'finished' : 'not finished'],
    ['protocol', protocol],
    ['cipher', cipher],
    ['alert', alert === undefined ? '' : String(alert)],
  ];
}

function certificateFacts(certificate: CertificateFacts, seen: string): Fact[] {
  const { subject, issuer, names, validFrom, validTo, fingerprint, selfSigned } = certificate;
  const shown = names.slice(0, MAX_NAMES);
  const more = names.length - shown.length;
  return [
    ['subject', subject],
    ['issuer', selfSigned ? `${issuer} (self-signed)` : issuer],
    ['names', shown.length === 0 ? '' : join([...shown, ...(more > 0 ? [`and ${more} more`] : [])], ', ')],
    ['valid', `${minuteOf(validFrom)} to ${minuteOf(validTo)}${validTo < seen ? ', expired' : ''}`],
    ['fingerprint', html`<code>${fingerprint}</code>`],
  ];
}
