/** From a run's journal to the report object: judging, offline, by the same path for a fresh run and an old one. */

import { advisoryFor, judgeRisk, SNAPSHOT } from '../classify/advisories.ts';
import { classify, explanationFor } from '../classify/classify.ts';
import { compareHosts, type HostTraits, traitsOf } from '../classify/compare-hosts.ts';
import type { AdvisoryBook } from '../domain/advisory.ts';
import type { ProbeRecord } from '../domain/attempt.ts';
import type { Explanation } from '../domain/explanation.ts';
import { compareFindings } from '../domain/exposure.ts';
import type { Finding } from '../domain/finding.ts';
import { findingId } from '../domain/finding.ts';
import type { Report } from '../domain/report.ts';
import type { HistoryLine, StartLine } from '../journal/journal.ts';
import { readRun, recordRun } from '../journal/record.ts';
import type { RunState } from '../journal/state.ts';
import { createWalk } from '../scope/walk.ts';

/** The report of a run from its journal, with the history that was kept there. Opens no socket. */
export async function assembleReport(folder: string): Promise<Report> {
  const { report, state } = await judgeRun(folder);
  return state.history === undefined ? report : withHistory(report, state.history);
}

/** Judges every fact of a run's journal; compares with nothing. */
export async function judgeRun(folder: string): Promise<{ report: Report; state: RunState }> {
  const findings: Finding[] = [];
  const hosts: (HostTraits | undefined)[] = [];
  const add = (probe: ProbeRecord, start: StartLine): void => {
    const finding = findingOf(probe, start);
    findings.push(finding);
    hosts.push(traitsOf(probe, finding));
  };
  const state = await readRun(folder, add);
  for (const open of state.owed) {
    const { address, port, range, position, at } = open;
    const fault = 'the run stopped before this open port was probed';
    add({ address, port, range, position, at, attempts: [], fault }, state.start);
  }
  for (const [i, { qualifiers, notes }] of compareHosts(hosts).entries()) {
    const finding = findings[i];
    if (finding === undefined) continue;
    finding.qualifiers = [...new Set([...qualifiers, ...finding.qualifiers])];
    finding.notes = [...finding.notes, ...notes];
  }
  findings.sort(compareFindings);
  const { scope, options } = state.start;
  const run = recordRun(state, createWalk(scope, options.seed, options.shard).size, findings);
  return { report: { run, findings, explanations: explanationsOf(findings), ...bookOf(findings), scope }, state };
}

/** The report with what history said of its findings. One that history lists as absent is shown as it was last seen. */
export function withHistory(report: Report, { entries, history }: Pick<HistoryLine, 'entries' | 'history'>): Report {
  const absent = new Set(history.absent.map(({ id }) => id));
  const shown = report.findings.filter(({ id }) => !absent.has(id));
  const findings = shown.map((finding) => ({ ...finding, ...entries[finding.id] }));
  const all = [...findings, ...history.absent];
  return { ...report, findings, explanations: explanationsOf(all), ...bookOf(all), history };
}

/** The texts that findings name, by key. */
export function explanationsOf(findings: readonly Finding[]): Record<string, Explanation> {
  const explanations: Record<string, Explanation> = {};
  for (const key of new Set(findings.map(({ explanation }) => explanation))) explanations[key] = explanationFor(key);
  return explanations;
}

/** What is known of the advisories that the findings name. */
function bookOf(findings: readonly Finding[]): { advisories?: AdvisoryBook } {
  if (!findings.some(({ risk }) => risk !== undefined)) return {};
  const ids = new Set(findings.flatMap(({ risk }) => risk?.advisories.map(({ id }) => id) ?? []));
  return {
    advisories: { snapshot: SNAPSHOT, known: Object.fromEntries([...ids].sort().map((id) => [id, advisoryFor(id)])) },
  };
}

function findingOf(probe: ProbeRecord, start: StartLine): Finding {
  const range = start.scope.ranges[probe.range];
  if (range === undefined)
    throw new RangeError(`probe of ${probe.address} names range ${probe.range}, which the scope does not have`);
  const judgement = classify(probe);
  // As of the day of the run, so that rendering it again in a year says the same.
  const risk = judgement.engine === undefined ? undefined : judgeRisk(judgement.engine, start.at);
  return {
    id: findingId(probe.address, probe.port, start.vantage),
    lifecycle: null,
    address: probe.address,
    port: probe.port,
    ...judgement,
    ...(risk && { risk }),
    owner: range.owner,
    contact: range.contact,
    tags: range.tags,
    range: range.text,
    reference: range.authorization.reference,
    firstSeen: probe.at,
    lastSeen: probe.at,
    vantage: start.vantage,
    runId: start.run,
  };
}
