import { describe, expect, test } from 'vitest';
import type { Report } from '../../../src/domain/report.ts';
import { renderDefectDojo } from '../../../src/report/machine/defectdojo.ts';
import { comparedReport, hostileAnswers, hostileCompared } from '../compared.ts';
import { expectGolden } from '../golden.ts';
import { emptyReport, HOSTILE_TEXTS, partialReport, sampleFinding, sampleReport } from '../sample.ts';
import { workReport } from '../sample-work.ts';

interface Item extends Record<string, unknown> {
  title: string;
  severity: string;
  description: string;
  endpoints?: { host: string; port: number; protocol: string }[];
  tags: string[];
}

/** Keys beyond which the import fails as a whole: dojo/tools/generic/json_parser.py, those of 2.x that we need. */
const ALLOWED = new Set(
  'title severity description date cwe cvssv3 cvssv3_score mitigation impact steps_to_reproduce severity_justification references active verified false_p dynamic_finding static_finding unique_id_from_tool vuln_id_from_tool service planned_remediation_date endpoints tags'.split(
    ' ',
  ),
);

function render(report: Report): Item[] {
  const { findings, ...head } = JSON.parse([...renderDefectDojo(report)].join('')) as { findings: Item[] };
  expect(Object.keys(head)).toEqual(['name', 'version', 'description', 'dynamic_tool', 'static_tool']);
  for (const item of findings) {
    expect(Object.keys(item).filter((key) => !ALLOWED.has(key))).toEqual([]);
    expect(['Critical', 'High', 'Medium', 'Low', 'Info']).toContain(item.severity);
    expect(item.title.length).toBeGreaterThan(0);
    expect(item.title.length).toBeLessThanOrEqual(511);
    expect(item.description.length).toBeGreaterThan(0);
    expect(String(item.service).length).toBeLessThanOrEqual(200);
    expect(String(item.date)).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(item.planned_remediation_date ?? '2026-01-01').toMatch(/^\d{4}-\d\d-\d\d$/);
    for (const tag of item.tags) expect(tag).toMatch(/^[^\s,"']{1,50}$/);
    for (const { host, port } of item.endpoints ?? []) {
      expect(host).not.toMatch(/[[\]/]/);
      expect(port).toBeGreaterThan(0);
    }
  }
  return findings;
}

describe('renderDefectDojo', () => {
  test('writes the golden file from the sample report', () => {
    expectGolden('defectdojo.json', [...renderDefectDojo(comparedReport())].join(''));
  });

  test('has the keys and words that the import knows, and no others', () => {
    for (const report of [sampleReport(), comparedReport(), workReport(), partialReport()]) render(report);
    expect(render(emptyReport())).toEqual([]);
  });

  test('is known again: nothing of a run or an answer is in what is compared', () => {
    const [before, after] = [comparedReport(), comparedReport()];
    Object.assign(after.run, { id: 'another', startedAt: '2027-01-01T00:00:00.000Z' });
    for (const finding of after.findings) {
      Object.assign(finding, {
        evidence: 'another',
        lastSeen: '2027-01-01T00:00:00.000Z',
        runId: 'another',
        notes: ['x'],
      });
      if (finding.engine !== undefined) finding.engine.version = '99';
    }
    const compared = (report: Report) =>
      render(report).map(({ title, description, cwe, service, unique_id_from_tool }) => [
        title,
        description,
        cwe,
        service,
        unique_id_from_tool,
      ]);
    expect(compared(after)).toEqual(compared(before));
    for (const { title, description } of render(before)) {
      expect(title).toMatch(/:\d+$/);
      expect(title + description).not.toMatch(/\d{4}-\d\d-\d\d|\d\d:\d\d:\d\d/);
    }
  });

  test('names host and port in the title, and as an endpoint without brackets', () => {
    const items = render(comparedReport());
    expect(items[3]?.title).toBe('Rootless engine open to everyone: [fd00:20::1c]:2375');
    expect(items[3]?.endpoints).toEqual([{ host: 'fd00:20::1c', port: 2375, protocol: 'tcp' }]);
  });

  test('gives each owner a service of its own, so that no import closes another owner’s findings', () => {
    expect(new Set(render(comparedReport()).map(({ service }) => service))).toEqual(
      new Set(['platform', '支付平台', 'continuous integration and delivery']),
    );
  });

  test('keeps what was not seen this time active, but not verified; leaves out what is resolved', () => {
    const items = render(comparedReport());
    expect(items[2]).toMatchObject({ title: expect.stringContaining('10.20.0.88'), active: true, verified: false });
    expect(items.map(({ title }) => title).join()).not.toContain('fd00:20::99');
  });

  test('keeps active what is accepted, and says why: the import would close it for good', () => {
    expect(render(comparedReport()).filter(({ tags }) => tags.includes('accepted'))).toEqual([
      expect.objectContaining({
        active: true,
        severity_justification: 'Moves behind the VPN in May (accepted by ci@example.org until 2026-05-31)',
      }),
    ]);
  });

  test('shows the evidence as code, which Markdown cannot leave', () => {
    const report = sampleReport([sampleFinding('10.0.0.1', { verdict: 'inconclusive', evidence: '```\n# x\n<b>' })]);
    expect(render(report)[0]?.steps_to_reproduce).toContain('\n\n    ``` # x <b>\n\n');
  });

  test('does not vouch for decoys and riddles', () => {
    const verified = render(sampleReport()).map(({ verified }) => verified);
    expect(verified).toEqual([true, false, true, true, false, true, true, true, false]);
  });

  test.each([...HOSTILE_TEXTS, 'x'.repeat(100_000)].map((text) => [JSON.stringify(text.slice(0, 40)), text]))(
    'is valid with %s everywhere',
    (_, text) => {
      for (const report of [hostileCompared(text), hostileAnswers(text)]) {
        render(report);
        const rendered = [...renderDefectDojo(report)].join('');
        expect(rendered.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
        expect(rendered.length).toBeLessThan(1_000_000);
      }
    },
  );
});
