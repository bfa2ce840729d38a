/** `seawall history`: exports, imports, checks, backs up or makes again the history of a folder of runs. Sends nothing. */

import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { rebuildHistory } from '../audit/rebuild-history.ts';
import { addRun, type ScopeSettings } from '../audit/record-later.ts';
import type { CommandSpec } from '../command-line/command.ts';
import { OUT, POLICY } from '../command-line/shared-options.ts';
import type { Decision } from '../domain/decision.ts';
import { EXIT, type ExitStatus, reasonOf, SeawallError } from '../domain/errors.ts';
import { isoNow } from '../domain/time.ts';
import { listDecisions } from '../history/apply-decision.ts';
import { backUp } from '../history/backup.ts';
import { carryTold, listTold, type ToldRow } from '../history/carry-told.ts';
import { checkHistory } from '../history/check.ts';
import { exportHistory } from '../history/export.ts';
import { historyPath, readHistory, readHistoryDuring, withHistoryOf } from '../history/history-file.ts';
import { importHistory } from '../history/import.ts';
import { listRecordedRuns } from '../history/recorded.ts';
import { replaceHistory } from '../history/replace.ts';
import { isDamage } from '../history/sql-errors.ts';
import { writeExport } from '../history/write-export.ts';
import { findRunFolder, listRuns } from '../journal/folder.ts';
import { loadAcceptances } from '../scope/acceptances.ts';
import { loadPolicy } from '../scope/policy.ts';
import type { Context } from '../supervise/context.ts';
import { readDecisions } from '../supervise/decisions.ts';
import { lockFolder } from '../supervise/lock.ts';
import { warnOn } from '../supervise/warn.ts';
import { terminalText } from '../text/escape.ts';
import { LINE_CHARACTERS } from '../text/limits.ts';
import { streamText } from '../text/stream-text.ts';

interface HistoryFlags {
  out: string;
  to?: string;
  policy?: string;
  withoutPruned: boolean;
}

interface Request {
  flags: HistoryFlags;
  context: Context;
  warn: (text: string) => void;
}

const HELP = `What:
  export [--to FILE]   every row as JSON lines, to compare and to import again
  import FILE          an export into a folder that has no history
  rebuild              from the journals of the runs and the decisions in
                       audit.log; the old file is kept beside the new one
  check                pages, references and every value; exit 1 names faults
  backup FILE          a copy that is whole, also while a run writes
  add RUN              a run that ended while its history could not be written

Examples:
  seawall history backup /backup/seawall-$(date +%F).db
  seawall history export | gzip > history.jsonl.gz
  seawall history rebuild --out reports     run it where the audits run: policy
                                            and acceptances lie beside the scope`;

const ACTIONS: Readonly<
  Record<string, { takes?: string; run(request: Request, word: string): ExitStatus | Promise<ExitStatus> }>
> = {
  export: { run: runExport },
  import: { takes: 'the file of an export', run: runImport },
  rebuild: { run: runRebuild },
  check: { run: runCheck },
  backup: { takes: 'the file to write', run: runBackup },
  add: { takes: 'a run', run: runAdd },
};

export const command: CommandSpec<HistoryFlags> = {
  options: [
    OUT,
    { flags: '--to <file>', describe: 'of export: the file to write (default: standard output)' },
    POLICY,
    {
      flags: '--without-pruned',
      describe: 'of rebuild: give up what only runs knew whose folders are gone',
      fallback: false,
    },
  ],
  help: HELP,
  run: ([what = '', word], flags, context) => {
    const action = Object.hasOwn(ACTIONS, what) ? ACTIONS[what] : undefined;
    if (action === undefined)
      throw usage(`history takes ${Object.keys(ACTIONS).join(', ')}, not '${terminalText(what, 40)}'`);
    if (action.takes !== undefined && word === undefined) throw usage(`history ${what} needs ${action.takes}`);
    if (action.takes === undefined && word !== undefined)
      throw usage(`history ${what} takes no '${terminalText(word, 40)}'`);
    if (flags.to !== undefined && what !== 'export') throw usage(`--to is of history export, not of ${what}`);
    return action.run({ flags, context, warn: warnOn(context.stderr) }, word ?? '');
  },
};

async function runExport({ flags, context }: Request): Promise<ExitStatus> {
  const { out, to } = flags;
  // Read as it is: what a damaged row holds is exported, too.
  if (to !== undefined) {
    readHistory(out, (db) => writeExport(db, to));
    context.stdout.write(`exported ${historyPath(out)} to ${to}\n`);
    return EXIT.clean;
  }
  await readHistoryDuring(out, (db) => streamText(exportHistory(db), context.stdout));
  return EXIT.clean;
}

async function runImport({ flags: { out }, context }: Request, file: string): Promise<ExitStatus> {
  return await withLock(out, context, 'import', async () => {
    if (existsSync(historyPath(out)))
      throw usage(`${historyPath(out)} is there already: move it away, or import into another folder with --out`);
    const rows = await replaceHistory(out, undefined, (db) => importHistory(db, file));
    const all = Object.values(rows).reduce((sum, n) => sum + n, 0);
    context.stdout.write(`imported ${count(all, 'row')} of ${count(rows.runs ?? 0, 'run')} into ${historyPath(out)}\n`);
    return EXIT.clean;
  });
}

