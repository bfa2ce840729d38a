import { describe, expect, test } from 'vitest';
import { meaningOf, VERDICTS } from '../../../src/domain/verdicts.ts';
import { renderCsv } from '../../../src/report/machine/csv.ts';
import {
  renderShadowserver,
  SHADOWSERVER_COLUMNS,
  shadowserverFile,
} from '../../../src/report/machine/shadowserver.ts';
import { judge, lacks } from '../../helpers/programs.ts';
import { comparedReport, hostileAnswers, hostileCompared } from '../compared.ts';
import { expectGolden } from '../golden.ts';
import { readRows } from '../read-csv.ts';
import { emptyReport, HOSTILE_TEXTS, sampleFinding, sampleReport } from '../sample.ts';

const render = (report = comparedReport()): string => [...renderShadowserver(report)].join('');

/** The header as published; the order moves there now and then, and readers go by name. */
const HEADER =
  'timestamp,severity,ip,protocol,port,hostname,tag,asn,geo,region,city,naics,hostname_source,sector,version,http,http_code,http_reason,content_type,server,date,experimental,api_version,arch,go_version,os,kernel_version,git_commit,min_api_version,build_time,pkg_version';

describe('renderShadowserver', () => {
  test('writes the golden file from the sample report', () => {
    expectGolden('shadowserver.csv', render());
  });

  test('has the 31 columns, LF, and no byte order mark whatever is chosen for other files', () => {
    expect(render(emptyReport())).toBe(`${HEADER}\n`);
    expect(SHADOWSERVER_COLUMNS).toHaveLength(31);
    expect(render()).not.toMatch(/\r|\uFEFF/);
    expect([...renderCsv(emptyReport(), { excel: true })].join('').startsWith('\uFEFF')).toBe(true);
  });

  test('lists engines that answered GET /version to a stranger, and nothing else', () => {
    const report = sampleReport(VERDICTS.map((verdict, i) => sampleFinding(`10.0.0.${i}`, { verdict })));
    const listed = new Set(readRows(render(report)).map(({ ip }) => ip));
    expect(report.findings.filter(({ address }) => listed.has(address)).map(({ verdict }) => verdict)).toEqual(
      VERDICTS.filter((verdict) => ['open', 'filtered'].includes(meaningOf(verdict).access ?? '')),
    );
  });

  test('does not report decoys that the scope declares', () => {
    const decoy = sampleFinding('10.0.0.1', { verdict: 'engine-open-plaintext', declared: 'decoy' });
    expect(readRows(render(sampleReport([decoy])))).toEqual([]);
  });

  test('gives values in the forms that readers convert', () => {
    const [first, , silent, podman] = readRows(render());
    expect(first).toMatchObject({
      timestamp: '2026-03-01 02:00:07',
      severity: 'critical',
      ip: '10.20.0.5',
      protocol: 'tcp',
      port: '2375',
      tag: 'docker',
      http: 'HTTP/1.1',
      http_code: '200',
      http_reason: 'OK',
      experimental: 'false',
      pkg_version: 'docker-ce',
      asn: '',
    });
    expect(silent).toMatchObject({ timestamp: '2026-02-28 02:00:05', ip: '10.20.0.88', tag: 'docker;unverified' });
    expect(podman).toMatchObject({ ip: 'fd00:20::1c', severity: 'high', tag: 'docker;podman;rootless' });
  });

  test('leaves cells empty where nothing was seen', () => {
    const [row] = readRows(render(sampleReport([sampleFinding('10.0.0.1', { verdict: 'engine-open-tls' })])));
    expect(row).toMatchObject({ version: '', http: '', http_code: '', experimental: '', pkg_version: '' });
  });

  test('holds no formula, and no apostrophe either: readers would keep it', () => {
    for (const sign of ['=', '+', '-', '@', '＝', ' =', '"=', 'a;=']) {
      const text = render(hostileCompared(`${sign}cmd|'/C calc'!A0`));
      expect(text).toContain(`\uFFFDcmd|'/C calc'!A0`);
      for (const row of readRows(text))
        for (const value of Object.values(row)) expect(value).not.toMatch(/(?:^|;)["\s]*[=+\-@＝＋－＠]/u);
    }
  });
});

describe('shadowserverFile', () => {
  const file = (org?: string): string => shadowserverFile(sampleReport(), org === undefined ? {} : { org });
  // Both rules: the publisher's wants a date and a tail, IntelMQ's takes letters, digits and `_` between hyphens.
  const PATTERN = /^\d{4}-\d\d-\d\d-scan_docker(?:-\w+)+\.csv$/;

  test('names the day, the type and the organisation', () => {
    expect(file('example-corp')).toBe('2026-03-01-scan_docker-example-corp.csv');
    expect(file()).toBe('2026-03-01-scan_docker-seawall.csv');
  });

  test.each(['ex.corp', '../../etc/passwd', '', '---', '支付', 'a b', 'x'.repeat(500), '\u0000'])(
    'stays a name that readers take with %j',
    (org) => {
      expect(file(org)).toMatch(PATTERN);
      expect(file(org).length).toBeLessThan(120);
    },
  );
});

/** As IntelMQ reads it: the dialect, the required columns and the converters of its schema for `scan_docker`. */
const INTELMQ = `
import csv, datetime, ipaddress, json, sys
events = []
for row in csv.DictReader(open(sys.argv[1], encoding='utf-8', newline=''), dialect='unix'):
    assert None not in row and None not in row.values(), row
    time = datetime.datetime.fromisoformat(row['timestamp'] + '+00:00').isoformat()
    address = str(ipaddress.ip_address(row['ip'])) if row['ip'] else None
    code = int(row['http_code']) if row['http_code'] else None
    asn = int(row['asn']) if row['asn'] else None
    assert row['severity'] in ('critical', 'high', 'medium', 'low', 'info'), row
    events.append([time, address, int(row['port']), code, row['server']])
json.dump(events, sys.stdout)
`;

describe.skipIf(lacks('python3', '--version'))('IntelMQ’s way of reading', () => {
  const readBack = (text: string): unknown => {
    const { status, stdout, stderr } = judge('python3', ['-c', INTELMQ, '@a.csv'], { 'a.csv': text });
    expect([status, stderr]).toEqual([0, '']);
    return JSON.parse(stdout);
  };

  test('finds times, addresses and numbers', () => {
    expect(readBack(render())).toEqual([
      ['2026-03-01T02:00:07+00:00', '10.20.0.5', 2375, 200, 'Docker/27.0.3 (linux)'],
      ['2026-03-01T02:00:07+00:00', '10.20.0.77', 2375, 200, 'Docker/27.0.3 (linux)'],
      ['2026-02-28T02:00:05+00:00', '10.20.0.88', 2375, null, ''],
      ['2026-03-01T02:00:07+00:00', 'fd00:20::1c', 2375, 200, 'Docker/27.0.3 (linux)'],
    ]);
  });

  test('survives what hosts may send', () => {
    for (const text of [...HOSTILE_TEXTS, 'x'.repeat(100_000)]) {
      const rendered = render(hostileAnswers(text));
      expect(rendered).not.toMatch(/[\p{Cf}\p{Cs}]|(?!\n)\p{Cc}/u);
      expect(readBack(rendered)).toHaveLength(4);
    }
  });
});
