/** `coverage.csv`: counts of each range's endpoints by state, for spreadsheets; beside `findings.csv`. */

import type { StateCounts } from '../../domain/endpoint.ts';
import type { Report } from '../../domain/report.ts';
import { type RangeCounts, type RunRecord, UNIFORM_PREFIX, type UniformPrefix } from '../../domain/run.ts';
import { cell } from '../../text/escape.ts';
import type { RenderOptions } from '../view/render-options.ts';
import { BYTE_ORDER_MARK, csvText } from './csv.ts';

/** Consumers know the columns by name and by place: new ones are added at the end only. */
export const COVERAGE_COLUMNS = [
  'kind',
  'range',
  'owner',
  'reference',
  'authorized',
  'open',
  'closed',
  'filtered',
  'unreachable',
  'not_tested',
  'definite',
  'not_tested_reasons',
  'probed',
  'verdict',
  'missed_percent',
  'missed_low',
  'missed_high',
  'run_id',
] as const;

type CoverageCells = Partial<Record<(typeof COVERAGE_COLUMNS)[number], string | number>>;

/**
 * `range` rows add up to the `total` row, which alone knows what was missed; a `uniform` row is a prefix whose endpoints
 * are counted in its range, too.
 */
export function* renderCoverageCsv({ run }: Report, { excel = false }: RenderOptions = {}): Iterable<string> {
  if (excel) yield BYTE_ORDER_MARK;
  const rows = [...run.ranges.map(rangeRow), totalRow(run), ...(run.uniform ?? []).map(uniformRow)];
  yield* csvText(COVERAGE_COLUMNS, rows, (row) =>
    COVERAGE_COLUMNS.map((column) => cell(String((column === 'run_id' ? run.id : row[column]) ?? ''))),
  );
}

function rangeRow({ range, owner, reference, authorized, states, notTested }: RangeCounts): CoverageCells {
  return { kind: 'range', range, owner, reference, authorized, ...stateCells(states, notTested) };
}

function totalRow({ scope, states, notTested, secondLook, probes }: RunRecord): CoverageCells {
  return {
    kind: 'total',
    authorized: scope.endpoints,
    ...stateCells(states, notTested),
    probed: probes.done,
    missed_percent: secondLook?.rate ?? '',
    missed_low: secondLook?.low ?? '',
    missed_high: secondLook?.high ?? '',
  };
}

function uniformRow({ prefix, accepted, probed, verdict, briefly }: UniformPrefix): CoverageCells {
  // In older runs, which asked nothing briefly, the rest was not asked at all.
  const left = briefly === undefined ? Math.max(0, accepted - probed) : 0;
  const reasons = left > 0 && { not_tested: left, not_tested_reasons: `${UNIFORM_PREFIX} ${left}` };
  return { kind: 'uniform', range: prefix, open: accepted - left, probed, verdict, ...reasons };
}

function stateCells(states: StateCounts, notTested: Record<string, number> | undefined): CoverageCells {
  const { open, closed, filtered, unreachable } = states;
  const reasons = Object.entries(notTested ?? {})
    .filter(([, endpoints]) => endpoints > 0)
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  return {
    open,
    closed,
    filtered,
    unreachable,
    not_tested: states['not-tested'],
    definite: open + closed + unreachable,
    not_tested_reasons: reasons.map(([reason, endpoints]) => `${reason} ${endpoints}`).join('; '),
  };
}
