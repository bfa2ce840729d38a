import { describe, expect, test } from 'vitest';
import type { Report } from '../../src/model.ts';
import { CSV_COLUMNS, renderCsv } from '../../src/report/csv.ts';
import { expectGolden } from './golden.ts';
import { emptyReport, HOSTILE_TEXTS, hostileReport, sampleFinding, sampleReport } from './sample.ts';

const render = (report: Report): string => [...renderCsv(report)].join('');

/** A strict reader (RFC 4180 with LF): throws on anything that another reader might take differently. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [];
  const row: string[] = [];
  const field = /"((?:[^"]|"")*)"([,\n])|([^",\r\n]*)([,\n])/y;
  let match = field.exec(text);
  let end = 0;
  while (match !== null) {
    end = field.lastIndex;
    row.push((match[1] ?? '').replaceAll('""', '"') + (match[3] ?? ''));
    if ((match[2] ?? match[4]) === '\n') rows.push(row.splice(0));
    match = end < text.length ? field.exec(text) : null;
  }
  if (end !== text.length || row.length > 0) throw new Error(`not strict CSV at ${end}`);
  return rows;
}

function readRows(text: string): Record<string, string>[] {
  const [head = [], ...rows] = readCsv(text.slice(1));
  for (const row of rows) expect(row).toHaveLength(head.length);
  return rows.map((row) => Object.fromEntries(head.map((name, i) => [name, row[i] ?? ''])));
}

describe('renderCsv', () => {
  test('looks as reviewed', () => {
    expectGolden('findings.csv', render(sampleReport()));
  });

  test('has the documented columns, after a byte order mark', () => {
    const head =
      'severity,verdict,lifecycle,address,port,transport,product,version,api_version,os,arch,owner,contact,range,evidence,remediation,first_seen,last_seen,reference,vantage,finding_id,run_id';
    expect(render(emptyReport())).toBe(`\uFEFF${head}\n`);
    expect(Buffer.from(render(emptyReport())).subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    expect(CSV_COLUMNS.join(',')).toBe(head);
  });

  test('gives each finding one row with its own facts', () => {
    const report = sampleReport();
    const rows = readRows(render(report));
    expect(rows).toHaveLength(report.findings.length);
    expect(rows[0]).toMatchObject({
      severity: 'critical',
      verdict: 'engine-open-plaintext',
      lifecycle: '',
      address: '10.20.0.5',
      port: '2375',
      transport: 'plain',
      version: '27.0.3',
      api_version: '1.46',
      evidence: 'GET /version was answered with 200 and an engine\'s JSON: Docker 27.0.3, "API" 1.46',
      remediation: report.explanations['engine-open-plaintext']?.summary,
    });
    expect(rows[2]).toMatchObject({ address: 'fd00:20::1c' });
  });

  test('ends the evidence with the qualifiers, however long it is', () => {
    const finding = sampleFinding('10.0.0.1', {
      verdict: 'inconclusive',
      evidence: 'e'.repeat(5000),
      qualifiers: ['suspected-decoy', 'intermittent'],
    });
    const [row] = readRows(render(sampleReport([finding])));
    expect(row).toMatchObject({ evidence: expect.stringMatching(/^e{800,}… \[suspected-decoy\] \[intermittent\]$/) });
  });

  test('renders a finding whose explanation is missing', () => {
    const report = { ...sampleReport(), explanations: {} };
    expect(readRows(render(report))[0]).toMatchObject({ remediation: '' });
  });

  test.each(HOSTILE_TEXTS.map((text) => [JSON.stringify(text.slice(0, 40)), text]))(
    'is harmless with %s everywhere',
    (_, text) => {
      const report = hostileReport(text);
      const rows = readRows(render(report));
      expect(rows).toHaveLength(report.findings.length);
      for (const value of rows.flatMap((row) => Object.values(row))) {
        expect(value).not.toMatch(/^[\s"]*[=+\-@＝＋－＠\t\r]/u);
        expect(value).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
        expect([...value].length).toBeLessThanOrEqual(1000);
      }
    },
  );
});
