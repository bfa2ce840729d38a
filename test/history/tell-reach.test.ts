import { expect, it } from 'vitest';
import type { Exposure, Finding, Standing } from '../../src/domain/finding.ts';
import type { PlaceReach } from '../../src/domain/reach.ts';
import type { Comparison } from '../../src/history/compare.ts';
import { tellReach } from '../../src/history/tell-reach.ts';
import { storedOf } from '../helpers/stored.ts';

const look = { vantage: 'vps', stands: 'internet' as const, look: 'exposed' as const, at: '2026-03-01', fresh: true };
const place: PlaceReach = { reach: 'internet', outside: look, inside: null };
const known = () => ({ place, isNewlyFiltered: false });

function comparisonOf(findings: Finding[], absent: Finding[] = []): Pick<Comparison, 'entries' | 'shown' | 'history'> {
  const entries = Object.fromEntries(
    findings.map(({ id, lifecycle, standing, firstSeen }) => [
      id,
      { lifecycle, ...(standing && { standing }), firstSeen },
    ]),
  );
  const counts = { new: 0, persisting: 0, changed: 0, reopened: 0, resolved: 0, unverified: 0, accepted: 0 };
  const acceptances = { expired: [], unmatched: [], expiring: [] };
  return { entries, shown: findings, history: { previous: null, absent, counts, overdue: 0, acceptances, trend: [] } };
}

const findingAt = (address: string, exposure?: Partial<Exposure>): Finding & { standing: Standing } =>
  storedOf(address, exposure === undefined ? {} : { exposure }).finding;

it('is told of every living exposure, in the journal and in the report', () => {
  const [open, silent] = [findingAt('10.0.0.1', {}), findingAt('10.0.0.2', { state: 'unverified' })];
  const told = tellReach(comparisonOf([open], [silent]), known, () => undefined);
  for (const standing of [told.entries[open.id]?.standing, told.shown[0]?.standing, told.history.absent[0]?.standing])
    expect(standing?.reach).toMatchObject({ word: 'internet', outside: look });
});

it('is not told of what is closed, of what is no exposure, or where nobody knows it', () => {
  const closed = findingAt('10.0.0.1', { state: 'closed', how: 'refused', closed: '2026-03-02' });
  for (const finding of [closed, findingAt('10.0.0.1')]) {
    const comparison = comparisonOf([finding], [finding]);
    expect(tellReach(comparison, known, known)).toBe(comparison);
  }
  const comparison = comparisonOf([findingAt('10.0.0.1', {})]);
  expect(tellReach(comparison, () => undefined, known)).toBe(comparison);
});
