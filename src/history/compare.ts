/** Comparison of a run with history: lifecycle of each finding, absent findings, and what to store. Pure. */

import { closedBy } from '../domain/closing.ts';
import { countWords } from '../domain/counts.ts';
import { compareFindings, isOverdue, rowsOf } from '../domain/exposure.ts';
import { type Deadlines, type Finding, LIFECYCLES } from '../domain/finding.ts';
import type { BrokenDeclaration, History, TrendPoint } from '../domain/history.ts';
import type { ReviewedAcceptance, ReviewedExposure } from '../domain/review.ts';
import type { KnownEndpoint } from '../domain/scope.ts';
import type { Severity } from '../domain/verdicts.ts';
import { compareFinding, type FindingChange, type FindingUpdate, type RunEntry } from './compare-finding.ts';
import type { ChangeRecord, KnownFinding } from './known-finding.ts';
import { followMoves, lookAtAll } from './look.ts';
import { nameExposures, type ScopeChange } from './naming.ts';
import { endpointKey, type RunView } from './observe.ts';
import type { RemarksById } from './remarks.ts';
import { reviewNotices } from './review-notices.ts';
import { type AcceptedFinding, type Returns, reviewAcceptances } from './standing.ts';

export interface CompareInputs {
  run: {
    id: string;
    /** When it ended. */
    at: string;
    /** A finished audit, of a shard or of the whole scope. */
    finished: boolean;
    /** A finished audit of the whole scope, with all its ports. */
    whole: boolean;
    /** Number in history and end of each process of the run, in order. */
    processes: readonly { order: number; at: string }[];
    severities: Record<Severity, number>;
  };
  view: RunView;
  knownFindings: readonly KnownFinding[];
  known: readonly KnownEndpoint[];
  acceptances: readonly AcceptedFinding[];
  changeRecords: readonly ChangeRecord[];
  deadlines: Deadlines;
  /** Acceptances of the reviewed files beside the scope. */
  reviews: readonly ReviewedAcceptance[];
  /** Living exposures that other vantages saw: what a reviewed acceptance covers there is not unmatched. */
  elsewhere?: readonly ReviewedExposure[];
  /** When exposures came back last; none did if absent. */
  returns?: Returns;
  /** What people said; nothing if absent. */
  remarks?: RemarksById;
  /** Earlier whole runs of the scope from this vantage, oldest first. */
  trend: readonly TrendPoint[];
}

export interface Comparison {
  /** Lifecycle and standing of the run's findings, by id. */
  entries: Record<string, RunEntry>;
  /** The findings of the run with their entries, without those that are shown as they were last seen. */
  shown: Finding[];
  history: History;
  updates: FindingUpdate[];
  /** Exposures that the scope of the run names, or names no longer. */
  scopes: ScopeChange[];
  /** Acceptances that ended with their exposure: their rows. */
  ended: number[];
  point: TrendPoint;
}

