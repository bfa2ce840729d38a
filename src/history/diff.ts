/** Difference of two runs: what appeared, changed and went, and what the later run saw in place of what went. Pure. */

import type { Finding } from '../domain/finding.ts';
import type { Report } from '../domain/report.ts';
import { differences } from './identity.ts';
import { endpointKey, type WatchedState } from './observe.ts';

export interface Difference {
  appeared: Finding[];
  /** With the later run's word on each: closed, no answer, not tested, or that it did not look. */
  gone: { finding: Finding; word: string }[];
  changed: { finding: Finding; changes: string[] }[];
  same: number;
  /** Differences in scope, options or outcome that limit the comparison; one line each. */
  warnings: string[];
}

export function diffRuns(
  before: Report,
  after: Report,
  watched: readonly (WatchedState & { address: string; port: number })[],
): Difference {
  const then = new Map(before.findings.map((finding) => [finding.id, finding]));
  const now = new Map(after.findings.map((finding) => [finding.id, finding]));
  const words = new Map(watched.map((state) => [endpointKey(state.address, state.port), state]));
  const both = after.findings.flatMap((finding) => {
    const earlier = then.get(finding.id);
    return earlier === undefined ? [] : [{ finding, changes: differences(earlier, finding) }];
  });
  const changed = both.filter(({ changes }) => changes.length > 0);
  return {
    appeared: after.findings.filter(({ id }) => !then.has(id)),
    gone: before.findings
      .filter(({ id }) => !now.has(id))
      .map((finding) => ({ finding, word: wordOn(words.get(endpointKey(finding.address, finding.port))) })),
    changed,
    same: both.length - changed.length,
    warnings: warn(before, after),
  };
}

function wordOn(state: WatchedState | undefined): string {
  if (state === undefined) return 'gave no finding; the later run did not keep why';
  if (state.state === 'not-tested') return `not tested (${state.reason})`;
  return state.state === 'closed' ? `closed (${state.reason})` : `no answer (${state.reason}): not seen is not fixed`;
}

function warn({ run: before }: Report, { run: after }: Report): string[] {
  const warnings: string[] = [];
  if (before.startedAt > after.startedAt)
    warnings.push(`this goes backwards: ${before.id} is the newer run, so what appeared is what has gone since`);
  if (before.vantage !== after.vantage)
    warnings.push(`they saw from different places (${before.vantage}, ${after.vantage}): no finding can match`);
  if (before.scope.digest !== after.scope.digest)
    warnings.push('their scopes differ: what is gone may be out of scope');
  for (const { id, outcome, options } of [before, after]) {
    if (outcome === 'partial') warnings.push(`${id} is partial: what it did not test is unknown`);
    if (options.shard.count > 1) warnings.push(`${id} is one shard of ${options.shard.count}`);
  }
  return warnings;
}
