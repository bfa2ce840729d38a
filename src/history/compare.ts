/**
 * A run against what history knows: how each finding stands, what is gone, and what to remember. Pure.
 */

import { countWords } from '../domain/counts.ts';
import { compareFindings } from '../domain/exposure.ts';
import { LIFECYCLES } from '../domain/finding.ts';
import type { BrokenDeclaration, History, TrendPoint } from '../domain/history.ts';
import type { KnownEndpoint } from '../domain/scope.ts';
import type { Severity } from '../domain/verdicts.ts';
import type { Past } from './lifecycle.ts';
import { endpointKey, type RunView } from './observe.ts';
import { reviewAcceptances } from './standing.ts';
import { type CompareInputs, type Memory, type Remembrance, type RunEntry, type Weighed, weigh } from './weigh.ts';

export interface Comparison {
  /** What the run's findings get, by id. */
  entries: Record<string, RunEntry>;
  history: History;
  remembered: Remembrance[];
  point: TrendPoint;
}

export function compare(inputs: CompareInputs): Comparison {
  const { run, view, memories } = inputs;
  const acceptances = new Map(inputs.acceptances.map((accepted) => [accepted.findingId, accepted]));
  const declarations = new Map(inputs.known.map((known) => [endpointKey(known.address, known.port), known]));
  const weighed: Weighed[] = [];
  for (const memory of [...memories, ...newcomers(view, memories)]) {
    const place = endpointKey(memory.address, memory.port);
    const one = weigh(memory, { ...inputs, known: declarations.get(place), accepted: acceptances.get(memory.id) });
    if (one === undefined) continue;
    weighed.push(one);
    declarations.delete(place);
  }
  const broken = [...weighed.flatMap(({ broken }) => broken ?? []), ...unseen(declarations.values(), view)];
  const absent = weighed.flatMap(({ absent }) => absent ?? []).sort(compareFindings);
  const entries = Object.fromEntries(weighed.flatMap(({ id, entry }) => (entry === undefined ? [] : [[id, entry]])));
  const now = new Map(weighed.map(({ id, past }) => [id, past]));
  const all = [...Object.values(entries), ...absent];
  const previous = inputs.trend.at(-1);
  const point = pointOf(inputs, weighed);
  const history: History = {
    previous: previous === undefined ? null : { run: previous.run, at: previous.at },
    absent,
    counts: countWords(LIFECYCLES, all, ({ lifecycle }) => lifecycle),
    overdue: all.filter(({ standing }) => standing?.overdue).length,
    ...(broken.length > 0 && { broken }),
    acceptances: reviewAcceptances(inputs.acceptances, (id) => namedBy(now.get(id)), run.at),
    trend: run.audit ? [...inputs.trend, point] : [...inputs.trend],
  };
  return { entries, history, remembered: weighed.flatMap(({ remembrance }) => remembrance ?? []), point };
}

function pointOf({ run }: CompareInputs, weighed: readonly Weighed[]): TrendPoint {
  const closed = weighed.flatMap(({ closedAfter }) => closedAfter ?? []);
  return {
    run: run.id,
    at: run.at,
    severities: run.severities,
    opened: weighed.filter(({ opened }) => opened).length,
    resolved: closed.length,
    meanDaysToClose: closed.length === 0 ? null : mean(closed),
  };
}

/** Findings of the run that history has never met. */
function newcomers(view: RunView, memories: readonly Memory[]): Memory[] {
  const met = new Set(memories.map(({ id }) => id));
  return [...view.findings.values()]
    .filter(({ id }) => !met.has(id))
    .map(({ id, address, port }) => ({ id, address, port, file: '', past: undefined, declared: null }));
}

/** Declared endpoints that never answered: the sweep's word on them is all there is. */
function unseen(declarations: Iterable<KnownEndpoint>, view: RunView): BrokenDeclaration[] {
  const broken: BrokenDeclaration[] = [];
  for (const { address, port, is } of declarations) {
    const watched = view.watched.get(endpointKey(address, port));
    if (watched === undefined || watched.state === 'not-tested') continue;
    broken.push({ findingId: '', address, port, is, what: `does not answer (${watched.reason})` });
  }
  return broken;
}

function namedBy(past: Past | undefined): { open: boolean; severity: Severity } | undefined {
  return past && { open: past.state !== 'resolved' && past.inScope, severity: past.last.severity };
}

function mean(numbers: readonly number[]): number {
  return Math.round((numbers.reduce((sum, n) => sum + n, 0) / numbers.length) * 100) / 100;
}
