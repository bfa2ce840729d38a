import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, test } from 'vitest';
import { countWork, rowsOf } from '../../../src/domain/exposure.ts';
import type { Report } from '../../../src/domain/report.ts';
import schema from '../../../src/report/machine/findings.schema.json' with { type: 'json' };
import { renderJson, renderRun } from '../../../src/report/machine/json.ts';
import { comparedReport } from '../compared.ts';
import { expectGolden } from '../golden.ts';
import { emptyReport, HOSTILE_TEXTS, hostileReport, partialReport, sampleReport } from '../sample.ts';
import { hostileRisk, reportWithRisk } from '../sample-risk.ts';
import { workReport } from '../sample-work.ts';

/** Never written again: keys that come later are not required, and a schema that refuses one of these is another version. */
const SAMPLES = new URL('../../fixtures/formats/v1/', import.meta.url);

const ajv = new Ajv2020({ allErrors: true, strictTypes: false });
addFormats.default(ajv);
const validate = ajv.compile(schema);
const validateRun = ajv.compile({ $ref: `${schema.$id}#/$defs/run` });

const render = (report: Report): string => [...renderJson(report)].join('');

function expectValid(report: Report): void {
  validate(JSON.parse(render(report)));
  expect(validate.errors).toBeNull();
  validateRun(JSON.parse([...renderRun(report)].join('')));
  expect(validateRun.errors).toBeNull();
}

describe('renderJson', () => {
  test('writes the golden file from the sample report', () => {
    expectGolden('findings.json', render(sampleReport()));
    expectGolden('run.json', [...renderRun(sampleReport())].join(''));
  });

  test('says what the report says', () => {
    const report = partialReport();
    const { run, explanations } = report;
    const rows = rowsOf(report);
    const findings = rows.map(({ finding, work }) => ({ ...finding, work }));
    const work = countWork(rows);
    expect(JSON.parse(render(report))).toEqual({ schema: 'seawall.findings/1', run, work, findings, explanations });
    expect(JSON.parse([...renderRun(report)].join(''))).toEqual(report.run);
  });

  test('puts each finding on a line of its own', () => {
    const report = sampleReport();
    const lines = render(report).split('\n');
    const first = lines.indexOf('"findings": [') + 1;
    const read: unknown[] = lines
      .slice(first, first + report.findings.length)
      .map((line) => JSON.parse(line.replace(/,$/, '')));
    expect(read).toEqual(report.findings.map((finding) => ({ ...finding, work: expect.any(String) })));
  });

  test('does not depend on the order in which explanations came up', () => {
    const report = sampleReport();
    const turned = Object.fromEntries(Object.entries(report.explanations).reverse());
    expect(render({ ...report, explanations: turned })).toBe(render(report));
  });

  test.each(HOSTILE_TEXTS.map((text) => [JSON.stringify(text.slice(0, 40)), text]))(
    'is valid with %s everywhere',
    (_, text) => {
      const report = hostileReport(text);
      expectValid(report);
      expect(render(report).replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
    },
  );
});

describe('findings.schema.json', () => {
  test('accepts what is really written', () => {
    for (const report of [sampleReport(), partialReport(), emptyReport()]) expectValid(report);
  });

  test.each(readdirSync(SAMPLES))('accepts %s, as version 1 was written, for ever', (name) => {
    const document: unknown = JSON.parse(readFileSync(new URL(name, SAMPLES), 'utf8'));
    const check = name.startsWith('run') ? validateRun : validate;
    check(document);
    expect(check.errors).toBeNull();
  });

  test('accepts what a comparison with earlier runs adds', () => {
    expectValid(comparedReport());
    expectValid(workReport());
  });

  test('accepts what is said of the age of the software', () => {
    const report = reportWithRisk();
    expectValid(report);
    expect(JSON.parse(render(report)).advisories).toEqual(report.advisories);
    for (const text of HOSTILE_TEXTS) expectValid(hostileRisk(text));
  });

  test('accepts a verdict of a later release, and its count', () => {
    const document = JSON.parse(render(sampleReport()));
    document.findings[0].verdict = 'engine-of-tomorrow';
    document.run.verdicts['engine-of-tomorrow'] = 1;
    expect(validate(document)).toBe(true);
  });

  test.each<[string, (document: Report) => void]>([
    ['another version', (document) => Object.assign(document, { schema: 'seawall.findings/2' })],
    ['a word that is not on the list', ({ findings }) => Object.assign(findings[0] ?? {}, { severity: 'fine' })],
    ['a missing owner', ({ findings }) => Reflect.deleteProperty(findings[0] ?? {}, 'owner')],
    ['a port out of range', ({ findings }) => Object.assign(findings[0] ?? {}, { port: 65_536 })],
    ['a time that is none', ({ run }) => Object.assign(run, { startedAt: 'yesterday' })],
    ['a count below zero', ({ run }) => Object.assign(run.states, { open: -1 })],
    ['a state without its count', ({ run }) => Reflect.deleteProperty(run.states, 'open')],
  ])('refuses %s', (_, spoil) => {
    const document = JSON.parse(render(sampleReport()));
    spoil(document);
    expect(validate(document)).toBe(false);
  });
});