export function compare(inputs: CompareInputs): Comparison {
  const { run, view } = inputs;
  const declarations = new Map(inputs.known.map((known) => [endpointKey(known.address, known.port), known]));
  const accepted = new Map(inputs.acceptances.map((one) => [one.findingId, one]));
  const looked = followMoves(lookAtAll(inputs));
  const scopes = nameExposures(looked, view, run.finished);
  const left = new Set(scopes.filter(({ left }) => left).map(({ finding }) => finding));
  const changes: FindingChange[] = [];
  const departed: Finding[] = [];
  for (const { known, look, step, fingerprint } of looked) {
    const place = endpointKey(known.address, known.port);
    if (left.has(known.id) && step !== undefined) departed.push(leftScope(step.spell.sighting()));
    const change = compareFinding(known, {
      look,
      step,
      fingerprint,
      isReported: (view.audit && view.isNamed(known.address, known.port)) || look.observation.seen !== 'elsewhere',
      declaration: declarations.get(place),
      accepted: accepted.get(known.id),
      deadlines: inputs.deadlines,
      reviews: inputs.reviews,
      ...(inputs.remarks && { remarks: inputs.remarks }),
      ...(inputs.returns && { returns: inputs.returns }),
      owner: ownerOf(known, view),
    });
    changes.push(change);
    if (look.observation.seen !== 'elsewhere') declarations.delete(place);
  }
  const broken = [...changes.flatMap(({ broken }) => broken ?? []), ...neverAnswered(declarations.values(), view)];
  const absent = [...changes.flatMap(({ absent }) => absent ?? []), ...departed].sort(compareFindings);
  const entries = Object.fromEntries(changes.flatMap(({ id, entry }) => (entry === undefined ? [] : [[id, entry]])));
  const shown = shownFindings(view, entries);
  const rows = rowsOf({ findings: shown, history: { absent, broken } });
  const point = pointOf(inputs, changes);
  const closed = new Set(changes.filter(({ turn }) => turn === 'closed').map(({ id }) => id));
  const ended = inputs.acceptances.filter(({ findingId }) => closed.has(findingId));
  const previous = inputs.trend.at(-1);
  const history: History = {
    previous: previous === undefined ? null : { run: previous.run, at: previous.at },
    absent,
    counts: countWords(LIFECYCLES, rows, ({ finding }) => finding.lifecycle),
    overdue: rows.filter(isOverdue).length,
    ...(broken.length > 0 && { broken }),
    acceptances: acceptancesToReview(inputs, changes, ended),
    trend: run.whole ? [...inputs.trend, point] : [...inputs.trend],
  };
  return {
    ...{ entries, shown, history, scopes, point },
    updates: changes.flatMap(({ update }) => update ?? []),
    ended: ended.map(({ number }) => number),
  };
}

/** Those of commands, then those of reviewed files. */
function acceptancesToReview(
  { run, reviews, acceptances, elsewhere = [] }: CompareInputs,
  changes: readonly FindingChange[],
  ended: readonly AcceptedFinding[],
): History['acceptances'] {
  const open = new Map(changes.map((change) => [change.id, change.open]));
  const living = changes.flatMap((change) => change.living ?? []);
  const own = reviewAcceptances(
    acceptances.filter((one) => open.has(one.findingId) && !ended.includes(one)),
    (id) => open.get(id),
    run.at,
  );
  const files = reviewNotices(reviews, living, { at: run.at, whole: run.whole, elsewhere });
  return {
    expired: [...own.expired, ...files.expired],
    unmatched: [...own.unmatched, ...files.unmatched],
    expiring: [...own.expiring, ...files.expiring],
  };
}

/** Who must act is who owns the address today. */
function ownerOf({ address }: KnownFinding, view: RunView): Partial<Finding> {
  const range = view.rangeOf(address);
  if (range === undefined) return {};
  const { owner, contact, tags, text, authorization } = range;
  return { owner, contact, tags, range: text, reference: authorization.reference };
}

/** Neither closed nor open work. */
function leftScope(last: Finding): Finding {
  const { standing: _, ...rest } = last;
  return { ...rest, lifecycle: null };
}

function shownFindings({ findings }: RunView, entries: Readonly<Record<string, RunEntry>>): Finding[] {
  return [...findings.values()].flatMap((finding) => {
    const entry = entries[finding.id];
    return entry === undefined ? [] : [{ ...finding, ...entry }];
  });
}

function pointOf({ run }: CompareInputs, changes: readonly FindingChange[]): TrendPoint {
  const closed = changes.flatMap(({ closed: one }) => one ?? []);
  const proved = closed.filter(({ how }) => closedBy(how) === 'proof').map(({ days }) => days);
  return {
    run: run.id,
    at: run.at,
    severities: run.severities,
    opened: changes.filter(({ turn }) => turn === 'opened' || turn === 'reopened').length,
    resolved: closed.length,
    bySilence: closed.length - proved.length,
    meanDaysToClose: proved.length === 0 ? null : mean(proved),
  };
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

function mean(numbers: readonly number[]): number {
  return Math.round((numbers.reduce((sum, n) => sum + n, 0) / numbers.length) * 100) / 100;
}
