/** One report with every way in which a finding can stand, read back from every machine format and from the message. */

import { describe, expect, test } from 'vitest';
import { countWork, rowsOf } from '../../../src/domain/exposure.ts';
import type { Report } from '../../../src/domain/report.ts';
import { messageFor } from '../../../src/notify/report-message.ts';
import { renderCsv } from '../../../src/report/machine/csv.ts';
import { renderDefectDojo } from '../../../src/report/machine/defectdojo.ts';
import { renderEcs } from '../../../src/report/machine/ecs.ts';
import { renderJson } from '../../../src/report/machine/json.ts';
import { renderJunit } from '../../../src/report/machine/junit.ts';
import { renderNmap } from '../../../src/report/machine/nmap.ts';
import { renderOcsf } from '../../../src/report/machine/ocsf.ts';
import { renderPrometheus } from '../../../src/report/machine/prometheus.ts';
import { renderSarif } from '../../../src/report/machine/sarif.ts';
import { renderShadowserver } from '../../../src/report/machine/shadowserver.ts';
import { readRows } from '../read-csv.ts';
import { CASES, type Case, COUNTS, caseOf, workReport } from '../sample-work.ts';

const textOf = (chunks: Iterable<string>): string => [...chunks].join('');
const linesOf = (chunks: Iterable<string>) =>
  textOf(chunks)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

/** What a format says of each case that it lists, in its own words. */
type Reading = Partial<Record<Case, unknown>>;

function reading<T>(items: readonly T[], addressOf: (item: T) => string, read: (item: T) => unknown): Reading {
  const entries = items.map((item) => [caseOf(addressOf(item)), read(item)] as const);
  expect(new Set(entries.map(([word]) => word)).size).toBe(entries.length);
  return Object.fromEntries(entries);
}

/** Where it is in a text that names the address and the port. */
const addressIn = (text: string): string => /10\.20\.0\.\d+/.exec(text)?.[0] ?? '';

const READERS: Readonly<Record<string, (report: Report) => Reading>> = {
  csv: (report) =>
    reading(
      readRows(textOf(renderCsv(report))),
      ({ address = '' }) => address,
      ({ state, lifecycle, overdue, accepted_until, declared }) =>
        [state, lifecycle, overdue, accepted_until, declared].join('|'),
    ),
  json: (report) => {
    const { findings, history } = JSON.parse(textOf(renderJson(report)));
    return reading<{ address: string; work: string }>(
      [...findings, ...history.absent],
      ({ address }) => address,
      ({ work }) => work,
    );
  },
  sarif: (report) =>
    reading<{ message: { text: string }; suppressions?: { status: string; justification: string }[] }>(
      JSON.parse(textOf(renderSarif(report))).runs[0].results,
      ({ message }) => addressIn(message.text),
      ({ suppressions }) => suppressions?.map(({ status, justification }) => `${status}: ${justification}`) ?? 'alert',
    ),
  junit: (report) =>
    reading(
      [...textOf(renderJunit(report)).matchAll(/<testcase name="(10[^"]*)"[^>]*>(.*?)<\/testcase>/gs)],
      ([, name = '']) => addressIn(name),
      ([, , body = '']) => /^<(failure|skipped|system-out)/.exec(body)?.[1],
    ),
  defectdojo: (report) =>
    reading<{ title: string; active: boolean; verified: boolean; tags: string[] }>(
      JSON.parse(textOf(renderDefectDojo(report))).findings,
      ({ title }) => addressIn(title),
      ({ active, tags }) =>
        [active ? 'active' : 'inactive', ...tags.filter((tag) => !/^(engine|lab|for|inc)/.test(tag))].join(' '),
    ),
  ocsf: (report) =>
    reading<{ resources: { uid: string }[]; activity_name: string; status: string }>(
      linesOf(renderOcsf(report)),
      ({ resources }) => resources[0]?.uid ?? '',
      ({ status }) => status,
    ),
  ecs: (report) =>
    reading<{ destination: { address: string }; labels: Record<string, string> }>(
      linesOf(renderEcs(report)),
      ({ destination }) => destination.address,
      ({ labels: { work, declared, accepted_until, overdue } }) =>
        [work, declared, accepted_until, overdue === 'true' ? 'overdue' : undefined].filter(Boolean).join(' '),
    ),
  nmap: (report) =>
    reading(
      [...textOf(renderNmap(report)).matchAll(/<host .*?<\/host>/gs)],
      ([host]) => addressIn(host),
      ([host]) => /<port [^>]*><state state="([^"]+)"/.exec(host)?.[1],
    ),
  shadowserver: (report) =>
    reading(
      readRows(textOf(renderShadowserver(report))),
      ({ ip = '' }) => ip,
      ({ tag }) => tag,
    ),
};

