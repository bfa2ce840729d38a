import { describe, expect, it } from 'vitest';
import type { StoredFinding } from '../../src/domain/history.ts';
import { renderFindingsJson, renderFindingsTable } from '../../src/terminal/findings-table.ts';
import { columnsOf } from '../../src/text/columns.ts';
import { UNBOUNDED } from '../../src/text/table.ts';
import { closedAfter, storedOf } from '../helpers/stored.ts';
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
    expect(lines[2]).toBe('1 finding, 1 overdue');
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

  it('fits a terminal from 80 columns up, and cuts nothing where there is none', () => {
    const owner = 'a team with a long name, '.repeat(20).trim();
    const acceptance = { findingId: 'f', reason: 'r', owner: 'o', until: '2026-12-31', by: 'b', at: '2026-03-01' };
    const list = [
      remembered(owner),
      storedOf('10.20.0.6', { finding: { owner, lifecycle: 'accepted' }, standing: { acceptance } }),
      storedOf('10.20.0.7', { finding: { address: 'fd00:10:20:30:40:50:60:70', vantage: 'data-centre-frankfurt' } }),
      storedOf('10.20.0.8', { exposure: closedAfter(3) }),
    ];
    for (const width of [80, 100, 132])
      for (const line of renderFindingsTable(list, { width, color: false }).split('\n'))
        expect(columnsOf(line)).toBeLessThanOrEqual(width);
    const narrow = renderFindingsTable(list, { width: 80, color: false }).split('\n');
    expect(narrow[1]?.split(/\s+/)[0]).toBe(list[0]?.finding.id.slice(0, 8));
    expect(narrow[1]).toContain('OVERDUE');
    const wide = renderFindingsTable(list, { width: UNBOUNDED, color: false });
    expect(wide).not.toContain('…');
    expect(wide).toContain(owner);
  });

  it('has vantages as soon as there are two, and how as soon as something closed', () => {
    const [inside, outside] = [storedOf('10.0.0.1'), storedOf('10.0.0.1', { finding: { vantage: 'vps' } })];
    const heads = (list: StoredFinding[]) =>
      renderFindingsTable(list, { width: UNBOUNDED, color: false }).split('\n')[0]?.split(/\s+/);
    expect(heads([inside])).toEqual(['ID', 'SEVERITY', 'WHERE', 'VERDICT', 'STATE', 'DAYS', 'OWNER']);
    expect(heads([inside, outside])).toContain('VANTAGE');
    const closed = storedOf('10.0.0.2', { exposure: closedAfter(3, { id: 'e0000000000000ff', how: 'guarded' }) });
    expect(heads([inside, closed])).toContain('HOW');
    const text = renderFindingsTable([closed], { width: UNBOUNDED, color: false });
    expect(text).toMatch(/\ne0000000000000ff .* closed +guarded +9 /);
  });

  it('has the reach as soon as one is known, and raises the alarm', () => {
    const [outside, inside] = [null, null];
    const reach = {
      word: 'inside-outside-silent',
      text: 'inside, silent outside since 2026-03-01',
      outside,
      inside,
    } as const;
    const told = (news?: 'newly-filtered') =>
      storedOf('10.0.0.1', { standing: { reach: { ...reach, ...(news && { news }) } } });
    const print = (width: number, ...list: StoredFinding[]) => renderFindingsTable(list, { width, color: false });
    expect(print(UNBOUNDED, remembered())).not.toContain('REACH');
    expect(print(UNBOUNDED, remembered(), told())).toMatch(
      / REACH +OWNER\n.* inside, silent outside since 2026-03-01 +plat/s,
    );
    expect(print(UNBOUNDED, told('newly-filtered'))).toContain('since 2026-03-01, NO CHANGE RECORDED');
    expect(print(120, told())).toContain('inside-outside-silent');
  });

  it('ends with how many there are, and with what is not listed', () => {
    const options = { width: 80, color: false, note: '3 more are closed: --state closed' };
    expect(renderFindingsTable([storedOf('10.0.0.1')], { ...options, total: 12 })).toMatch(
      /\n1 of 12 findings\n3 more are closed: --state closed\n$/,
    );
    expect(renderFindingsTable([], options)).toBe('No findings.\n3 more are closed: --state closed\n');
  });

  it('is also JSON', () => {
    expect(JSON.parse(renderFindingsJson([remembered()]))).toEqual({
      schema: 'seawall.remembered/1',
      findings: [remembered()],
    });
    expect(JSON.parse(renderFindingsJson([])).findings).toEqual([]);
  });
});
