/** Metrics for node exporter's textfile collector. Every series is a gauge: the file says how the last run ended. */

import { SWEEP_STATES } from '../../domain/endpoint.ts';
import { countWork, isOpenWork, type ReportRow, rowsOf } from '../../domain/exposure.ts';
import { LIFECYCLES } from '../../domain/finding.ts';
import type { Report } from '../../domain/report.ts';
import { PARTIAL_REASONS } from '../../domain/run.ts';
import { millisecondsOf } from '../../domain/time.ts';
import { compareSeverity, compareVerdict, SEVERITIES } from '../../domain/verdicts.ts';
import { labelText } from '../../text/escape.ts';
import { NAME_CHARACTERS } from '../../text/limits.ts';

type MetricSample = [labels: Readonly<Record<string, string>>, value: number];

interface Metric {
  name: string;
  help: string;
  samples: readonly MetricSample[];
}

export function* renderPrometheus(report: Report): Iterable<string> {
  for (const { name, help, samples } of [
    ...runMetrics(report),
    ...coverageMetrics(report),
    ...findingMetrics(report),
  ]) {
    if (samples.length === 0) continue;
    yield `# HELP seawall_${name} ${help}\n# TYPE seawall_${name} gauge\n`;
    for (const [labels, value] of samples) yield `seawall_${name}${labelsText(labels)} ${value}\n`;
  }
}

function labelsText(labels: Readonly<Record<string, string>>): string {
  const parts = Object.entries(labels).map(([name, value]) => `${name}="${labelText(value, NAME_CHARACTERS)}"`);
  return parts.length === 0 ? '' : `{${parts.join(',')}}`;
}

function one(name: string, help: string, value: number | undefined): Metric {
  return { name, help, samples: value === undefined ? [] : [[{}, value]] };
}

function runMetrics({ run }: Report): Metric[] {
  const [start, end] = [millisecondsOf(run.startedAt), millisecondsOf(run.finishedAt)];
  const whole = run.outcome === 'finished';
  return [
    {
      name: 'run_info',
      help: 'The last run: version and vantage point.',
      samples: [[{ version: run.version, vantage: run.vantage }, 1]],
    },
    one(
      'last_success_timestamp_seconds',
      'When the last run finished as planned; missing where it was partial.',
      whole ? inSeconds(end) : undefined,
    ),
    one('run_started_timestamp_seconds', 'When the last run began.', inSeconds(start)),
    one('run_finished_timestamp_seconds', 'When the last run ended, whole or not.', inSeconds(end)),
    one(
      'run_duration_seconds',
      'From the start of the last run to its end.',
      start === undefined || end === undefined ? undefined : inSeconds(Math.max(0, end - start)),
    ),
    {
      name: 'run_outcome',
      help: 'One for the outcome of the last run.',
      samples: (['finished', 'partial'] as const).map((outcome) => [{ outcome }, Number(run.outcome === outcome)]),
    },
    {
      name: 'run_partial_reason',
      help: 'One for each reason why the last run is partial.',
      samples: PARTIAL_REASONS.map((reason) => [{ reason }, Number(run.reasons.includes(reason))]),
    },
  ];
}

function coverageMetrics({ run }: Report): Metric[] {
  const { coverage, scope, states, probes } = run;
  return [
    one('scope_addresses', 'Authorised addresses.', scope.addresses),
    one('scope_endpoints', 'Authorised endpoints: addresses times ports.', scope.endpoints),
    one(
      'coverage_ratio',
      "Share of the run's endpoints that were tested, from 0 to 1.",
      coverage.endpoints === 0 ? 0 : coverage.tested / coverage.endpoints,
    ),
    {
      name: 'endpoints',
      help: 'Authorised endpoints by what the sweep learnt of them.',
      samples: SWEEP_STATES.map((state) => [{ state }, states[state]]),
    },
    {
      name: 'probes',
      help: 'Open endpoints that were asked, and probes that failed on our side.',
      samples: [
        [{ result: 'done' }, probes.done],
        [{ result: 'faulted' }, probes.faulted],
      ],
    },
  ];
}