const ACCEPTED = ['accepted: Moves behind the VPN in May (accepted by ci@example.org until 2026-05-31)'];
const DECLARED = (is: string): string[] => [`accepted: honeypot of the SOC (declared as ${is} in the scope file)`];

const EXPECTED: Readonly<Record<string, Reading>> = {
  csv: {
    new: 'open|new|no||',
    persisting: 'open|persisting|no||',
    overdue: 'open|persisting|yes||',
    silent: 'unverified|unverified|no||',
    silentOverdue: 'unverified|unverified|yes||',
    accepted: 'open|accepted||2026-05-31|',
    acceptedSilent: 'unverified|unverified||2026-05-31|',
    decoy: 'open|persisting|||decoy',
    decoySilent: 'unverified|unverified|||decoy',
    mtls: '|persisting|||mtls',
    broken: '|changed|no||decoy (broken)',
    medium: '|persisting|no||',
    closed: 'closed|resolved|||',
    replaced: 'closed|resolved|||',
  },
  json: {
    new: 'open',
    persisting: 'open',
    overdue: 'open',
    silent: 'unverified',
    silentOverdue: 'unverified',
    accepted: 'accepted',
    acceptedSilent: 'accepted',
    decoy: 'declared',
    decoySilent: 'declared',
    mtls: 'declared',
    broken: 'open',
    medium: 'open',
    closed: 'closed',
    replaced: 'closed',
    leftScope: 'left-scope',
    silentService: 'informational',
  },
  sarif: {
    new: 'alert',
    persisting: 'alert',
    overdue: 'alert',
    silent: 'alert',
    silentOverdue: 'alert',
    accepted: ACCEPTED,
    acceptedSilent: ACCEPTED,
    decoy: DECLARED('decoy'),
    decoySilent: DECLARED('decoy'),
    mtls: DECLARED('mtls'),
    broken: 'alert',
    medium: 'alert',
    replaced: 'alert',
  },
  junit: {
    new: 'failure',
    persisting: 'failure',
    overdue: 'failure',
    silent: 'failure',
    silentOverdue: 'failure',
    accepted: 'skipped',
    acceptedSilent: 'skipped',
    decoy: 'skipped',
    decoySilent: 'skipped',
    mtls: 'skipped',
    broken: 'system-out',
    medium: 'system-out',
    replaced: 'system-out',
  },
  defectdojo: {
    new: 'active',
    persisting: 'active',
    overdue: 'active',
    silent: 'active unverified',
    silentOverdue: 'active unverified',
    accepted: 'active accepted',
    acceptedSilent: 'active accepted unverified',
    decoy: 'inactive declared declared-decoy',
    decoySilent: 'inactive declared declared-decoy unverified',
    mtls: 'inactive declared declared-mtls',
    broken: 'active declaration-broken',
    medium: 'active',
    replaced: 'active',
  },
  ocsf: {
    new: 'New',
    persisting: 'In Progress',
    overdue: 'In Progress',
    silent: 'In Progress',
    silentOverdue: 'In Progress',
    accepted: 'Suppressed',
    acceptedSilent: 'Suppressed',
    decoy: 'Suppressed',
    decoySilent: 'Suppressed',
    mtls: 'Suppressed',
    broken: 'In Progress',
    medium: 'In Progress',
    closed: 'Resolved',
    replaced: 'Resolved',
    leftScope: 'Unknown',
    silentService: 'In Progress',
  },
  ecs: {
    new: 'open',
    persisting: 'open',
    overdue: 'open overdue',
    silent: 'unverified',
    silentOverdue: 'unverified overdue',
    accepted: 'accepted 2026-05-31',
    acceptedSilent: 'accepted 2026-05-31',
    decoy: 'declared decoy',
    decoySilent: 'declared decoy',
    mtls: 'declared mtls',
    broken: 'open decoy (broken)',
    medium: 'open',
    closed: 'closed',
    replaced: 'closed',
    leftScope: 'left-scope',
    silentService: 'informational',
  },
  nmap: {
    new: 'open',
    persisting: 'open',
    overdue: 'open',
    silent: 'open|filtered',
    silentOverdue: 'open|filtered',
    accepted: 'open',
    acceptedSilent: 'open|filtered',
    decoy: 'open',
    decoySilent: 'open|filtered',
    mtls: 'open',
    broken: 'open',
    medium: 'open',
    replaced: 'open',
  },
  shadowserver: {
    new: 'docker',
    persisting: 'docker',
    overdue: 'docker',
    silent: 'docker;unverified',
    silentOverdue: 'docker;unverified',
    accepted: 'docker;accepted',
    acceptedSilent: 'docker;accepted;unverified',
  },
};

