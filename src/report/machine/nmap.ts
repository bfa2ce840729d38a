/**
 * nmap's XML: valid against its DTD, and read by `ndiff`, so that two runs can be compared. Listed are the endpoints that
 * answered, and the exposures that fell silent: those as nmap tells of hosts that it takes for up without an answer
 * (`-Pn`): host `up` for `user-set`, port `open|filtered` for `no-response`. So none of them reads as gone.
 * DefectDojo's reader of this format refuses hosts without an IPv4 address; its generic import takes both.
 */

import type { ReportRow } from '../../domain/exposure.ts';
import { sightOf } from '../../domain/exposure.ts';
import type { Report } from '../../domain/report.ts';
import { millisecondsOf } from '../../domain/time.ts';
import { ID_CHARACTERS, NAME_CHARACTERS } from '../../text/limits.ts';
import { openTag, XML_HEAD, type XmlNode, xmlElement } from '../../text/xml.ts';
import {
  acceptedUntil,
  addressOf,
  declarationWord,
  evidenceText,
  line,
  livingRows,
  partialText,
  settledText,
  standingNotes,
  titleOf,
} from '../view/facts.ts';

/** Of the format, not of ours. */
const XML_OUTPUT_VERSION = '1.05';

export function* renderNmap(report: Report): Iterable<string> {
  const { run } = report;
  const rows = livingRows(report);
  const [start, end] = [secondsOf(run.startedAt), secondsOf(run.finishedAt)];
  yield `${XML_HEAD}<!DOCTYPE nmaprun>\n`;
  yield openTag('nmaprun', {
    '@scanner': 'nmap',
    '@args': 'seawall',
    '@start': start,
    '@startstr': stringOf(run.startedAt),
    '@version': line(run.version, ID_CHARACTERS),
    '@xmloutputversion': XML_OUTPUT_VERSION,
  });
  const services = portsOf(report, rows);
  yield xmlElement('scaninfo', {
    '@type': 'connect',
    '@protocol': 'tcp',
    '@numservices': services.length,
    '@services': services.join(','),
  });
  yield xmlElement('verbose', { '@level': 0 });
  yield xmlElement('debugging', { '@level': 0 });
  const hosts = { answered: 0, silent: 0 };
  for (const group of byAddress(rows)) {
    yield hostOf(report, group);
    hosts[isSilent(group) ? 'silent' : 'answered'] += 1;
  }
  const total = hosts.answered + hosts.silent;
  const silent = hosts.silent === 0 ? '' : `, ${hosts.silent} silent and not known to be closed`;
  const partial = partialText(report);
  const finished = {
    '@time': end,
    '@timestr': stringOf(run.finishedAt),
    '@elapsed': Math.max(0, end - start).toFixed(2),
    '@summary': `Seawall run ${line(run.id, ID_CHARACTERS)}: ${run.coverage.tested} of ${run.coverage.endpoints} endpoints tested, ${hosts.answered} hosts answered${silent}`,
    '@exit': partial === undefined ? 'success' : 'error',
    ...(partial !== undefined && { '@errormsg': partial }),
  };
  yield xmlElement('runstats', { finished, hosts: { '@up': total, '@down': 0, '@total': total } });
  yield '</nmaprun>\n';
}

/** Ports that were asked, in order. */
function portsOf({ scope, run }: Report, rows: readonly ReportRow[]): number[] {
  const ports = new Set(run.options.ports);
  for (const span of scope.spans) for (const port of span.ports) ports.add(port);
  for (const { finding } of rows) ports.add(finding.port);
  return [...ports].sort((a, b) => a - b);
}

/** Rows of one address together; what is no address cannot be listed. */
function* byAddress(rows: readonly ReportRow[]): Iterable<ReportRow[]> {
  const sorted = rows
    .filter(({ finding }) => addressOf(finding) !== undefined)
    .sort(({ finding: a }, { finding: b }) =>
      a.address === b.address ? a.port - b.port : a.address < b.address ? -1 : 1,
    );
  let group: ReportRow[] = [];
  for (const row of sorted) {
    if (group.length > 0 && group[0]?.finding.address !== row.finding.address) {
      yield group;
      group = [];
    }
    group.push(row);
  }
  if (group.length > 0) yield group;
}

/** Also where what answers does not tell whether the exposure is over. */
function isAnswering(row: ReportRow): boolean {
  return row.seen || sightOf(row) === 'unclear';
}

function isSilent(group: readonly ReportRow[]): boolean {
  return group.every((row) => !isAnswering(row));
}

function hostOf(report: Report, group: readonly ReportRow[]): string {
  const address = group[0]?.finding.address ?? '';
  const times = group.map(({ finding }) => secondsOf(finding.lastSeen));
  const reason = isSilent(group) ? 'user-set' : 'syn-ack';
  return xmlElement('host', {
    '@starttime': Math.min(...times),
    '@endtime': Math.max(...times),
    status: { '@state': 'up', '@reason': reason, '@reason_ttl': 0 },
    address: { '@addr': address, '@addrtype': address.includes(':') ? 'ipv6' : 'ipv4' },
    // Empty, and read all the same: DefectDojo fails without it.
    hostnames: {},
    ports: { port: group.map((row) => portOf(report, row)) },
  });
}

function portOf(report: Report, row: ReportRow): XmlNode {
  const { finding, work } = row;
  const { product, engine, transport, verdict, severity } = finding;
  const known = product !== '';
  const probed = known && row.seen;
  const version = line(engine?.version ?? '', NAME_CHARACTERS);
  const facts: [key: string, value: string][] = [
    ['verdict', verdict],
    ['severity', severity],
    ['lifecycle', finding.lifecycle ?? ''],
    ['owner', line(finding.owner)],
    ['contact', line(finding.contact)],
    ['range', line(finding.range)],
    ['reference', line(finding.reference)],
    ['finding_id', line(finding.id)],
    ['work', work],
    ['declared', declarationWord(row)],
    ['accepted_until', line(acceptedUntil(row))],
    ['settled', settledText(report, row) ?? ''],
  ];
  return {
    '@protocol': 'tcp',
    '@portid': finding.port,
    state: isAnswering(row)
      ? { '@state': 'open', '@reason': 'syn-ack', '@reason_ttl': 0 }
      : { '@state': 'open|filtered', '@reason': 'no-response', '@reason_ttl': 0 },
    service: {
      '@name': known ? product : 'unknown',
      ...(known && { '@product': product }),
      ...(version !== '' && { '@version': version }),
      ...(transport === 'tls' && { '@tunnel': 'ssl' }),
      '@method': probed ? 'probed' : 'table',
      '@conf': probed ? 10 : 3,
    },
    script: {
      '@id': 'seawall',
      '@output': [`${titleOf(report, finding)}. ${evidenceText(finding)}`, ...standingNotes(row)].join('; '),
      elem: facts.map(([key, value]) => ({ '@key': key, '#text': value })),
    },
  };
}

function secondsOf(iso: string): number {
  return Math.floor((millisecondsOf(iso) ?? 0) / 1000);
}

/** `Sun Mar  1 02:00:00 2026`, in UTC: as C prints it, and so nmap. */
function stringOf(iso: string): string {
  const time = new Date(millisecondsOf(iso) ?? 0);
  const [weekday = '', , month = '', year = '', clock = ''] = time.toUTCString().replace(',', '').split(' ');
  return `${weekday} ${month} ${String(time.getUTCDate()).padStart(2)} ${clock} ${year}`;
}
