import { describe, expect, it } from 'vitest';
import type { StoredFinding } from '../../src/domain/history.ts';
import { renderFindingsJson, renderFindingsTable } from '../../src/terminal/findings-table.ts';
import { columnsOf } from '../../src/text/columns.ts';
import { HOSTILE_TEXTS, sampleFinding } from '../report/sample.ts';

function remembered(owner = 'platform'): StoredFinding {
  const standing = {
    changes: [],
    openSince: '2026-01-23T02:00:00.000Z',
    daysOpen: 1037,
    due: '2026-02-06',
    overdue: true,
    acceptance: null,
  };
  const finding = {
    ...sampleFinding('10.20.0.5', { verdict: 'engine-open-plaintext', owner }),
    lifecycle: 'reopened' as const,
    standing,
  };
  return { state: 'open', lastRun: 'r1', finding };
}

describe('the table of findings', () => {
  it('has a line for each, and says how many are overdue', () => {
    const lines = renderFindingsTable([remembered()], { width: 140, color: false }).split('\n');
    expect(lines[0]).toMatch(/^ID +SEVERITY +WHERE +VERDICT +STATE +DAYS +DUE +OWNER$/);
    expect(lines[1]).toMatch(
      /critical +10\.20\.0\.5:2375 +engine-open-plaintext +open \(reopened\) +1,037 +2026-02-06 OVERDUE +platform$/,
    );
    expect(lines[2]).toBe('1 findings, 1 overdue');
    expect(renderFindingsTable([], { width: 80, color: false })).toBe('No findings.\n');
  });

  it('stays a table, whatever owners are called', () => {
    for (const hostile of HOSTILE_TEXTS) {
      const lines = renderFindingsTable([remembered(hostile)], { width: 140, color: false })
        .trimEnd()
        .split('\n');
      expect(lines).toHaveLength(3);
      expect(columnsOf(lines[1] ?? '')).toBeLessThanOrEqual(140);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: that there are none is the point.
      expect(lines.join('')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
    }
  });

  it('is also JSON', () => {
    expect(JSON.parse(renderFindingsJson([remembered()]))).toEqual({
      schema: 'seawall.remembered/1',
      findings: [remembered()],
    });
    expect(JSON.parse(renderFindingsJson([])).findings).toEqual([]);
  });
});
