/** The part of a report that one owner may see: it shows nothing of other owners, not even their counts or ranges. */

import { countWords, sumCounts } from '../../domain/counts.ts';
import { SWEEP_STATES } from '../../domain/endpoint.ts';
import { countWork, rowsOf } from '../../domain/exposure.ts';
import { type Acceptance, type Finding, LIFECYCLES } from '../../domain/finding.ts';
import type { BrokenDeclaration, History } from '../../domain/history.ts';
import { contains, parseInterval } from '../../domain/interval.ts';
import type { Report } from '../../domain/report.ts';
import type { RangeCounts, RunRecord } from '../../domain/run.ts';
import type { AuthorizedRange, Scope } from '../../domain/scope.ts';
import { createSpanTable } from '../../domain/spans.ts';
import { SEVERITIES } from '../../domain/verdicts.ts';

/** All who have a range or a finding, sorted. */
export function ownersOf({ scope, findings, history }: Report): string[] {
  const all = [...scope.ranges, ...findings, ...(history?.absent ?? [])];
  return [...new Set(all.map(({ owner }) => owner))].sort();
}

/**
 * A whole report of its own: every count is made again from what is the owner's.
 * @param findings those of the owner
 */
export function ownerReport(report: Report, owner: string, findings: Finding[]): Report {
  const scope = ownerScope(report.scope, owner);
  const history = report.history === undefined ? undefined : ownerHistory(report, report.history, { owner, findings });
  const named = [...findings, ...(history?.absent ?? [])];
  const explanations = Object.fromEntries(
    named.flatMap(({ explanation: key }) => {
      const explanation = report.explanations[key];
      return explanation === undefined ? [] : [[key, explanation] as const];
    }),
  );
  const part: Report = { run: ownerRun(report.run, { owner, findings, scope }), findings, explanations, scope };
  if (history === undefined) return part;
  const compared = { ...part, history };
  return { ...compared, history: { ...history, overdue: countWork(rowsOf(compared)).overdue } };
}

function ownerScope(scope: Scope, owner: string): Scope {
  const places = new Map<number, number>();
  const ranges: AuthorizedRange[] = [];
  for (const [i, range] of scope.ranges.entries()) {
    if (range.owner !== owner) continue;
    places.set(i, ranges.length);
    ranges.push(range);
  }
  const spans = scope.spans.flatMap((span) => {
    const range = places.get(span.range);
    return range === undefined ? [] : [{ ...span, range }];
  });
  return {
    digest: scope.digest,
    files: [...new Set(ranges.map(({ file }) => file))],
    ranges,
    spans,
    removals: scope.removals.filter(({ text }) => ranges.some((range) => liesIn(text, range.text))),
    addresses: sum(ranges, ({ addresses }) => addresses),
    endpoints: sum(ranges, ({ endpoints }) => endpoints),
  };
}

/** Exclusions that reach beyond the owner's ranges would tell of others. */
function liesIn(inner: string, outer: string): boolean {
  const [a, b] = [parseInterval(inner), parseInterval(outer)];
  return a !== undefined && b !== undefined && contains(b, a);
}

interface OwnerPart {
  owner: string;
  findings: readonly Finding[];
  scope: Scope;
}

function ownerRun(run: RunRecord, { owner, findings, scope }: OwnerPart): RunRecord {
  const ranges = run.ranges.filter((range) => range.owner === owner);
  const states = sumCounts(
    SWEEP_STATES,
    ranges.map(({ states }) => states),
  );
  const endpoints = sum(ranges, ({ authorized }) => authorized);
  const tested = endpoints - states['not-tested'];
  const severities = countWords(SEVERITIES, findings, ({ severity }) => severity);
  const verdicts: RunRecord['verdicts'] = {};
  for (const { verdict } of findings) verdicts[verdict] = (verdicts[verdict] ?? 0) + 1;
  const { digest, files, addresses, removals } = scope;
  // A second look is at the whole run.
  const { secondLook: _look, noSecondLook: _why, uniform = [], spent = [], ...rest } = run;
  const isMine = (prefix: string): boolean => ranges.some(({ range }) => liesIn(prefix, range));
  const mine = uniform.filter(({ prefix }) => isMine(prefix));
  const spentHere = spent.filter(({ prefix }) => prefix === undefined || isMine(prefix));
  return {
    ...rest,
    ...(mine.length > 0 && { uniform: mine }),
    ...(spentHere.length > 0 && { spent: spentHere }),
    scope: { digest, files, addresses, endpoints, removals },
    coverage: { endpoints, tested, percent: endpoints === 0 ? 100 : (100 * tested) / endpoints },
    states,
    notTested: addReasons(ranges, states['not-tested']),
    ranges,
    // Of an endpoint that was not asked with all tries there is a finding, and it is not among the open ones.
    probes: { done: Math.min(findings.length, states.open), faulted: 0 },
    severities,
    verdicts,
    faults: [],
  };
}

/** Older runs count reasons for the whole run. */
function addReasons(ranges: readonly RangeCounts[], notTested: number): Record<string, number> {
  if (ranges.some((range) => range.notTested === undefined)) return notTested === 0 ? {} : { 'whole-run': notTested };
  const reasons: Record<string, number> = {};
  for (const range of ranges)
    for (const [reason, endpoints] of Object.entries(range.notTested ?? {}))
      reasons[reason] = (reasons[reason] ?? 0) + endpoints;
  return reasons;
}

/** Broken declarations by the finding that they are about; where there was never one, by the range of the address. */
export function createOwnerFinder({
  findings,
  history,
  scope: { ranges, spans },
}: Report): (broken: BrokenDeclaration) => string | undefined {
  const owners = new Map([...(history?.absent ?? []), ...findings].map(({ id, owner }) => [id, owner]));
  const table = createSpanTable(spans);
  return ({ findingId, address }) => owners.get(findingId) ?? ranges[spans[table.find(address)]?.range ?? -1]?.owner;
}

/** Without the number of overdue findings, which rests on the whole part. */
function ownerHistory(report: Report, history: History, { owner, findings }: Omit<OwnerPart, 'scope'>): History {
  const absent = history.absent.filter((finding) => finding.owner === owner);
  const all = [...findings, ...absent];
  const ids = new Set(all.map(({ id }) => id));
  const mine = (list: readonly Acceptance[]): Acceptance[] => list.filter(({ findingId }) => ids.has(findingId));
  const { expired, unmatched, expiring } = history.acceptances;
  const broken = brokenOf(report, owner);
  return {
    previous: history.previous,
    absent,
    counts: countWords(LIFECYCLES, all, ({ lifecycle }) => lifecycle),
    overdue: 0,
    ...(broken.length > 0 && { broken }),
    acceptances: { expired: mine(expired), unmatched: mine(unmatched), expiring: mine(expiring) },
    // Earlier runs are remembered as totals of all owners.
    trend: [],
  };
}

function brokenOf(report: Report, owner: string): BrokenDeclaration[] {
  const broken = report.history?.broken ?? [];
  if (broken.length === 0) return [];
  const ownerOf = createOwnerFinder(report);
  return broken.filter((one) => ownerOf(one) === owner);
}

function sum<T>(list: readonly T[], numberOf: (item: T) => number): number {
  return list.reduce((total, item) => total + numberOf(item), 0);
}
