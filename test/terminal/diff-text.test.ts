import { expect, it } from 'vitest';
import { renderDiff, renderDiffJson } from '../../src/terminal/diff-text.ts';
import { HOSTILE_TEXTS, sampleFinding } from '../report/sample.ts';

it('warns first, leaves empty parts away, and keeps hostile words from the terminal', () => {
  const finding = sampleFinding('10.20.0.5', { verdict: 'engine-open-plaintext' });
  for (const hostile of HOSTILE_TEXTS) {
    const view = {
      runs: ['a', 'b'] as [string, string],
      appeared: [],
      gone: [{ finding, word: hostile }],
      changed: [{ finding, changes: [hostile] }],
      same: 3,
      warnings: ['b is partial'],
    };
    const text = renderDiff(view, 80, false);
    expect(text).toMatch(/^a → b\nb is partial\n\nChanged \(1\)\n[\s\S]*Gone \(1\)\n[\s\S]*3 unchanged\n$/);
    expect(text).not.toContain('Appeared');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that there are none is the point.
    expect(text.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
    expect(JSON.parse(renderDiffJson(view))).toMatchObject({ schema: 'seawall.diff/1', same: 3 });
  }
});
