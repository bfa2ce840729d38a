/** Judges the probes of a run, each once, and makes the run's report from them. Offline: it sees records, not sockets. */

import { advisoryFor, createRiskJudge, ENTRIES, SNAPSHOT } from '../classify/advisories.ts';
import { createClassifier, explanationFor, listExplanations } from '../classify/classify.ts';
import { compareHosts, type HostTraits, traitsOf } from '../classify/compare-hosts.ts';
import type { AdvisoryBook } from '../domain/advisory.ts';
import type { ProbeRecord } from '../domain/attempt.ts';
import type { Explanation } from '../domain/explanation.ts';
import { compareFindings } from '../domain/exposure.ts';
import { type Finding, findingId, type Judgement } from '../domain/finding.ts';
import type { History } from '../domain/history.ts';
import type { Report } from '../domain/report.ts';
import type { HistoryLine, StartLine } from '../journal/journal.ts';
import { recordRun } from '../journal/record.ts';
import type { RunState } from '../journal/state.ts';
import { createWalk } from '../scope/walk.ts';

/** A run with every probe judged: the input of history and of reports. */
export interface JudgedRun {
  folder: string;
  /** Without history. */
  report: Report;
  /** Last sweep state of each endpoint that earlier runs found open, where it is not open now. */
  watched: RunState['watched'];
  neighbours: RunState['neighbours'];
  /** When each process of the run ended: one more than it was resumed. */
  endedAt: readonly string[];
  /** Resumptions before the probe of a finding; absent for none. */
  resumptions: ReadonlyMap<string, number>;
  /** Findings of endpoints that were not tested with all tries: to history they say nothing. */
  untested: ReadonlySet<string>;
  /** The comparison with earlier runs that the journal holds; undefined where there was none yet. */
  history: HistoryLine | undefined;
}

/** Collects the findings of one run. */
export class RunJudge {
  readonly classify = createClassifier();
  private readonly start: StartLine;
  private readonly findings: Finding[] = [];
  /** In the order of `findings`. */
  private readonly hosts: (HostTraits | undefined)[] = [];
  private readonly untested = new Set<string>();
  private readonly resumptions = new Map<string, number>();

  /** As of the day of the run, so that rendering it again in a year says the same. */
  private readonly judgeRisk: ReturnType<typeof createRiskJudge>;

  constructor(start: StartLine) {
    this.start = start;
    this.judgeRisk = createRiskJudge(start.at);
  }

  /**
   * @param resumptions of the run before this probe
   * @throws RangeError for a probe of a range that the scope does not have
   */
  add(probe: ProbeRecord, resumptions = 0): Finding {
    const { reading, judgement } = this.classify(probe);
    const finding = findingOf(probe, judgement, this.start, this.judgeRisk);
    this.findings.push(finding);
    if (probe.untested === true) this.untested.add(finding.id);
    if (resumptions > 0) this.resumptions.set(finding.id, resumptions);
    this.hosts.push(traitsOf(reading, finding));
    return finding;
  }

  /** Compares the hosts with each other and closes the report. To be called once, after the last probe. */
  finish(folder: string, state: RunState): JudgedRun {
    for (const { address, port, range, position, at } of state.pendingProbes) {
      const fault = 'the run stopped before the probe of this open port was done';
      this.add({ address, port, range, position, at, attempts: [], fault }, state.resumedAt.length);
    }
    const { findings } = this;
    for (const [i, { qualifiers, notes }] of compareHosts(this.hosts).entries()) {
      const finding = findings[i];
      if (finding === undefined || qualifiers.length + notes.length === 0) continue;
      finding.qualifiers = [...new Set([...qualifiers, ...finding.qualifiers])];
      finding.notes = [...finding.notes, ...notes];
    }
    findings.sort(compareFindings);
    const { scope, options } = this.start;
    const run = recordRun(state, createWalk(scope, options.seed, options.shard).size, findings);
    const report = { run, findings, explanations: explanationsOf(findings), ...bookOf(findings), scope };
    const { watched, neighbours, stoppedAt, history } = state;
    const { untested, resumptions } = this;
    return {
      folder,
      report,
      watched,
      neighbours,
      endedAt: [...stoppedAt, run.finishedAt],
      resumptions,
      untested,
      history,
    };
  }
}

