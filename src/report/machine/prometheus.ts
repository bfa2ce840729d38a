/** Metrics for node exporter's textfile collector. Every series is a gauge: the file says how the last run ended. */

import { SWEEP_STATES } from '../../domain/endpoint.ts';
import { type Finding, LIFECYCLES } from '../../domain/finding.ts';
import type { Report } from '../../domain/report.ts';
import { PARTIAL_REASONS } from '../../domain/run.ts';
import { millisecondsOf } from '../../domain/time.ts';
import { compareSeverity, compareVerdict, SEVERITIES } from '../../domain/verdicts.ts';
import { labelText } from '../../text/escape.ts';

type Sample = [labels: Readonly<Record<string, string>>, value: number];

interface Metric {
  name: string;
  help: string;
  samples: readonly Sample[];
}

const LABEL_LENGTH = 200;

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
  const parts = Object.entries(labels).map(([name, value]) => `${name}="${labelText(value, LABEL_LENGTH)}"`);
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
  const { findings, history } = report;
  const all = [...findings, ...(history?.absent ?? [])];
  return [
    {
      name: 'findings',
      help: 'Findings by verdict, severity, owner and lifecycle; those of earlier runs that are gone or unverified too.',
      samples: countFindings(all),
    },
    {
      name: 'findings_by_severity',
      help: 'Findings of the last run.',
      samples: SEVERITIES.map((severity) => [{ severity }, report.run.severities[severity]]),
    },
    {
      name: 'oldest_open_finding_age_seconds',
      help: 'Age of the oldest finding that is not resolved, at the end of the last run; missing where there is none.',
      samples: oldestAges(all, millisecondsOf(report.run.finishedAt)),
    },
    one('findings_overdue', 'Findings past the day by which the policy wants them closed.', history?.overdue),
  ];
}

/** In the order of the word lists, then by owner. */
function countFindings(findings: readonly Finding[]): Sample[] {
  const counts = new Map<string, { finding: Finding; n: number }>();
  for (const finding of findings) {
    const key = JSON.stringify([finding.verdict, finding.severity, finding.lifecycle, finding.owner.slice(0, 800)]);
    const found = counts.get(key);
    if (found === undefined) counts.set(key, { finding, n: 1 });
    else found.n += 1;
  }
  const lifecycleRank = ({ lifecycle }: Finding): number => (lifecycle === null ? -1 : LIFECYCLES.indexOf(lifecycle));
  const samples = new Map<string, Sample>();
  const sorted = [...counts.values()].sort(
    ({ finding: a }, { finding: b }) =>
      compareVerdict(a.verdict, b.verdict) ||
      compareSeverity(a.severity, b.severity) ||
      lifecycleRank(a) - lifecycleRank(b) ||
      (a.owner < b.owner ? -1 : 1),
  );
  // Owners that differ in what cannot be printed share a series: a series that is given twice spoils the whole file.
  for (const { finding, n } of sorted) {
    const { verdict, severity, lifecycle, owner } = finding;
    const labels = { verdict, severity, owner, lifecycle: lifecycle ?? 'not-compared' };
    const key = labelsText(labels);
    samples.set(key, [labels, n + (samples.get(key)?.[1] ?? 0)]);
  }
  return [...samples.values()];
}

function oldestAges(findings: readonly Finding[], now: number | undefined): Sample[] {
  if (now === undefined) return [];
  const oldest = new Map<string, number>();
  for (const { lifecycle, severity, standing, firstSeen } of findings) {
    if (lifecycle === 'resolved') continue;
    const since = millisecondsOf(standing?.openSince ?? firstSeen);
    if (since !== undefined) oldest.set(severity, Math.min(since, oldest.get(severity) ?? Number.POSITIVE_INFINITY));
  }
  return SEVERITIES.flatMap((severity): Sample[] => {
    const since = oldest.get(severity);
    return since === undefined ? [] : [[{ severity }, Math.max(0, now - since) / 1000]];
  });
}

function inSeconds(milliseconds: number | undefined): number | undefined {
  return milliseconds === undefined ? undefined : milliseconds / 1000;
}
