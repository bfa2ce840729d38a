import { describe, expect, test } from 'vitest';
import type { Report } from '../../../src/domain/report.ts';
import { renderNmap } from '../../../src/report/machine/nmap.ts';
import { judge, lacks, lacksFile } from '../../helpers/programs.ts';
import { comparedReport, hostileAnswers, hostileCompared } from '../compared.ts';
import { expectGolden } from '../golden.ts';
import { emptyReport, HOSTILE_TEXTS, largeReport, partialReport, sampleFinding, sampleReport } from '../sample.ts';

const DTD = '/usr/share/nmap/nmap.dtd';
const render = (report: Report): string => [...renderNmap(report)].join('');

describe('renderNmap', () => {
  test('looks as reviewed', () => {
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
    const reports = [sampleReport(), comparedReport(), partialReport(), emptyReport(), largeReport(1000)];
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

  test('reads hostile answers', () => {
    for (const text of HOSTILE_TEXTS) expect(compare(hostileAnswers(text), hostileAnswers(text)).status).toBe(0);
  });
});