/** The report with what history said of its findings. One that history lists as absent is shown as it was last seen. */
export function withHistory(report: Report, { entries, history }: Pick<HistoryLine, 'entries' | 'history'>): Report {
  const absent = new Set(history.absent.map(({ id }) => id));
  const shown = report.findings.filter(({ id }) => !absent.has(id));
  return withFindings(
    report,
    shown.map((finding) => ({ ...finding, ...entries[finding.id] })),
    history,
  );
}

/** The report with findings that were compared with history. */
export function withFindings(report: Report, findings: Finding[], history: History): Report {
  const all = [...findings, ...history.absent];
  return { ...report, findings, explanations: explanationsOf(all), ...bookOf(all), history };
}

/** The texts that findings name, by key. History may hold a variant of another release: it has the text of its verdict. */
export function explanationsOf(findings: readonly Finding[]): Record<string, Explanation> {
  const keys = new Map(findings.map(({ explanation, verdict }) => [explanation, verdict]));
  const known = new Set(listExplanations().map(({ key }) => key));
  return Object.fromEntries([...keys].map(([key, verdict]) => [key, explanationFor(known.has(key) ? key : verdict)]));
}

/** The advisories that the findings name, without those that this release knows no longer. */
function bookOf(findings: readonly Finding[]): { advisories?: AdvisoryBook } {
  if (!findings.some(({ risk }) => risk !== undefined)) return {};
  const named = new Set(findings.flatMap(({ risk }) => risk?.advisories.map(({ id }) => id) ?? []));
  const ids = ENTRIES.map(({ id }) => id).filter((id) => named.has(id));
  return {
    advisories: {
      snapshot: SNAPSHOT,
      known: Object.fromEntries([...new Set(ids)].sort().map((id) => [id, advisoryFor(id)])),
    },
  };
}

const SHORTENED =
  'the answer was kept in part, and is judged from that part: the bytes that a run keeps of one prefix were spent';

function findingOf(
  probe: ProbeRecord,
  judgement: Judgement,
  start: StartLine,
  judgeRisk: ReturnType<typeof createRiskJudge>,
): Finding {
  const range = start.scope.ranges[probe.range];
  if (range === undefined)
    throw new RangeError(`probe of ${probe.address} names range ${probe.range}, which the scope does not have`);
  const risk = judgement.engine === undefined ? undefined : judgeRisk(judgement.engine);
  return {
    id: findingId(probe.address, probe.port, start.vantage),
    lifecycle: null,
    address: probe.address,
    port: probe.port,
    ...judgement,
    notes: [...judgement.notes, ...notesOf(probe)],
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

/** What was not tried, and so cannot be told. */
function notesOf({ brief, untested, shortened, withheld }: ProbeRecord): string[] {
  const notes = shortened === true ? [SHORTENED] : [];
  if (brief === true) notes.push(ASKED_BRIEFLY);
  if (untested === true) notes.push(NOT_TESTED);
  if (withheld === true) notes.push(WITHHELD);
  return notes;
}

const ASKED_BRIEFLY =
  'asked once and briefly, as most of its prefix accepts and answers nothing, or the time of the run was spent: a slow engine would not have been seen';
const NOT_TESTED =
  'not asked with all tries, or not read to its end, and so not tested, as the budget for that was spent: an engine that is slow, or that answers after many other bytes, would not have been seen';
const WITHHELD =
  'not asked by TLS with finite-field Diffie-Hellman, as the budget for such handshakes was spent, or their thread ended in one: an engine that has nothing else would not have been seen';
