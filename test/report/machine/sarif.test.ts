import { readFileSync } from 'node:fs';
import AjvDraft04 from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import { describe, expect, test } from 'vitest';
import type { Report } from '../../../src/domain/report.ts';
import { MAX_RESULTS, renderSarif } from '../../../src/report/machine/sarif.ts';
import { comparedReport, hostileCompared } from '../compared.ts';
import { expectGolden } from '../golden.ts';
import { emptyReport, HOSTILE_TEXTS, largeReport, partialReport, sampleFinding, sampleReport } from '../sample.ts';
import { workReport } from '../sample-work.ts';

const schema = JSON.parse(
  readFileSync(new URL('../../fixtures/schemas/sarif-2.1.0.schema.json', import.meta.url), 'utf8'),
) as Record<string, unknown>;
const ajv = new AjvDraft04.default({ allErrors: true, strict: false, unicodeRegExp: false });
addFormats.default(ajv as never);
const validate = ajv.compile(schema);

interface Result {
  ruleId: string;
  ruleIndex: number;
  kind: string;
  level: string;
  message: { text: string };
  locations: {
    physicalLocation: { artifactLocation: { uri: string; uriBaseId?: string }; region: { startLine: number } };
  }[];
  partialFingerprints: Record<string, string>;
  baselineState?: string;
  suppressions?: { status: string; justification: string }[];
}

interface Run {
  tool: { driver: { rules: { id: string; properties: Record<string, unknown> }[] } };
  invocations: {
    executionSuccessful: boolean;
    commandLine?: string;
    toolExecutionNotifications: { message: { text: string } }[];
  }[];
  results: Result[];
}

function render(report: Report): Run {
  const document = JSON.parse([...renderSarif(report)].join('')) as { runs: Run[] };
  validate(document);
  expect(validate.errors).toBeNull();
  expect(document.runs).toHaveLength(1);
  return document.runs[0] as Run;
}

const notices = (run: Run): string[] =>
  run.invocations.flatMap(({ toolExecutionNotifications }) =>
    toolExecutionNotifications.map(({ message }) => message.text),
  );

