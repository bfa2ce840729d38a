import { describe, expect, test } from 'vitest';
import { STYLE } from '../../../../src/report/people/html/style.ts';

/** The variables of one colour scheme: the first block is light, the dark one and the printed one change it. */
function colours(scheme: 'light' | 'dark' | 'print'): Map<string, string> {
  const marks = { light: '', dark: '(prefers-color-scheme:dark)', print: '@media print' };
  const block = (from: number): [string, string][] =>
    [
      ...(/\{([^}]*)\}/.exec(STYLE.slice(STYLE.indexOf(':root{', from)))?.[1] ?? '').matchAll(
        /--([\w-]+):(#[\da-f]{3,6})/g,
      ),
    ].map(([, name = '', colour = '']) => [name, colour]);
  const own = scheme === 'print' ? STYLE.lastIndexOf(marks.print) : STYLE.indexOf(marks[scheme]);
  return new Map([...block(0), ...(scheme === 'light' ? [] : block(own))]);
}

/** WCAG 2.2, relative luminance. */
function luminance(colour: string): number {
  const digits = colour.length === 4 ? colour.replace(/[\da-f]/g, '$&$&') : colour;
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((i) => {
    const part = Number.parseInt(digits.slice(i, i + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

describe.each(['light', 'dark', 'print'] as const)('in %s', (scheme) => {
  const found = colours(scheme);
  const colour = (name: string): string => found.get(name) ?? '';

  test.each(['ink', 'quiet', 'sea', 'warn', 'critical', 'high', 'medium', 'low', 'info', 'good'])(
    'text in %s is readable on every ground',
    (name) => {
      for (const ground of ['paper', 'card', 'soft'])
        expect(contrast(colour(name), colour(ground)), ground).toBeGreaterThanOrEqual(4.5);
    },
  );

  test.each(['critical', 'high', 'medium', 'low', 'info'])('the shape in a cell of %s is seen', (name) => {
    expect(contrast(colour('on'), colour(name))).toBeGreaterThanOrEqual(3);
  });
});

test('loads nothing', () => {
  expect(STYLE).not.toMatch(/url\(|@import|@font-face|expression|https?:|<\//);
});