function findingMetrics(report: Report): Metric[] {
  const { history, run } = report;
  const rows = rowsOf(report);
  return [
    {
      name: 'findings',
      help: 'Findings by verdict, severity, owner and lifecycle; those of earlier runs that are gone or unverified too.',
      samples: countFindings(rows),
    },
    {
      name: 'findings_by_severity',
      help: 'Endpoints that answered in the last run, accepted and declared ones too; see findings_open for what is to be done.',
      samples: SEVERITIES.map((severity) => [{ severity }, run.severities[severity]]),
    },
    ...workMetrics(rows),
    {
      name: 'oldest_open_finding_age_seconds',
      help: 'Age of the oldest open finding, at the end of the last run; missing where there is none.',
      samples: oldestAges(rows, millisecondsOf(run.finishedAt)),
    },
    one(
      'findings_overdue',
      'Open findings past the day by which the policy wants them closed; missing where the run was not compared.',
      history === undefined ? undefined : countWork(rows).overdue,
    ),
    one(
      'declarations_broken',
      'Endpoints that are no longer what the scope file declares them to be; missing where the run was not compared.',
      history === undefined ? undefined : (history.broken?.length ?? 0),
    ),
  ];
}

/** Metrics of open work, and of what is counted beside it. */
function workMetrics(rows: readonly ReportRow[]): Metric[] {
  const { severities, states } = countWork(rows);
  return [
    {
      name: 'findings_open',
      help: 'What somebody must act on, seen in the last run or not: neither accepted nor as declared.',
      samples: SEVERITIES.map((severity) => [{ severity }, severities[severity]]),
    },
    one(
      'findings_unverified',
      'Of the open findings, those that the last run did not see again: not seen is not fixed.',
      states.unverified,
    ),
    one('findings_accepted', 'Findings that somebody decided to live with; not among the open ones.', states.accepted),
    one('findings_declared', 'Findings that are as the scope file declares; not among the open ones.', states.declared),
  ];
}

/** Settled findings are counted as accepted or declared, not by their lifecycle. */
const LIFECYCLE_LABELS = ['not-compared', ...LIFECYCLES, 'declared', 'left-scope'] as const;

function lifecycleLabel(row: ReportRow): (typeof LIFECYCLE_LABELS)[number] {
  const { work, finding } = row;
  if (work === 'accepted' || work === 'declared' || work === 'left-scope') return work;
  return finding.lifecycle ?? 'not-compared';
}

/** In the order of the word lists, then by owner. */
function countFindings(rows: readonly ReportRow[]): MetricSample[] {
  const counts = new Map<string, { row: ReportRow; n: number }>();
  for (const row of rows) {
    const { verdict, severity, owner } = row.finding;
    const key = JSON.stringify([verdict, severity, lifecycleLabel(row), owner.slice(0, 4 * NAME_CHARACTERS)]);
    const found = counts.get(key);
    if (found === undefined) counts.set(key, { row, n: 1 });
    else found.n += 1;
  }
  const rankOf = (row: ReportRow): number => LIFECYCLE_LABELS.indexOf(lifecycleLabel(row));
  const samples = new Map<string, MetricSample>();
  const sorted = [...counts.values()].sort(
    ({ row: a }, { row: b }) =>
      compareVerdict(a.finding.verdict, b.finding.verdict) ||
      compareSeverity(a.finding.severity, b.finding.severity) ||
      rankOf(a) - rankOf(b) ||
      (a.finding.owner < b.finding.owner ? -1 : 1),
  );
  // Owners that differ in what cannot be printed share a series: a series that is given twice spoils the whole file.
  for (const { row, n } of sorted) {
    const { verdict, severity, owner } = row.finding;
    const labels = { verdict, severity, owner, lifecycle: lifecycleLabel(row) };
    const key = labelsText(labels);
    samples.set(key, [labels, n + (samples.get(key)?.[1] ?? 0)]);
  }
  return [...samples.values()];
}

function oldestAges(rows: readonly ReportRow[], now: number | undefined): MetricSample[] {
  if (now === undefined) return [];
  const oldest = new Map<string, number>();
  for (const { finding } of rows.filter(isOpenWork)) {
    const { severity, standing, firstSeen } = finding;
    const since = millisecondsOf(standing?.openSince ?? firstSeen);
    if (since !== undefined) oldest.set(severity, Math.min(since, oldest.get(severity) ?? Number.POSITIVE_INFINITY));
  }
  return SEVERITIES.flatMap((severity): MetricSample[] => {
    const since = oldest.get(severity);
    return since === undefined ? [] : [[{ severity }, Math.max(0, now - since) / 1000]];
  });
}

function inSeconds(milliseconds: number | undefined): number | undefined {
  return milliseconds === undefined ? undefined : milliseconds / 1000;
}
