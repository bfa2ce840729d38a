import { readFile } from 'node:fs/promises';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import type { Acceptance, Finding } from '../../src/domain/finding.ts';
import type { History } from '../../src/domain/history.ts';
import type { Report } from '../../src/domain/report.ts';
import { renderJson } from '../../src/report/machine/json.ts';
import { renderSummary } from '../../src/terminal/summary.ts';
import { HOSTILE_TEXTS, sampleFinding, sampleReport } from '../report/sample.ts';

function acceptance(until: string): Acceptance {
  return { findingId: 'f-1', reason: 'soon', owner: 'platform', until, by: 'ciso', at: '2026-01-05T10:00:00.000Z' };
}

const STANDING = {
  changes: [],
  openSince: '2026-01-23T02:00:00.000Z',
  daysOpen: 37,
  due: '2026-02-06',
  overdue: true,
  acceptance: null,
};

function remembered(text = 'no answer'): Report {
  const report = sampleReport();
  const [first, second, ...others] = report.findings;
  if (first === undefined || second === undefined) throw new Error('no sample');
  const findings: Finding[] = [
    { ...first, lifecycle: 'persisting', standing: STANDING },
    {
      ...second,
      lifecycle: 'accepted',
      standing: { ...STANDING, overdue: false, acceptance: acceptance('2026-03-09') },
    },
    ...others.map(
      (finding): Finding => ({
        ...finding,
        lifecycle: 'persisting',
        standing: { ...STANDING, due: null, overdue: false },
      }),
    ),
  ];
  const absent: Finding[] = [
    {
      ...sampleFinding('10.20.0.101', { verdict: 'engine-open-plaintext' }),
      lifecycle: 'unverified',
      standing: { ...STANDING, overdue: false, changes: [text] },
    },
  ];
  const history: History = {
    previous: { run: 'r0', at: '2026-02-22T02:04:00.000Z' },
    absent,
    counts: { new: 2, persisting: 6, changed: 0, reopened: 1, resolved: 3, unverified: 1, accepted: 1 },
    overdue: 1,
    broken: [{ findingId: 'f', address: '10.20.0.7', port: 2375, is: 'decoy', what: text }],
    acceptances: {
      expired: [acceptance('2026-02-28')],
      unmatched: [acceptance('2026-06-30')],
      expiring: [acceptance('2026-03-09')],
    },
    trend: [
      {
        run: 'r1',
        at: '2026-03-01T02:00:00.000Z',
        severities: { critical: 2, high: 2, medium: 1, low: 1, info: 3 },
        opened: 1,
        resolved: 0,
        meanDaysToClose: null,
      },
    ],
  };
  return { ...report, findings, history };
}

const OPTIONS = { color: false, folder: 'reports/x', files: ['findings.csv'] };

describe('the summary of a run with a history', () => {
  const text = renderSummary(remembered(), { width: 100, ...OPTIONS });

  it('says what moved, what is overdue, and what must be looked at', () => {
    expect(text).toContain('Since 2026-02-22: 1 unverified, 1 overdue');
    expect(text).toContain('OVERDUE since 2026-02-06: 10.20.0.5:2375, critical, open 37 days, platform');
    expect(text).toContain('NOT AS DECLARED: 10.20.0.7:2375 is declared a decoy, and no answer');
    expect(text).toContain('Unverified: 10.20.0.101:2375: no answer');
    expect(text).toContain('EXPIRED on 2026-02-28');
    expect(text).toContain('ends on 2026-03-09');
    expect(text).toContain('matches no finding that it covers');
    expect(text).toContain('Not counted above: 1 accepted');
  });

  it('does not alarm for what is accepted or declared', () => {
    expect(text).toContain('2 critical · 2 high · 1 medium · 1 of them unverified');
    expect(text).not.toContain('10.20.0.77');
    const report = remembered();
    Object.assign(report.history ?? {}, { absent: [], broken: [] });
    const declared = {
      ...report,
      findings: report.findings.map((finding): Finding => ({ ...finding, lifecycle: 'persisting', declared: 'decoy' })),
    };
    expect(renderSummary(declared, { width: 100, ...OPTIONS })).toMatch(
      /No exposed engine found in what was tested, beyond what is accepted or\s+declared/,
    );
  });

  it('names silent engines before closed ones', () => {
    const report = remembered();
    const [silent] = report.history?.absent ?? [];
    if (silent === undefined || report.history === undefined) throw new Error('no sample');
    const closed = Array.from(
      { length: 9 },
      (_, i): Finding => ({ ...silent, address: `10.20.0.${i}`, lifecycle: 'resolved' }),
    );
    report.history.absent = [...closed, silent];
    const lines = renderSummary(report, { width: 100, ...OPTIONS }).split('\n');
    const order = lines.filter((line) => /^(Unverified|Resolved):/.test(line));
    expect(order[0]).toContain('Unverified: 10.20.0.101:2375');
    expect(order).toHaveLength(5);
    expect(lines).toContain('  and 5 more of 10');
  });

  it('keeps to the width, whatever the texts are', () => {
    for (const hostile of HOSTILE_TEXTS) {
      const lines = renderSummary(remembered(hostile), { width: 60, ...OPTIONS }).split('\n');
      // biome-ignore lint/suspicious/noControlCharactersInRegex: that there are none is the point.
      expect(lines.filter((line) => /[\u0000-\u001f\u007f-\u009f\u202e]/.test(line))).toEqual([]);
    }
  });

  it('says nothing without a history', () => {
    expect(renderSummary(sampleReport(), { width: 100, ...OPTIONS })).not.toContain('Since');
  });
});

it('findings.json carries the history by its schema', async () => {
  const schema = JSON.parse(await readFile('src/report/machine/findings.schema.json', 'utf8'));
  const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(schema);
  const report = remembered();
  const document = JSON.parse([...renderJson(report)].join(''));
  validate(document);
  expect(validate.errors ?? []).toEqual([]);
  const absent = report.history?.absent.map((finding) => ({ ...finding, work: expect.any(String) }));
  expect(document.history).toEqual({ ...report.history, absent });
  const [none] = [{ ...report, history: { ...report.history, absent: [] } as History }];
  expect(JSON.parse([...renderJson(none)].join('')).history.absent).toEqual([]);
});
