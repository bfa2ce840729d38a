import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Report } from '../../src/domain/report.ts';
import { renderJson } from '../../src/report/machine/json.ts';
import { comparedReport } from '../report/compared.ts';
import { partialReport, sampleReport } from '../report/sample.ts';
import { reportWithRisk } from '../report/sample-risk.ts';
import { findingsJsonSchema } from './findings.ts';
import { scopeJsonSchema } from './scope.ts';
import { statusJsonSchema } from './status.ts';

const SHIPPED: readonly (readonly [path: string, make: () => Record<string, unknown>])[] = [
  ['src/report/machine/findings.schema.json', findingsJsonSchema],
  ['src/supervise/status.schema.json', statusJsonSchema],
  ['targets/scope.schema.json', scopeJsonSchema],
];
const WRITTEN = 'test/fixtures/formats/v1';

function compile(schema: Record<string, unknown>) {
  const ajv = new Ajv2020({ allErrors: true, strict: true, strictRequired: false });
  addFormats.default(ajv);
  return ajv.compile(schema);
}

/** The schema without its tolerance: refuses a field that it does not describe. */
function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed);
  if (typeof value !== 'object' || value === null) return value;
  const inner = Object.fromEntries(Object.entries(value).map(([key, part]) => [key, closed(part)]));
  return inner.type === 'object' && 'properties' in inner ? { additionalProperties: false, ...inner } : inner;
}

/** The words of every closed list in a schema. */
function enumsOf(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => (key === 'enum' ? [part] : enumsOf(part)));
}

describe.each(SHIPPED)('%s', (path, make) => {
  it('is what the description says (UPDATE_SCHEMA=1 npx vitest run test/schemas writes it)', () => {
    const current = `${JSON.stringify(make(), null, 2)}\n`;
    if (process.env.UPDATE_SCHEMA === '1') writeFileSync(path, current);
    expect(readFileSync(path, 'utf8')).toBe(current);
  });

  it('compiles in strict mode', () => {
    expect(() => compile(make())).not.toThrow();
  });
});

describe('findings.schema.json', () => {
  const reports: [string, () => Report][] = [
    ['a plain report', sampleReport],
    ['a partial run', partialReport],
    ['a comparison', comparedReport],
    ['the age of the software', reportWithRisk],
  ];

  it.each(reports)('describes every field that is written: %s', (_, report) => {
    const strict = compile(closed(findingsJsonSchema()) as Record<string, unknown>);
    strict(JSON.parse([...renderJson(report())].join('')));
    expect(strict.errors).toBeNull();
  });

  it('knows each field that version 1 was written with: none is renamed or taken away', () => {
    const strict = compile(closed(findingsJsonSchema()) as Record<string, unknown>);
    for (const name of readdirSync(WRITTEN).filter((file) => file.startsWith('findings'))) {
      strict(JSON.parse(readFileSync(`${WRITTEN}/${name}`, 'utf8')));
      expect(strict.errors, name).toBeNull();
    }
  });

  it('lets readers take fields that come later', () => {
    const document = JSON.parse([...renderJson(sampleReport())].join(''));
    const grown = { ...document, later: 1, run: { ...document.run, later: [] } };
    grown.findings[0].later = 'word';
    expect(compile(findingsJsonSchema())(grown)).toBe(true);
  });

  it('has no closed object and no empty list of words', () => {
    expect(JSON.stringify([findingsJsonSchema(), statusJsonSchema()])).not.toContain('"additionalProperties":false');
    const words = enumsOf([findingsJsonSchema(), statusJsonSchema()]);
    expect(words.length).toBeGreaterThan(10);
    for (const list of words) expect(list).not.toEqual([]);
  });
});

describe('scope.schema.json', () => {
  const isValid = compile(scopeJsonSchema());
  const shipped = parse(readFileSync('targets/loopback.yaml', 'utf8'));
  const { authorization, ...unsigned } = shipped;

  it('accepts the shipped scope file', () => {
    expect(isValid(shipped)).toBe(true);
  });

  it('accepts an authorization for each range in place of one for all', () => {
    const ranges = unsigned.ranges.map((range: object) => ({ ...range, authorization }));
    expect(isValid({ ...unsigned, ranges })).toBe(true);
  });

  it.each([
    ['an unknown key', { ...shipped, rangez: [] }],
    ['a file that nobody allowed', unsigned],
    ['a file without ranges', { ...shipped, ranges: [] }],
  ])('refuses %s', (_, file) => {
    expect(isValid(file)).toBe(false);
  });
});
