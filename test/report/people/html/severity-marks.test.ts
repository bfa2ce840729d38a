import { expect, test } from 'vitest';
import { LIFECYCLES } from '../../../../src/domain/finding.ts';
import { SEVERITIES } from '../../../../src/domain/verdicts.ts';
import {
  lifecycleBadge,
  severityBadge,
  severityShape,
  variantOf,
} from '../../../../src/report/people/html/severity-marks.ts';

test('each severity has a word, a colour and a shape of its own', () => {
  expect(new Set(SEVERITIES.map((severity) => /d="([^"]+)"/.exec(severityShape(severity).text)?.[1])).size).toBe(5);
  expect(severityBadge('high').text).toMatch(/class="badge high".*fill-high.*high<\/span>$/);
});

test('each lifecycle explains itself', () => {
  const titles = LIFECYCLES.map((word) => /title="([^"]+)"/.exec(lifecycleBadge(word).text)?.[1]);
  expect(new Set(titles).size).toBe(LIFECYCLES.length);
});

test('variants are the ends of keys', () => {
  expect(variantOf('engine-open-plaintext').text).toBe('');
  expect(variantOf('engine-open-plaintext/<b>').text).toContain('&lt;b&gt;');
});
