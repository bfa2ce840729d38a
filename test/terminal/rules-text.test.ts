import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { Explanation } from '../../src/domain/explanation.ts';
import { renderRules } from '../../src/terminal/rules-text.ts';
import { columnsOf } from '../../src/text/columns.ts';
import { expectGolden } from '../report/golden.ts';
import { EXPLANATIONS, HOSTILE_TEXTS, hostileReport } from '../report/sample.ts';

const render = (explanations: readonly Explanation[], width = 80, long = false): string =>
  renderRules(explanations, { width, color: false, long });

describe('renderRules', () => {
  test('renders the list, short and long, as the golden files have it', () => {
    expectGolden('rules.txt', render(EXPLANATIONS));
    expectGolden('rules-long.txt', render(EXPLANATIONS.slice(0, 2), 80, true));
  });

  test('lists every explanation in the order given', () => {
    const lines = render(EXPLANATIONS, 120).trimEnd().split('\n');
    expect(lines).toHaveLength(EXPLANATIONS.length + 1);
    for (const [i, { key, severity, title }] of EXPLANATIONS.entries()) {
      expect(lines[i + 1]?.split(/ {2,}/)).toEqual([severity, key, title]);
    }
  });

  test('leaves nothing out of the long list', () => {
    const text = render(EXPLANATIONS, 200, true);
    for (const { key, meaning, proved, follows, notTested, summary, remediation, references, cvss } of EXPLANATIONS) {
      for (const part of [key, meaning, proved, follows, notTested, summary, ...remediation, cvss?.vector])
        expect(text).toContain(part);
      for (const { id, title, url } of references)
        for (const part of [id, title, url ?? '']) expect(text).toContain(part);
    }
  });

  test.each([40, 80, 120])('has no line over %i columns', (width) => {
    const lists = [
      EXPLANATIONS,
      ...HOSTILE_TEXTS.map((text) => Object.values(hostileReport(text).explanations).slice(0, 1)),
    ];
    for (const list of lists) {
      for (const long of [false, true]) {
        for (const line of render(list, width, long).split('\n')) {
          expect(columnsOf(line)).toBeLessThanOrEqual(width);
          expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
        }
      }
    }
  });

  test('uses colour only when asked, and the same words', () => {
    for (const long of [false, true]) {
      const painted = renderRules(EXPLANATIONS, { width: 80, color: true, long });
      expect(painted).toContain('\u001b[');
      expect(stripVTControlCharacters(painted)).toBe(render(EXPLANATIONS, 80, long));
    }
  });

  test('prints a head alone for no explanations', () => {
    expect(render([])).toBe('SEVERITY  VERDICT  TITLE\n');
    expect(render([], 80, true)).toBe('');
  });
});
