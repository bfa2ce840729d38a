import { describe, expect, it } from 'vitest';
import type { KnownEndpoint } from '../../src/domain/scope.ts';
import {
  compareFinding,
  type FindingInputs,
  type KnownFinding,
  UNEXPLAINED,
} from '../../src/history/compare-finding.ts';
import { endpointKey, type RunView, type WatchedState } from '../../src/history/observe.ts';
import type { AcceptedFinding } from '../../src/history/standing.ts';
import { EARLIER, findingOf, pastOf } from './samples.ts';

const AT = '2026-03-01T00:00:00.000Z';
const ENGINE: KnownFinding = {
  ...{ id: 'f1', address: '127.0.0.9', port: 2375, file: 'a.yaml', declared: null },
  past: pastOf('open', 'engine-open-plaintext'),
};
const DECOY: KnownEndpoint = { address: '127.0.0.9', port: 2375, is: 'decoy', reason: 'ours', file: 'a.yaml', line: 1 };

function viewOf(seen: ReturnType<typeof findingOf> | WatchedState | undefined): RunView {
  const findings = new Map(seen !== undefined && 'verdict' in seen ? [[seen.id, seen]] : []);
  const watched = new Map(seen !== undefined && !('verdict' in seen) ? [[endpointKey('127.0.0.9', 2375), seen]] : []);
  return {
    findings,
    watched,
    files: ['a.yaml'],
    isInScope: () => true,
    rangeOf: () => undefined,
    audit: true,
    part: seen === undefined,
  };
}

function inputsOf(seen: Parameters<typeof viewOf>[0], change: Partial<FindingInputs> = {}): FindingInputs {
  const severities = { critical: 0, high: 0, medium: 0, low: 0, info: 0 };
  return {
    run: { id: 'r2', at: AT, complete: true, audit: true, severities },
    view: viewOf(seen),
    ...{ knownFindings: [], acceptances: [], changeRecords: [], trend: [] },
    deadlines: { critical: 7 },
    known: undefined,
    accepted: undefined,
    ...change,
  };
}

const CLOSED: WatchedState = { state: 'closed', reason: 'ECONNREFUSED' };
const SILENT: WatchedState = { state: 'filtered', reason: 'timeout' };
const accepted: AcceptedFinding = {
  ...{ findingId: 'f1', reason: 'r', owner: 'o', until: '2026-12-31', by: 'b', at: EARLIER },
  verdict: 'engine-open-plaintext',
  severity: 'critical',
};

describe('a finding against its history', () => {
  it.each([
    ['the same engine', findingOf('engine-open-plaintext'), 'entry', 'persisting'],
    ['a named service', findingOf('other-service'), 'entry', 'resolved'],
    ['an unclear answer', findingOf('forbidden'), 'absent', 'unverified'],
    ['a closed port', CLOSED, 'absent', 'resolved'],
    ['silence', SILENT, 'absent', 'unverified'],
  ] as const)('%s: %s has it, as %s', (_, seen, place, lifecycle) => {
    const change = compareFinding(ENGINE, inputsOf(seen));
    expect(change?.[place]?.lifecycle).toBe(lifecycle);
    expect([change?.entry, change?.absent].filter((row) => row !== undefined)).toHaveLength(1);
    expect(change?.absent?.verdict ?? 'engine-open-plaintext').toBe('engine-open-plaintext');
    expect(change?.update).toMatchObject({ id: 'f1', observation: { seen: expect.any(String) } });
  });

  it('says nothing of an endpoint that nobody ever saw, and writes nothing of what the run did not look at', () => {
    expect(compareFinding({ ...ENGINE, past: undefined }, inputsOf(SILENT))).toBeUndefined();
    const change = compareFinding(ENGINE, inputsOf(undefined));
    expect(change).toEqual({ id: 'f1', past: ENGINE.past, opened: false });
  });

  it('asks why an exposure ended, unless a change was recorded in this spell', () => {
    const record = { findingId: 'f1', reference: 'CHG-7', by: 'ops', at: AT };
    const last = (changeRecords: FindingInputs['changeRecords']) =>
      compareFinding(ENGINE, inputsOf(CLOSED, { changeRecords }))?.absent?.standing?.changes.at(-1);
    expect(last([record])).toBe('change CHG-7, recorded by ops');
    expect(last([])).toBe(UNEXPLAINED);
    expect(last([{ ...record, at: '2026-01-01T00:00:00.000Z' }])).toBe(UNEXPLAINED);
    expect(last([{ ...record, findingId: 'f2' }])).toBe(UNEXPLAINED);
  });

  it('counts days from the opening to the closing', () => {
    expect(compareFinding(ENGINE, inputsOf(CLOSED))).toMatchObject({ closedAfter: 28, opened: false });
    const first = compareFinding({ ...ENGINE, past: undefined }, inputsOf(findingOf('engine-open-tls')));
    expect(first).toMatchObject({ opened: true, entry: { lifecycle: 'new' } });
  });

  it('is overdue unless it is accepted or as declared', () => {
    const same = findingOf('engine-open-plaintext');
    const overdue = (change: Partial<FindingInputs>) =>
      compareFinding(ENGINE, inputsOf(same, change))?.entry?.standing?.overdue;
    expect(overdue({})).toBe(true);
    expect(overdue({ accepted })).toBe(false);
    expect(overdue({ known: DECOY })).toBe(false);
    expect(overdue({ known: { ...DECOY, is: 'mtls' } })).toBe(true);
  });

  it('keeps a declaration through silence, and not through another answer', () => {
    const silent = compareFinding(ENGINE, inputsOf(SILENT, { known: DECOY }));
    expect(silent).toMatchObject({ absent: { declared: 'decoy' }, broken: { is: 'decoy' } });
    const other = compareFinding(ENGINE, inputsOf(findingOf('forbidden'), { known: DECOY }));
    expect(other?.entry).not.toHaveProperty('declared');
    expect(other).toMatchObject({ broken: { what: 'answers as forbidden, not as an engine' } });
  });
});
