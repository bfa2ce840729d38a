/**
 * nmap's XML: valid against its DTD, and read by `ndiff`, so that two runs can be compared. Only what answered is listed.
 * DefectDojo's reader of this format refuses hosts without an IPv4 address; its generic import takes both.
 */

import type { Finding } from '../../domain/finding.ts';
import type { Report } from '../../domain/report.ts';
import { millisecondsOf } from '../../domain/time.ts';
import { openTag, XML_HEAD, type XmlNode, xmlElement } from '../../text/xml.ts';
import { addressOf, evidenceText, line, partialText, titleOf } from '../view/facts.ts';

/** Of the format, not of ours. */
const XML_OUTPUT_VERSION = '1.05';

export function* renderNmap(report: Report): Iterable<string> {
  const { run, findings } = report;
  const [start, end] = [secondsOf(run.startedAt), secondsOf(run.finishedAt)];
  yield `${XML_HEAD}<!DOCTYPE nmaprun>\n`;
  yield openTag('nmaprun', {
    '@scanner': 'nmap',
    '@args': 'seawall',
    '@start': start,
    '@startstr': stringOf(run.startedAt),
    '@version': line(run.version, 100),
    '@xmloutputversion': XML_OUTPUT_VERSION,
  });
  const services = portsOf(report);
  yield xmlElement('scaninfo', {
    '@type': 'connect',
    '@protocol': 'tcp',
    '@numservices': services.length,
    '@services': services.join(','),
  });
  yield xmlElement('verbose', { '@level': 0 });
  yield xmlElement('debugging', { '@level': 0 });
  let hosts = 0;
  for (const group of byAddress(findings)) {
    yield hostOf(report, group);
    hosts += 1;
  }
  const partial = partialText(report);
  const finished = {
    '@time': end,
    '@timestr': stringOf(run.finishedAt),
    '@elapsed': Math.max(0, end - start).toFixed(2),
    '@summary': `Seawall run ${line(run.id, 100)}: ${run.coverage.tested} of ${run.coverage.endpoints} endpoints tested, ${hosts} hosts answered`,
    '@exit': partial === undefined ? 'success' : 'error',
    ...(partial !== undefined && { '@errormsg': partial }),
  };
  yield xmlElement('runstats', { finished, hosts: { '@up': hosts, '@down': 0, '@total': hosts } });
  yield '</nmaprun>\n';
}

/** Ports that were asked, in order. */
function portsOf({ scope, findings, run }: Report): number[] {
  const ports = new Set(run.options.ports);
  for (const span of scope.spans) for (const port of span.ports) ports.add(port);
  for (const { port } of findings) ports.add(port);
  return [...ports].sort((a, b) => a - b);
}

/** Findings of one address together, without a second copy of a large list; what is no address cannot be listed. */
function* byAddress(findings: readonly Finding[]): Iterable<Finding[]> {
  const order = Uint32Array.from(findings.keys()).sort((a, b) => {
    const [one, two] = [findings[a], findings[b]];
    if (one === undefined || two === undefined || one.address === two.address)
      return (one?.port ?? 0) - (two?.port ?? 0);
    return one.address < two.address ? -1 : 1;
  });
  let group: Finding[] = [];
  for (const index of order) {
    const finding = findings[index];
    if (finding === undefined || addressOf(finding) === undefined) continue;
    if (group.length > 0 && group[0]?.address !== finding.address) {
      yield group;
      group = [];
    }
    group.push(finding);
  }
  if (group.length > 0) yield group;
}

function hostOf(report: Report, group: readonly Finding[]): string {
  const address = group[0]?.address ?? '';
  const times = group.map(({ lastSeen }) => secondsOf(lastSeen));
  return xmlElement('host', {
    '@starttime': Math.min(...times),
    '@endtime': Math.max(...times),
    status: { '@state': 'up', '@reason': 'syn-ack', '@reason_ttl': 0 },
    address: { '@addr': address, '@addrtype': address.includes(':') ? 'ipv6' : 'ipv4' },
    // Empty, and read all the same: DefectDojo fails without it.
    hostnames: {},
    ports: { port: group.map((finding) => portOf(report, finding)) },
  });
}

function portOf(report: Report, finding: Finding): XmlNode {
  const { product, engine, transport, verdict, severity } = finding;
  const known = product !== '';
  const version = line(engine?.version ?? '', 200);
  const facts: [key: string, value: string][] = [
    ['verdict', verdict],
    ['severity', severity],
    ['lifecycle', finding.lifecycle ?? ''],
    ['owner', line(finding.owner)],
    ['contact', line(finding.contact)],
    ['range', line(finding.range)],
    ['reference', line(finding.reference)],
    ['finding_id', line(finding.id)],
  ];
  return {
    '@protocol': 'tcp',
    '@portid': finding.port,
    state: { '@state': 'open', '@reason': 'syn-ack', '@reason_ttl': 0 },
    service: {
      '@name': known ? product : 'unknown',
      ...(known && { '@product': product }),
      ...(version !== '' && { '@version': version }),
      ...(transport === 'tls' && { '@tunnel': 'ssl' }),
      '@method': known ? 'probed' : 'table',
      '@conf': known ? 10 : 3,
    },
    script: {
      '@id': 'seawall',
      '@output': `${titleOf(report, finding)}. ${evidenceText(finding)}`,
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
