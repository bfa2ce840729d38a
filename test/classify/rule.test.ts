import { describe, expect, it } from 'vitest';
import { read } from '../../src/classify/reading.ts';
import { RULES } from '../../src/classify/rules.ts';
import { PRODUCTS } from '../../src/domain/engine.ts';
import { SEVERITIES, VERDICTS } from '../../src/domain/verdicts.ts';
import { CASES } from '../fixtures/answers/table.ts';

describe.each(RULES)('rule $verdict', (rule) => {
  it('is of a known verdict, and has references', () => {
    expect(VERDICTS).toContain(rule.verdict);
    expect(rule.references.length).toBeGreaterThan(0);
  });

  it('says nothing but what a match may say', () => {
    for (const { record, name } of CASES) {
      const { product, severity, variant, notes, ...rest } = rule.match(read(record)) ?? {};
      expect(rest, name).toEqual({});
      if (product !== undefined) expect(PRODUCTS, name).toContain(product);
      if (severity !== undefined) expect(SEVERITIES, name).toContain(severity);
      if (variant !== undefined) expect(variant, name).toMatch(/^[a-z-]*$/);
      for (const note of notes ?? []) expect(note, name).not.toMatch(/\n/);
    }
  });

  it('is a pure function', () => {
    for (const { record, name } of CASES) {
      const before = JSON.stringify(record);
      expect(rule.match(read(record)), name).toEqual(rule.match(read(record)));
      expect(JSON.stringify(record), name).toBe(before);
    }
  });
});
