import { describe, expect, it } from 'vitest';
import { assembleReport } from '../../src/audit/assemble.ts';
import type { Attempt, AttemptEnd, HttpFacts } from '../../src/domain/attempt.ts';
import { findingId } from '../../src/domain/finding.ts';
import { SEVERITIES, VERDICTS } from '../../src/domain/verdicts.ts';
import type { JournalLine } from '../../src/journal/journal.ts';
import { AT, journalOf, openAt, probeAt, startLine } from '../helpers/journal.ts';

const VERSION =
  '{"Version":"20.10.24","ApiVersion":"1.41","GoVersion":"go1.19.7","GitCommit":"5d6db84","Os":"linux","Arch":"amd64"}';

function answered(data: string): Attempt[] {
  const body = { encoding: 'utf8', data, total: data.length } as const;
  const http: HttpFacts = { version: '1.1', status: 200, reason: 'OK', headers: [], body, bareLf: false };
  return [{ purpose: 'first', transport: 'plain', at: AT, end: 'answered', elapsed: 1, http }];
}

function ended(end: AttemptEnd): Attempt[] {
  return [{ purpose: 'first', transport: 'plain', at: AT, end, elapsed: 1 }];
}

const LINES: JournalLine[] = [
  startLine({ seed: 3 }),
  ...[0, 2, 4, 6].map((position) => ({ kind: 'open', open: openAt(position) }) as const),
  { kind: 'probe', probe: probeAt(4, { attempts: answered('<p>hello') }) },
  { kind: 'probe', probe: probeAt(2, { attempts: answered(VERSION) }) },
  { kind: 'open', open: openAt(3, 1) },
  { kind: 'probe', probe: probeAt(3, { range: 1, attempts: answered(VERSION) }) },
  { kind: 'probe', probe: probeAt(0, { attempts: ended('closed') }) },
  { kind: 'end', at: AT, reasons: ['interrupted'] },
];

describe('a report from a journal', () => {
  it('judges every fact, and says of a pending probe that it was pending', async () => {
    const { findings, run } = await assembleReport(await journalOf(LINES));
    expect(findings.map(({ address, verdict }) => [address, verdict])).toEqual([
      ['127.0.0.1', 'engine-open-plaintext'],
      ['127.1.0.1', 'engine-open-plaintext'],
      ['127.0.0.3', 'inconclusive'],
      ['127.0.0.2', 'other-service'],
      ['127.0.0.0', 'no-reply'],
    ]);
    expect(findings[2]?.evidence).toContain('before the probe of this open port was done');
    expect(run).toMatchObject({ outcome: 'partial', reasons: ['interrupted'], severities: { critical: 2, medium: 1 } });
    expect(run.verdicts).toEqual({ 'engine-open-plaintext': 2, inconclusive: 1, 'other-service': 1, 'no-reply': 1 });
  });

  it('lists the worst first, then by address', async () => {
    const { findings } = await assembleReport(await journalOf(LINES));
    const keys = findings.map(
      ({ severity, verdict }) => SEVERITIES.indexOf(severity) * 100 + VERDICTS.indexOf(verdict),
    );
    expect(keys.toSorted((a, b) => a - b)).toEqual(keys);
  });

  it('names for each finding who must act, and explains each case once', async () => {
    const { findings, explanations, scope } = await assembleReport(await journalOf(LINES));
    for (const finding of findings) {
      const range = scope.ranges.find(({ text }) => text === finding.range);
      expect(finding).toMatchObject({
        owner: range?.owner,
        contact: range?.contact,
        reference: range?.authorization.reference,
      });
      expect(finding).toMatchObject({ vantage: 'here', runId: startLine().run, firstSeen: AT, lastSeen: AT });
    }
    expect(findings.find(({ address }) => address === '127.1.0.1')?.range).toBe('127.1.0.0/31');
    expect(Object.keys(explanations).sort()).toEqual(
      [...new Set(findings.map(({ explanation }) => explanation))].sort(),
    );
  });

  it('is the same however often it is made, and in whatever order the probes ended', async () => {
    const first = await assembleReport(await journalOf(LINES));
    expect(await assembleReport(await journalOf(LINES))).toEqual(first);
    const [start, ...rest] = LINES;
    const end = rest.pop();
    if (start === undefined || end === undefined) throw new Error('no lines');
    const opens = rest.filter(({ kind }) => kind === 'open');
    const probes = rest.filter(({ kind }) => kind === 'probe').reverse();
    expect((await assembleReport(await journalOf([start, ...opens, ...probes, end]))).findings).toEqual(first.findings);
  });

  it('judges the age of the software by the day of the run, and not by that of the rendering', async () => {
    const begun = (at: string): JournalLine[] => [
      { ...startLine({ seed: 3 }), at },
      { kind: 'open', open: openAt(2) },
      { kind: 'probe', probe: probeAt(2, { attempts: answered(VERSION.replace('20.10.24', '25.0.17')) }) },
    ];
    const [before, after] = [
      await assembleReport(await journalOf(begun('2026-12-03T23:59:59.000Z'))),
      await assembleReport(await journalOf(begun('2026-12-04T00:00:00.000Z'))),
    ];
    expect(before.findings[0]?.risk).toMatchObject({ line: '25.0', status: 'supported', supportEnds: '2026-12-04' });
    expect(after.findings[0]?.risk).toMatchObject({ line: '25.0', status: 'ended' });
    expect(before.findings[0]?.severity).toBe(after.findings[0]?.severity);
  });

  it('explains each advisory that a finding names, and no other', async () => {
    const { findings, advisories } = await assembleReport(await journalOf(LINES));
    const named = new Set(findings.flatMap(({ risk }) => risk?.advisories.map(({ id }) => id) ?? []));
    expect(named.size).toBeGreaterThan(3);
    expect(Object.keys(advisories?.known ?? {}).sort()).toEqual([...named].sort());
    expect(advisories?.snapshot).toMatch(/^\d{4}-/);
  });

  it('measures coverage against its own shard', async () => {
    const { run } = await assembleReport(await journalOf([startLine({ shard: { index: 1, count: 4 } })]));
    expect(run.coverage).toEqual({ endpoints: 3, tested: 0, percent: 0 });
    expect(run.notTested).toEqual({ 'other-shard': 9, killed: 3 });
  });

  it('refuses a probe of a range that the scope does not have', async () => {
    const folder = await journalOf([startLine(), { kind: 'probe', probe: probeAt(1, { range: 9 }) }]);
    await expect(assembleReport(folder)).rejects.toThrow(/journal\.jsonl:2: it names a range .*JOURNAL_CORRUPT/);
  });
});

it('gives a finding an id that depends on where and from where, and on nothing that an endpoint can change', () => {
  const ids = [
    findingId('127.0.0.1', 2375, 'a'),
    findingId('127.0.0.1', 2376, 'a'),
    findingId('127.0.0.12', 375, 'a'),
    findingId('127.0.0.1', 2375, 'b'),
    findingId('::1', 2375, 'a'),
  ];
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{16}$/);
  expect(findingId('127.0.0.1', 2375, 'a')).toBe(ids[0]);
});