describe('how each finding stands', () => {
  test.each(Object.keys(READERS))('is said in the words of %s', (name) => {
    expect(READERS[name]?.(workReport())).toEqual(EXPECTED[name]);
  });
});

describe('open work', () => {
  const report = workReport();

  test('is counted once, in the domain', () => {
    const { open, overdue, states } = countWork(rowsOf(report));
    const { unverified, accepted, declared } = states;
    expect({ open, overdue, unverified, accepted, declared, fromHigh: COUNTS.fromHigh }).toEqual(COUNTS);
  });

  test('has the same number in the metrics', () => {
    const text = textOf(renderPrometheus(report));
    const sum = (name: string): number =>
      [...text.matchAll(new RegExp(`^seawall_${name}(?:\\{[^}]*\\})? (\\d+)$`, 'gm'))].reduce(
        (total, [, value]) => total + Number(value),
        0,
      );
    expect({
      open: sum('findings_open'),
      overdue: sum('findings_overdue'),
      unverified: sum('findings_unverified'),
      accepted: sum('findings_accepted'),
      declared: sum('findings_declared'),
      fromHigh: COUNTS.fromHigh,
    }).toEqual(COUNTS);
    expect(sum('declarations_broken')).toBe(1);
    const settled = [...text.matchAll(/^seawall_findings\{.*lifecycle="(accepted|declared)"\} (\d+)$/gm)];
    expect(settled.map(([, word, value]) => `${word} ${value}`)).toEqual(['accepted 2', 'declared 2', 'declared 1']);
  });

  test('has the same number in JUnit: failures from high, and a count of what is milder', () => {
    const text = textOf(renderJunit(report));
    const property = (name: string): number => Number(new RegExp(`name="${name}" value="(\\d+)"`).exec(text)?.[1]);
    expect({
      open: property('open_work'),
      overdue: property('overdue'),
      unverified: property('unverified'),
      accepted: property('accepted'),
      declared: property('declared'),
      fromHigh: Number(/ failures="(\d+)"/.exec(text)?.[1]),
    }).toEqual(COUNTS);
    expect(property('open_work_below_high')).toBe(COUNTS.open - COUNTS.fromHigh);
  });

  test('has the same number in JSON', () => {
    const { work, history } = JSON.parse(textOf(renderJson(report)));
    expect(work).toEqual(countWork(rowsOf(report)));
    expect(history.overdue).toBe(COUNTS.overdue);
  });

  test('has the same number in CSV: what is open, or overdue', () => {
    const rows = readRows(textOf(renderCsv(report)));
    expect(rows.filter(({ overdue }) => overdue !== '')).toHaveLength(COUNTS.open);
    expect(rows.filter(({ overdue }) => overdue === 'yes')).toHaveLength(COUNTS.overdue);
  });

  test('has the same number in the message, which tells nothing of what is settled', () => {
    const message = messageFor(report, { when: 'findings', from: 'info' });
    expect(message?.facts).toEqual(
      expect.arrayContaining([
        ['Open', '5 critical, 1 medium, 1 low'],
        ['Of them not seen in this run', String(COUNTS.unverified)],
        ['Overdue', String(COUNTS.overdue)],
      ]),
    );
    const told = new Set(message?.findings.map(({ address }) => caseOf(address)));
    expect([...told].sort()).toEqual(
      ['broken', 'closed', 'medium', 'new', 'overdue', 'persisting', 'replaced', 'silent', 'silentOverdue'].sort(),
    );
  });

  test('is the same whatever the order of the findings', () => {
    const turned = workReport();
    turned.findings.reverse();
    turned.history?.absent.reverse();
    expect(countWork(rowsOf(turned))).toEqual(countWork(rowsOf(report)));
    expect(textOf(renderCsv(turned))).toBe(textOf(renderCsv(report)));
  });
});

test('what was not seen says so, with what was met instead and when it was last seen', () => {
  const rows = readRows(textOf(renderCsv(workReport())));
  const silent = rows.find(({ address }) => address === CASES.silent);
  expect(silent?.evidence).toBe(
    'GET /version was answered with 200; not seen in this run, and not known to be closed (no answer (timeout): not seen is not fixed); last seen 2026-02-28T02:00:05.000Z',
  );
  expect(silent?.last_seen).toBe('2026-02-28T02:00:05.000Z');
  expect(textOf(renderJunit(workReport()))).toContain(
    '<failure type="critical" message="not seen in this run, and not known to be closed (no answer (timeout)',
  );
});
