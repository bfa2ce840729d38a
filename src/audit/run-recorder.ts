/**
 * Records a run as it goes: each line is appended to the journal and applied to the run's state, and each probe is judged.
 * The judged run is at hand when the run ends, without reading the journal again.
 */

import { type Classifier, classify } from '../classify/classify.ts';
import type { ProbeRecord } from '../domain/attempt.ts';
import type { Judgement } from '../domain/finding.ts';
import { type JournalWriter, openJournal, type StartLine } from '../journal/journal.ts';
import { type LaterLine, RunFold } from '../journal/run-fold.ts';
import { KeptBudget } from './kept-budget.ts';
import { type JudgedRun, RunJudge } from './run-judge.ts';

export type NotedLine = Exclude<LaterLine, { kind: 'probe' }>;

export class RunRecorder {
  readonly folder: string;
  private readonly journal: JournalWriter;
  private readonly fold: RunFold;
  private readonly judge: RunJudge;
  private readonly budget: KeptBudget;

  private constructor(folder: string, journal: JournalWriter, fold: RunFold, judge: RunJudge, budget: KeptBudget) {
    this.folder = folder;
    this.journal = journal;
    this.fold = fold;
    this.judge = judge;
    this.budget = budget;
  }

  /** Begins the journal of a new run. @throws SeawallError OUTPUT_UNWRITABLE */
  static async begin(folder: string, start: StartLine): Promise<RunRecorder> {
    const journal = await openJournal(folder);
    journal.append(start);
    await journal.flush();
    return new RunRecorder(folder, journal, new RunFold(start), new RunJudge(start), new KeptBudget());
  }

  /**
   * Goes on with the journal of an earlier process.
   * @param fold the state after its last line
   * @param judge has judged its probes
   * @param budget has counted them
   * @throws SeawallError OUTPUT_UNWRITABLE
   */
  static async resume(
    folder: string,
    at: string,
    fold: RunFold,
    judge: RunJudge,
    budget = new KeptBudget(),
  ): Promise<RunRecorder> {
    const recorder = new RunRecorder(folder, await openJournal(folder), fold, judge, budget);
    recorder.append({ kind: 'resume', at });
    await recorder.flush();
    return recorder;
  }

  get run(): string {
    return this.fold.start.run;
  }

  /** Remembers the last probe that it was asked for: to be used by those who look at one before it is recorded. */
  get classify(): Classifier {
    return this.judge.classify;
  }

  append(line: NotedLine): void {
    this.journal.append(line);
    this.fold.apply(line);
  }

  recordProbe(made: ProbeRecord): Judgement {
    const probe = this.budget.fit(made);
    const line = { kind: 'probe', probe } as const;
    for (const spent of this.budget.takeSpent()) this.append({ kind: 'spent', at: probe.at, ...spent });
    this.journal.append(line);
    // A second probe of an endpoint is kept in the journal, and changes no report.
    return this.fold.apply(line) ? this.judge.add(probe, this.fold.resumptions) : classify(probe);
  }

  /** Resolves when all that was appended is on the disk. @throws SeawallError OUTPUT_UNWRITABLE */
  flush(): Promise<void> {
    return this.journal.flush();
  }

  close(): Promise<void> {
    return this.journal.close();
  }

  /** The run as it ended. To be called once, after `close`. */
  finish(): JudgedRun {
    return this.judge.finish(this.folder, this.fold.state());
  }
}
