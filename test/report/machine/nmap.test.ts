import { describe, expect, test } from 'vitest';
import type { Finding } from '../../../src/domain/finding.ts';
import type { Report } from '../../../src/domain/report.ts';
import { renderNmap } from '../../../src/report/machine/nmap.ts';
import { judge, lacks, lacksFile } from '../../helpers/programs.ts';
import { comparedReport, hostileAnswers, hostileCompared } from '../compared.ts';
import { expectGolden } from '../golden.ts';
import { emptyReport, HOSTILE_TEXTS, largeReport, partialReport, sampleFinding, sampleReport } from '../sample.ts';
import { CASES, workReport } from '../sample-work.ts';

const DTD = '/usr/share/nmap/nmap.dtd';
const render = (report: Report): string => [...renderNmap(report)].join('');

describe('renderNmap', () => {
  test('writes the golden file from the sample report', () => {
    expectGolden('nmap.xml', render(comparedReport()));
  });

  test('puts the ports of an address together, in order, wherever they stand in the report', () => {
    const verdict = 'engine-open-plaintext';
    const report = sampleReport([
      sampleFinding('10.0.0.2', { verdict, port: 2376 }),
      sampleFinding('10.0.0.1', { verdict }),
      sampleFinding('10.0.0.2', { verdict, port: 2375 }),
    ]);
    const found = [...render(report).matchAll(/addr="([^"]+)"|portid="(\d+)"/g)].map(([, ip, port]) => ip ?? port);
    expect(found).toEqual(['10.0.0.1', '2375', '10.0.0.2', '2375', '2376']);
    expect(render(report)).toContain('<hosts up="2" down="0" total="2"/>');
  });

  test('says of each address which family it is, and has hostnames although there are none', () => {
    const text = render(comparedReport());
    expect(text).toContain('<address addr="10.20.0.5" addrtype="ipv4"/><hostnames/>');
    expect(text).toContain('<address addr="fd00:20::1c" addrtype="ipv6"/><hostnames/>');
  });

  test('lists what fell silent as nmap does what it takes for up without an answer, so that it does not read as gone', () => {
    const host = /<host [^>]*><status ([^>]*)\/><address addr="10\.20\.0\.4".*?<\/host>/s.exec(render(workReport()));
    expect(host?.[1]).toBe('state="up" reason="user-set" reason_ttl="0"');
    expect(host?.[0]).toContain('<state state="open|filtered" reason="no-response" reason_ttl="0"/>');
    expect(host?.[0]).toContain('not seen in this run, and not known to be closed');
    expect(render(workReport())).toContain('9 hosts answered, 4 silent and not known to be closed');
    expect(render(workReport())).toContain('<hosts up="13" down="0" total="13"/>');
  });

  test('is closed at its end, also for a partial run, and says so', () => {
    const text = render(partialReport());
    expect(text).toMatch(
      /exit="error" errormsg="The run is partial \(interrupted, faulted\): 224 of 510.*<\/nmaprun>\n$/s,
    );
    expect(render(sampleReport())).toContain('exit="success"');
  });

  test('gives times as nmap does', () => {
    expect(render(sampleReport())).toContain('start="1772330400" startstr="Sun Mar  1 02:00:00 2026"');
  });
});

describe.skipIf(lacks('xmllint', '--version') || lacksFile(DTD))("nmap's DTD", () => {
  const errorsOf = (text: string): string => {
    const { status, stderr } = judge('xmllint', ['--noout', '--nonet', '--dtdvalid', DTD, '@a.xml'], { 'a.xml': text });
    return status === 0 ? '' : stderr.slice(0, 2000);
  };

  test('accepts whole, partial, empty and hostile reports', () => {
    const reports = [sampleReport(), comparedReport(), workReport(), partialReport(), emptyReport(), largeReport(1000)];
    for (const report of reports) expect(errorsOf(render(report))).toBe('');
    for (const text of [...HOSTILE_TEXTS, 'x'.repeat(100_000)]) {
      expect(errorsOf(render(hostileAnswers(text)))).toBe('');
      expect(errorsOf(render(hostileCompared(text)))).toBe('');
    }
  });

  test('refuses what is spoilt', () => {
    expect(errorsOf(render(sampleReport()).replace('<hostnames/>', '<names/>'))).toContain('names');
    expect(errorsOf(render(sampleReport()).replace('</nmaprun>', ''))).not.toBe('');
  });
});

describe.skipIf(lacks('ndiff', '--help'))('ndiff', () => {
  const compare = (before: Report, after: Report) =>
    judge('ndiff', ['@before.xml', '@after.xml'], { 'before.xml': render(before), 'after.xml': render(after) });

  test('finds no difference between equal runs', () => {
    expect(compare(comparedReport(), comparedReport())).toMatchObject({ status: 0, stderr: '' });
  });

  test('finds what came and what went, IPv6 too', () => {
    const [before, after] = [comparedReport(), comparedReport()];
    before.findings = before.findings.filter(({ address }) => address !== '10.20.0.5');
    after.findings = after.findings.filter(({ address }) => address !== 'fd00:20::1c');
    const { status, stdout, stderr } = compare(before, after);
    expect([status, stderr]).toEqual([1, '']);
    expect(stdout).toMatch(/^\+10\.20\.0\.5/m);
    expect(stdout).toMatch(/^\+2375\/tcp open +docker +docker 27\.0\.3/m);
    expect(stdout).toMatch(/^-fd00:20::1c/m);
  });

  test('finds of a host that fell silent that its port is not known any longer, and not that the host is gone', () => {
    const [before, after] = [workReport(), workReport()];
    const isSilent = ({ address }: Finding): boolean => address === CASES.silent;
    before.findings.push(
      ...(before.history?.absent ?? []).filter(isSilent).map((finding) => ({ ...finding, lifecycle: null })),
    );
    if (before.history !== undefined)
      before.history.absent = before.history.absent.filter((finding) => !isSilent(finding));
    const { status, stdout, stderr } = compare(before, after);
    expect([status, stderr]).toEqual([1, '']);
    expect(stdout).toMatch(/^ 10\.20\.0\.4:/m);
    expect(stdout).toMatch(/^-2375\/tcp open +docker/m);
    expect(stdout).toMatch(/^\+2375\/tcp open\|filtered +docker/m);
    expect(stdout).not.toMatch(/^[-+]10\.20\.0|Host is/m);
  });

  test('reads hostile answers', () => {
    for (const text of HOSTILE_TEXTS) expect(compare(hostileAnswers(text), hostileAnswers(text)).status).toBe(0);
  });
});
