import { type ParsingOptions, read, utils, type WorkSheet } from '@e965/xlsx';
import { describe, expect, test } from 'vitest';
import { rowOfStored } from '../../../src/domain/exposure.ts';
import type { Report } from '../../../src/domain/report.ts';
import { CSV_COLUMNS, csvOfRows, renderCsv } from '../../../src/report/machine/csv.ts';
import { judge, lacks } from '../../helpers/programs.ts';
import { closedAfter, storedOf } from '../../helpers/stored.ts';
import { expectGolden } from '../golden.ts';
import { readRows } from '../read-csv.ts';
import { emptyReport, HOSTILE_TEXTS, hostileReport, sampleFinding, sampleReport } from '../sample.ts';
import { sampleRisk } from '../sample-risk.ts';
import { CASES, type Case, workReport } from '../sample-work.ts';

const render = (report: Report): string => [...renderCsv(report)].join('');

describe('renderCsv', () => {
  test('writes the golden file from the sample report', () => {
    expectGolden('findings.csv', render(sampleReport()));
  });

  test('has the documented columns, and no byte order mark', () => {
    const head =
      'severity,verdict,lifecycle,address,port,transport,product,version,api_version,os,arch,owner,contact,range,evidence,remediation,first_seen,last_seen,reference,vantage,finding_id,run_id,support,advisories,state,how,open_since,days_open,due,overdue,accepted_until,declared,exposure_id,verify,ticket,assignee,reach';
    expect(render(emptyReport())).toBe(`${head}\n`);
    expect(CSV_COLUMNS.join(',')).toBe(head);
  });

  test('begins with the byte order mark where Excel is to read it, and is the same otherwise', () => {
    const text = [...renderCsv(sampleReport(), { excel: true })].join('');
    expect(Buffer.from(text).subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    expect(text.slice(1)).toBe(render(sampleReport()));
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

  test('says how long an exposure is open, until when it is to be closed, and how to check it', () => {
    const rows = readRows(render(workReport()));
    const of = (word: Case) => rows.find(({ address }) => address === CASES[word]);
    expect(of('overdue')).toMatchObject({
      state: 'open',
      open_since: '2026-02-20T02:00:00.000Z',
      days_open: '9',
      due: '2026-02-27',
      overdue: 'yes',
      verify: 'seawall verify 10.20.0.3:2375',
    });
    expect(of('silent')).toMatchObject({ state: 'unverified', verify: 'seawall verify 10.20.0.4:2375' });
    expect(of('closed')).toMatchObject({ state: 'closed', remediation: '', verify: '' });
    expect(of('accepted')).toMatchObject({ remediation: '', due: '', overdue: '', accepted_until: '2026-05-31' });
    expect(of('decoy')).toMatchObject({ remediation: '', declared: 'decoy' });
    expect(of('mtls')).toMatchObject({ state: '', open_since: '', days_open: '', verify: '' });
    expect(rows.map(({ how, exposure_id }) => `${how}${exposure_id}`).join('')).toBe('');
  });

  test('names the exposure, and how it closed', () => {
    const living = storedOf('10.0.0.1', { exposure: { id: 'e1' } });
    const closed = storedOf('10.0.0.2', {
      exposure: closedAfter(3, { id: 'e2', how: 'guarded' }),
      finding: { verdict: 'engine-mtls' },
    });
    const rows = readRows([...csvOfRows([living, closed, storedOf('10.0.0.3')].map(rowOfStored), {})].join(''));
    expect(rows.map(({ exposure_id, state, how }) => [exposure_id, state, how])).toEqual([
      ['e1', 'open', ''],
      ['e2', 'closed', 'guarded'],
      ['', 'open', ''],
    ]);
  });

  test('has no row for what left the scope, nor for a service that is silent', () => {
    const addresses = readRows(render(workReport())).map(({ address }) => address);
    expect(addresses).not.toContain(CASES.leftScope);
    expect(addresses).not.toContain(CASES.silentService);
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

  test('says how old the software is, in short, beside the exposure', () => {
    const finding = sampleFinding('10.0.0.1', { verdict: 'engine-open-plaintext', risk: sampleRisk() });
    expect(readRows(render(sampleReport([finding])))[0]).toMatchObject({
      severity: 'critical',
      support: 'ended 2023-12-10',
      advisories: 'CVE-2024-41110 CVE-2024-21626?',
    });
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

/** Everything that hosts may try, each on an address of its own. */
function allHostile(): Report {
  const findings = [...HOSTILE_TEXTS, 'x'.repeat(100_000)].flatMap((text) => hostileReport(text).findings);
  return { ...sampleReport(findings), explanations: hostileReport('=1+1').explanations };
}

describe('spreadsheets', () => {
  /** As Excel gets it: bytes with the mark, or text that somebody pasted. */
  const open = (report: Report, excel: boolean, options: ParsingOptions): WorkSheet => {
    const text = [...renderCsv(report, { excel })].join('');
    const book = excel ? read(Buffer.from(text), options) : read(text, { type: 'string', ...options });
    return book.Sheets.Sheet1 ?? {};
  };

  test.each([false, true])('read every row as text, and no formula (excel: %s)', (excel) => {
    const report = allHostile();
    const sheet = open(report, excel, { raw: true });
    expect(utils.sheet_to_json(sheet, { defval: '' })).toEqual(readRows(render(report)));
    // Without `raw`, cells become what a person's spreadsheet makes of them.
    const cells = Object.values(open(report, excel, { cellFormula: true }));
    expect(cells.length).toBeGreaterThan(1000);
    expect(cells.filter((cell) => cell?.f !== undefined)).toEqual([]);
  });

  test('would have read a formula, had it not been for the apostrophe', () => {
    const sheet = read('a,b\n=1+1,x\n', { type: 'string', cellFormula: true }).Sheets.Sheet1 ?? {};
    expect(sheet.A2?.f).toBe('1+1');
  });

  test('keep IPv6 addresses and identifiers as they are', () => {
    const report = sampleReport();
    const rows = utils.sheet_to_json<Record<string, string>>(open(report, true, {}), { defval: '' });
    expect(rows.map(({ address }) => address)).toEqual(report.findings.map(({ address }) => address));
    expect(rows.map(({ finding_id }) => finding_id)).toEqual(report.findings.map(({ id }) => id));
  });
});

describe.skipIf(lacks('python3', '--version'))("Python's csv", () => {
  test('reads every row, in the dialect that other tools use', () => {
    const report = allHostile();
    const code =
      "import csv, json, sys; json.dump(list(csv.DictReader(open(sys.argv[1], encoding='utf-8', newline=''), dialect='unix')), sys.stdout)";
    const { status, stdout, stderr } = judge('python3', ['-c', code, '@a.csv'], { 'a.csv': render(report) });
    expect([status, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout)).toEqual(readRows(render(report)));
  });
});
