/**
 * Comparison of a run with history: lifecycle of each finding, absent findings, and the rows to store. Pure.
 */

import { countWords } from '../domain/counts.ts';
import { compareFindings, isOverdue, rowsOf } from '../domain/exposure.ts';
import { type Finding, LIFECYCLES } from '../domain/finding.ts';
import type { BrokenDeclaration, History, TrendPoint } from '../domain/history.ts';
import type { KnownEndpoint } from '../domain/scope.ts';
import type { Severity } from '../domain/verdicts.ts';
import {
  type CompareInputs,
  compareFinding,
  type FindingChange,
  type FindingUpdate,
  type KnownFinding,
  type RunEntry,
} from './compare-finding.ts';
import type { Past } from './lifecycle.ts';
import { endpointKey, type RunView } from './observe.ts';
import { reviewAcceptances } from './standing.ts';

export interface Comparison {
  /** Lifecycle and standing of the run's findings, by id. */
  entries: Record<string, RunEntry>;
  /** The findings of the run with their entries, without those that are shown as they were last seen. */
  shown: Finding[];
  history: History;
  updates: FindingUpdate[];
  point: TrendPoint;
}

export function compare(inputs: CompareInputs): Comparison {
  const { run, view, knownFindings } = inputs;
  const acceptances = new Map(inputs.acceptances.map((accepted) => [accepted.findingId, accepted]));
  const declarations = new Map(inputs.known.map((known) => [endpointKey(known.address, known.port), known]));
  const changes: FindingChange[] = [];
  for (const finding of [...knownFindings, ...unknownFindings(view, knownFindings)]) {
    const place = endpointKey(finding.address, finding.port);
    const change = compareFinding(finding, {
      ...inputs,
      known: declarations.get(place),
      accepted: acceptances.get(finding.id),
    });
    if (change === undefined) continue;
    changes.push(change);
    declarations.delete(place);
  }
  const broken = [...changes.flatMap(({ broken }) => broken ?? []), ...neverAnswered(declarations.values(), view)];
  const absent = changes.flatMap(({ absent }) => absent ?? []).sort(compareFindings);
  const entries = Object.fromEntries(changes.flatMap(({ id, entry }) => (entry === undefined ? [] : [[id, entry]])));
  const isAccepted = ({ id }: FindingChange): boolean => acceptances.has(id);
  const now = new Map(changes.filter(isAccepted).map(({ id, past }) => [id, past]));
  const shown = shownFindings(view, entries);
  const rows = rowsOf({ findings: shown, history: { absent, broken } });
  const previous = inputs.trend.at(-1);
  const point = pointOf(inputs, changes);
  const history: History = {
    previous: previous === undefined ? null : { run: previous.run, at: previous.at },
    absent,
    counts: countWords(LIFECYCLES, rows, ({ finding }) => finding.lifecycle),
    overdue: rows.filter(isOverdue).length,
    ...(broken.length > 0 && { broken }),
    acceptances: reviewAcceptances(inputs.acceptances, (id) => namedBy(now.get(id)), run.at),
    trend: run.audit ? [...inputs.trend, point] : [...inputs.trend],
  };
  return { entries, shown, history, updates: changes.flatMap(({ update }) => update ?? []), point };
}

function shownFindings({ findings }: RunView, entries: Readonly<Record<string, RunEntry>>): Finding[] {
  return [...findings.values()].flatMap((finding) => {
    const entry = entries[finding.id];
    return entry === undefined ? [] : [{ ...finding, ...entry }];
  });
}

function pointOf({ run }: CompareInputs, changes: readonly FindingChange[]): TrendPoint {
  const closed = changes.flatMap(({ closedAfter }) => closedAfter ?? []);
  return {
    run: run.id,
    at: run.at,
    severities: run.severities,
    opened: changes.filter(({ opened }) => opened).length,
    resolved: closed.length,
    meanDaysToClose: closed.length === 0 ? null : mean(closed),
  };
}

/** Findings of the run that history does not know. */
function unknownFindings(view: RunView, knownFindings: readonly KnownFinding[]): KnownFinding[] {
  const ids = new Set(knownFindings.map(({ id }) => id));
  return [...view.findings.values()]
    .filter(({ id }) => !ids.has(id))
    .map(({ id, address, port }) => ({ id, address, port, file: '', past: undefined, declared: null }));
}

/** Declared endpoints that never answered: only their sweep state is known. */
function neverAnswered(declarations: Iterable<KnownEndpoint>, view: RunView): BrokenDeclaration[] {
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