describe('renderSarif', () => {
  test('writes the golden file from the sample report', () => {
    expectGolden('findings.sarif', [...renderSarif(comparedReport())].join(''));
  });

  test('is valid, whole, partial and empty', () => {
    for (const report of [sampleReport(), comparedReport(), partialReport()]) render(report);
    expect(render(emptyReport()).results).toEqual([]);
  });

  test('is refused by the schema when spoilt', () => {
    const document = JSON.parse([...renderSarif(sampleReport())].join(''));
    document.runs[0].results[0].level = 'fatal';
    expect(validate(document)).toBe(false);
  });

  test('stands at the line of the scope file that authorises the range, as a relative URI', () => {
    const report = sampleReport();
    report.scope.ranges.push({ ...report.scope.ranges[0], text: '10.9.0.0/24', line: 3 } as never);
    for (const range of report.scope.ranges) range.file = './targets/new offices/büro.yaml';
    for (const { locations } of render(report).results) {
      expect(locations).toHaveLength(1);
      expect(locations[0]?.physicalLocation).toEqual({
        artifactLocation: { uri: 'targets/new%20offices/b%C3%BCro.yaml', uriBaseId: '%SRCROOT%' },
        region: { startLine: 5 },
      });
    }
  });

  test.each([
    ['/srv/scopes/a.yaml', 'file:///srv/scopes/a.yaml'],
    ['C:\\scopes\\a.yaml', 'file:///C%3A/scopes/a.yaml'],
    ['../a.yaml', '../a.yaml'],
    ['', 'scope'],
  ])('never has an empty place: %j', (file, uri) => {
    const report = sampleReport();
    for (const range of report.scope.ranges) range.file = file;
    const [result] = render(report).results;
    expect(result?.locations[0]?.physicalLocation.artifactLocation.uri).toBe(uri);
  });

  test('places findings whose range is gone in the first scope file', () => {
    const report = sampleReport([sampleFinding('10.0.0.1', { verdict: 'auth-required', range: '10.0.0.0/8' })]);
    const [result] = render(report).results;
    expect(result?.locations[0]?.physicalLocation).toMatchObject({
      artifactLocation: { uri: 'targets/office.yaml' },
      region: { startLine: 1 },
    });
  });

  test('fills the fingerprints from the finding alone, the one that GitHub compares included', () => {
    const [before, after] = [comparedReport(), comparedReport()];
    after.run.id = 'another';
    for (const finding of after.findings) finding.evidence = 'another answer';
    const prints = (report: Report) => render(report).results.map(({ partialFingerprints }) => partialFingerprints);
    expect(prints(after)).toEqual(prints(before));
    expect(prints(before)[0]).toEqual({
      primaryLocationLineHash: 'f-10.20.0.5-2375:1',
      'seawallFindingId/v1': 'f-10.20.0.5-2375',
    });
    const hashes = prints(before).map(({ primaryLocationLineHash }) => primaryLocationLineHash);
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  test('says the same of the same answer in every run, and when that was beside it', () => {
    const [before, after] = [workReport(), workReport()];
    Object.assign(after.run, {
      id: 'another',
      startedAt: '2026-03-08T02:00:00.000Z',
      finishedAt: '2026-03-08T02:03:00.000Z',
    });
    for (const finding of after.findings)
      Object.assign(finding, { lastSeen: '2026-03-08T02:00:07.120Z', runId: 'another' });
    const texts = (report: Report): string[] => render(report).results.map(({ message }) => message.text);
    expect(texts(after)).toEqual(texts(before));
    expect(render(after).results[0]).toMatchObject({
      provenance: {
        firstDetectionTimeUtc: '2026-02-20T02:00:00.000Z',
        lastDetectionTimeUtc: '2026-03-08T02:00:07.120Z',
      },
    });
  });

  test('says fail of every result, with the level of its severity', () => {
    const { results } = render(sampleReport());
    expect(new Set(results.map(({ kind }) => kind))).toEqual(new Set(['fail']));
    expect(results.map(({ level }) => level)).toEqual([
      'error',
      'error',
      'error',
      'error',
      'warning',
      'note',
      'note',
      'note',
      'note',
    ]);
  });

  test('suppresses what somebody accepted, and says who and until when', () => {
    const suppressed = render(comparedReport()).results.filter(({ suppressions }) => suppressions !== undefined);
    expect(suppressed.map(({ suppressions }) => suppressions)).toEqual([
      [
        {
          kind: 'external',
          status: 'accepted',
          justification: 'Moves behind the VPN in May (accepted by ci@example.org until 2026-05-31)',
        },
      ],
    ]);
  });

  test('keeps what was not seen this time, so that nobody takes it for fixed; drops what is resolved', () => {
    const { results } = render(comparedReport());
    const texts = results.map(({ message }) => message.text);
    expect(texts[2]).toMatch(/10\.20\.0\.88:2375\. Not seen in this run, and not known to be closed\./);
    expect(texts.join('\n')).not.toContain('fd00:20::99');
    expect(results.map(({ baselineState }) => baselineState)).toEqual([
      'unchanged',
      'new',
      'unchanged',
      'updated',
      'unchanged',
      'new',

      'unchanged',
      'unchanged',
      'unchanged',
      'unchanged',
    ]);
  });

  test('names the rule of each result by its place', () => {
    const { tool, results } = render(comparedReport());
    for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
  });

  test('tells no command line', () => {
    expect(JSON.stringify(render(comparedReport()))).not.toMatch(/commandLine|arguments/);
  });

  test('says that a run is partial', () => {
    const run = render(partialReport());
    expect(run.invocations[0]?.executionSuccessful).toBe(false);
    expect(notices(run)).toEqual([
      'The run is partial (interrupted, faulted): 224 of 510 endpoints were tested. What was not tested may be exposed.',
      '10.20.0.9:2375: TypeError in the probe',
    ]);
  });

  test('stops at the limit of its readers with the worst listed, and says so', () => {
    expect(notices(render(largeReport(MAX_RESULTS)))).toEqual([]);
    const run = render(largeReport(MAX_RESULTS + 1));
    expect(run.results).toHaveLength(MAX_RESULTS);
    expect(notices(run)).toEqual([expect.stringMatching(/^Only the worst 25000 of 25001 findings are listed/)]);
  });

  test('lets no host place a link', () => {
    expect(render(hostileCompared('[click](http://evil.example)')).results[0]?.message.text).toContain('[click] (http');
  });

  test.each([...HOSTILE_TEXTS, 'x'.repeat(100_000)].map((text) => [JSON.stringify(text.slice(0, 40)), text]))(
    'is valid with %s everywhere',
    (_, text) => {
      render(hostileCompared(text));
      const rendered = [...renderSarif(hostileCompared(text))].join('');
      expect(rendered.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
      expect(rendered.length).toBeLessThan(500_000);
    },
  );
});
