/** The one way of all commands that decide about findings: what words mean, what is refused, what is written, logged and said. */

import { formatHostPort } from '../domain/address.ts';
import { type Decision, type DecisionSubject, subjectOf } from '../domain/decision.ts';
import { EXIT, type ExitStatus, type Problem, SeawallError } from '../domain/errors.ts';
import type { Finding } from '../domain/finding.ts';
import type { StoredFinding } from '../domain/history.ts';
import { distinct } from '../domain/resolve-findings.ts';
import { isoNow } from '../domain/time.ts';
import type { Decided } from '../history/decide.ts';
import { type Database, writeHistory } from '../history/history-file.ts';
import { listMeanings } from '../history/named.ts';
import { listFindings } from '../history/query.ts';
import type { Context } from './context.ts';
import { appendDecision } from './decisions.ts';
import { warnOn } from './warn.ts';

export interface DecisionRequest {
  out: string;
  /** Ids, places and ranges. Without any: all that a vantage saw. */
  words: readonly string[];
  /** Only what was seen from there. */
  vantage?: string;
  allPorts: boolean;
  allVantages: boolean;
  by?: string;
}

/** A decision without what it is about, by whom and when. */
export type Terms = Omit<Decision, keyof DecisionSubject | keyof Decided>;

export interface Ruling {
  terms: readonly Terms[];
  /** Of what one word stands for, those that are meant where there are several. */
  concerns(stored: StoredFinding): boolean;
  /** Why it cannot be decided on one; undefined where it can. */
  refuse(stored: StoredFinding): string | undefined;
  write(finding: Finding, decided: Decided): void;
  /** One line for people. @param what the finding in words */
  say(stored: StoredFinding, what: string): string;
}

/** Of refusals. */
const MAX_LISTED = 20;

/**
 * Decides about all that is named, or about nothing.
 * @throws SeawallError FINDING_NOT_FOUND, FINDING_AMBIGUOUS, DECISION_REFUSED
 */
export async function decide(
  request: DecisionRequest,
  { stdout, stderr, clock, actor }: Context,
  rulingOf: (db: Database, now: string) => Ruling,
): Promise<ExitStatus> {
  const at = isoNow(clock);
  const decided = { by: request.by ?? actor.user, at };
  const work = (db: Database): { found: StoredFinding[]; ruling: Ruling } =>
    db.transaction(() => {
      const ruling = rulingOf(db, at);
      const found = select(db, request, at, ruling);
      requireAll(found, ruling);
      for (const { finding } of found) ruling.write(finding, decided);
      return { found, ruling };
    });
  const { found, ruling } = writeHistory(request.out, work, warnOn(stderr));
  for (const stored of found) {
    const subject = subjectOf(stored.finding);
    for (const terms of ruling.terms)
      await appendDecision(request.out, actor, clock, { ...subject, ...decided, ...terms });
    stdout.write(`${ruling.say(stored, describe(stored))}, by ${decided.by}\n`);
  }
  return EXIT.clean;
}

function select(
  db: Database,
  { words, vantage, allPorts, allVantages }: DecisionRequest,
  now: string,
  { concerns }: Ruling,
): StoredFinding[] {
  const query = { now, deadlines: {}, brief: true, ...(vantage !== undefined && { vantage }) } as const;
  if (words.length > 0) {
    const meanings = listMeanings(db, words, query, { allPorts, allVantages, ranges: true });
    return distinct(meanings.flatMap((found) => meant(found, concerns)));
  }
  const found = listFindings(db, {
    now,
    deadlines: {},
    brief: true,
    filter: { ...(vantage !== undefined && { vantage }) },
  }).filter(concerns);
  if (found.length > 0) return found;
  throw new SeawallError({ code: 'FINDING_NOT_FOUND', message: `nothing that was seen from ${vantage} is open` });
}

/** Where a word stands for several, those that are beside the point are left out. */
function meant(found: readonly StoredFinding[], concerns: Ruling['concerns']): readonly StoredFinding[] {
  const concerned = found.filter(concerns);
  return found.length > 1 && concerned.length > 0 ? concerned : found;
}

function requireAll(found: readonly StoredFinding[], { refuse }: Ruling): void {
  const problems = found.flatMap((stored): Problem[] => {
    const why = refuse(stored);
    return why === undefined ? [] : [{ code: 'DECISION_REFUSED', message: `${describe(stored)}: ${why}` }];
  });
  const [first, ...more] = problems.slice(0, MAX_LISTED);
  if (first === undefined) return;
  const rest = problems.length - MAX_LISTED;
  if (rest > 0) more.push({ code: 'DECISION_REFUSED', message: `and ${rest} more; nothing was decided` });
  throw new SeawallError([first, ...more]);
}

function describe({ finding: { id, address, port, severity } }: StoredFinding): string {
  return `${id} (${formatHostPort(address, port)}, ${severity})`;
}
