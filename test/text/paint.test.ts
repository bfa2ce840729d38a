import { expect, test } from 'vitest';
import { SEVERITIES } from '../../src/domain/verdicts.ts';
import { createPaint } from '../../src/text/paint.ts';

test('without colour every brush gives its text back', () => {
  const { severity, heading, warning, quiet } = createPaint(false);
  for (const brush of [...Object.values(severity), heading, warning, quiet]) expect(brush('x')).toBe('x');
});

test('with colour every severity looks different', () => {
  const { severity } = createPaint(true);
  expect(new Set(SEVERITIES.map((word) => severity[word]('x'))).size).toBe(SEVERITIES.length);
  expect(severity.high('x')).toBe('\u001b[31mx\u001b[39m');
});