function runCheck({ flags: { out }, context }: Request): ExitStatus {
  const path = historyPath(out);
  const { stdout } = context;
  const problems: string[] = [];
  let rows = 0;
  try {
    rows = readHistory(out, (db) => checkHistory(db, (problem) => void problems.push(problem)));
  } catch (error) {
    if (!isDamage(error)) throw error;
    problems.push(reasonOf(error));
  }
  for (const problem of problems) stdout.write(`${terminalText(problem, LINE_CHARACTERS)}\n`);
  const remedy = "restore a backup, or make it again with 'seawall history rebuild'";
  const verdict = problems.length === 0 ? 'nothing is wrong' : `${count(problems.length, 'fault')}: ${remedy}`;
  stdout.write(`${path}: ${count(rows, 'row')} read; ${verdict}\n`);
  return problems.length === 0 ? EXIT.clean : EXIT.findings;
}

function runBackup({ flags: { out }, context }: Request, file: string): ExitStatus {
  readHistory(out, (db) => backUp(db, file));
  context.stdout.write(`copied ${historyPath(out)} to ${file}\n`);
  return EXIT.clean;
}

async function runAdd({ flags, context, warn }: Request, run: string): Promise<ExitStatus> {
  const folder = await findRunFolder(flags.out, run);
  return await withLock(dirname(folder), context, 'add', async () => {
    const id = await addRun(folder, settingsFor(flags, warn), warn);
    context.stdout.write(`recorded ${id}; 'seawall report ${id}' shows what changed\n`);
    return EXIT.clean;
  });
}

async function runRebuild({ flags, context, warn }: Request): Promise<ExitStatus> {
  const { out } = flags;
  const runs = await listRuns(out);
  if (runs.length === 0) throw usage(`there are no runs in ${out}: say with --out where they are`);
  return await withLock(out, context, 'rebuild', async () => {
    const path = historyPath(out);
    const old = readOld(out, warn);
    const gone = old.runs.filter((run) => !runs.includes(run));
    if (gone.length > 0 && !flags.withoutPruned)
      throw usage(
        `the history has ${count(gone.length, 'run')} whose folders are gone (${gone.slice(0, 3).join(', ')}): what only they knew would be lost; restore a backup instead, or give it up with --without-pruned`,
      );
    const kept = join(out, `seawall-before-${isoNow(context.clock).replace(/[-:]|\.\d+/g, '')}.db`);
    const decisions = await allDecisions(out, old.decisions, warn);
    const settingsOf = settingsFor(flags, warn);
    const hadOne = existsSync(path);
    const made = await replaceHistory(out, kept, async (db) => {
      const built = await rebuildHistory(db, { out, decisions, settingsOf, warn });
      carryTold(db, old.told);
      return built;
    });
    context.stdout.write(
      `made ${path} from ${count(made.runs, 'run')} and ${count(made.decisions, 'decision')}${hadOne ? `; the old one is ${kept}` : ''}\n`,
    );
    return EXIT.clean;
  });
}

/** What the old history still says of what the journals do not have. */
function readOld(out: string, warn: Request['warn']): { runs: string[]; decisions: Decision[]; told: ToldRow[] } {
  const nothing = { runs: [], decisions: [], told: [] };
  try {
    const read = (db: Parameters<typeof listDecisions>[0]) => ({
      runs: listRecordedRuns(db),
      decisions: listDecisions(db),
      told: listTold(db),
    });
    return withHistoryOf(out, read, nothing);
  } catch (error) {
    if (!(error instanceof SeawallError)) throw error;
    warn(`the old history cannot be read; decisions come from the audit log alone: ${error.message}`);
    return nothing;
  }
}

/** Those of the audit log, and those of the old history that it does not have. */
async function allDecisions(out: string, old: readonly Decision[], warn: Request['warn']): Promise<Decision[]> {
  const { decisions, broken, unusable } = await readDecisions(out);
  if (broken !== undefined)
    warn(`the audit log is broken in line ${broken.line} (${broken.what}): no decision after it is made again`);
  if (unusable.length > 0) warn(`decisions in the audit log that lack something: entries ${unusable.join(', ')}`);
  const keyOf = ({ kind, address, port, vantage, at }: Decision): string =>
    JSON.stringify([kind, address, port, vantage, at]);
  const logged = new Set(decisions.map(keyOf));
  return [...decisions, ...old.filter((decision) => !logged.has(keyOf(decision)))];
}

/** Policy and acceptances as they are today, beside the scope files of the run. */
function settingsFor(
  { policy }: HistoryFlags,
  warn: Request['warn'],
): (files: readonly string[]) => Promise<ScopeSettings> {
  const missed = new Set<string>();
  return async (files) => {
    for (const file of files.filter((name) => !missed.has(name) && !existsSync(name))) {
      missed.add(file);
      warn(`scope file ${file} is not there: the policy and the acceptances beside it are left out until the next run`);
    }
    return { deadlines: await loadPolicy(policy, files), reviews: await loadAcceptances(files) };
  };
}

async function withLock<T>(out: string, { actor, clock }: Context, what: string, work: () => Promise<T>): Promise<T> {
  const lock = await lockFolder(out, { actor, clock, purpose: `seawall history ${what}` });
  return await work().finally(() => lock.release());
}

function count(n: number, noun: string): string {
  return `${n.toLocaleString('en-US')} ${noun}${n === 1 ? '' : 's'}`;
}

function usage(message: string): SeawallError {
  return new SeawallError({ code: 'USAGE', message });
}
