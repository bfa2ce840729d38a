/** `seawall accept`: acceptances of exposures until a day, withdrawn or listed. Sends nothing. */

import type { CommandSpec } from '../command-line/command.ts';
import { parseDay, parseLine } from '../command-line/options.ts';
import { BY, MEANING_OPTIONS, OUT, requireWords } from '../command-line/shared-options.ts';
import { EXIT, type ExitStatus, SeawallError } from '../domain/errors.ts';
import type { StoredFinding } from '../domain/history.ts';
import { dayOf, isoNow } from '../domain/time.ts';
import { listAcceptances } from '../history/acceptances.ts';
import { acceptFinding, revokeAcceptance } from '../history/decide.ts';
import { type Database, readHistory } from '../history/history-file.ts';
import { loadAcceptances } from '../history/load.ts';
import { refuseAcceptance, refuseRevocation } from '../history/rulings.ts';
import { type AcceptedFinding, createAcceptedFinder } from '../history/standing.ts';
import type { Context } from '../supervise/context.ts';
import { decide, type Ruling } from '../supervise/decide.ts';
import { warnOn } from '../supervise/warn.ts';
import { renderAcceptancesJson, renderAcceptancesTable } from '../terminal/acceptances-table.ts';
import { tableWidth } from '../text/table.ts';

interface AcceptFlags {
  out: string;
  allPorts: boolean;
  allVantages: boolean;
  reason?: string;
  owner?: string;
  until?: string;
  by?: string;
  revoke: boolean;
  list: boolean;
  json: boolean;
}

/** The longest acceptance. */
const MAX_DAYS = 366;

export const command: CommandSpec<AcceptFlags> = {
  options: [
    OUT,
    ...MEANING_OPTIONS,
    { flags: '--reason <text>', describe: 'why (needed)', parse: parseLine },
    { flags: '--owner <name>', describe: 'who answers for it (needed)', parse: parseLine },
    { flags: '--until <day>', describe: 'last day, as in 2026-12-31; a year ahead at most (needed)', parse: parseDay },
    BY,
    { flags: '--revoke', describe: 'withdraw the acceptance; needs --reason alone', fallback: false },
    { flags: '--list', describe: 'all that are in force, those of reviewed files, too', fallback: false },
    { flags: '--json', describe: 'with --list: for programs', fallback: false },
  ],
  run: (words, flags, context) => {
    if (flags.list) return list(words, flags, context);
    requireWords(words);
    return flags.revoke ? revoke(words, flags, context) : accept(words, flags, context);
  },
};

function accept(words: readonly string[], flags: AcceptFlags, context: Context): Promise<ExitStatus> {
  const { reason, owner, until } = flags;
  const missing = Object.entries({ reason, owner, until }).flatMap(([name, value]) =>
    value === undefined ? [name] : [],
  );
  if (reason === undefined || owner === undefined || until === undefined)
    throw usage(`an acceptance needs ${missing.map((name) => `--${name}`).join(' and ')}`);
  const today = dayOf(isoNow(context.clock));
  const last = dayOf(today, MAX_DAYS);
  if (until < today) throw usage(`--until ${until} is past (UTC)`);
  if (until > last)
    throw usage(`--until ${until} is more than a year ahead: ${last} is the last day that can be given`);
  return decide({ ...flags, words }, context, (db): Ruling => {
    const acceptedOf = createAcceptedFinder(loadAcceptances(db));
    return {
      terms: [{ kind: 'accept', reason, owner, until }],
      concerns: (stored) => refuseAcceptance(stored) === undefined,
      refuse: refuseAcceptance,
      write: (finding, decided) => acceptFinding(db, finding, { reason, owner, until, ...decided }),
      say: (stored, what) => acceptedText(acceptedOf(stored.finding), what, today, until),
    };
  });
}

function acceptedText(before: AcceptedFinding | undefined, what: string, today: string, until: string): string {
  if (before === undefined || before.until < today) return `accepted ${what} until ${until}`;
  if (before.until === until) return `accepted ${what} again, until ${until} as before`;
  return `${before.until < until ? 'extended' : 'shortened'} ${what} from ${before.until} to ${until}`;
}

function revoke(words: readonly string[], flags: AcceptFlags, context: Context): Promise<ExitStatus> {
  const { reason } = flags;
  if (reason === undefined) throw usage('to withdraw an acceptance needs --reason');
  return decide({ ...flags, words }, context, (db): Ruling => {
    const acceptedOf = createAcceptedFinder(loadAcceptances(db));
    const isAccepted = ({ finding }: StoredFinding): boolean => acceptedOf(finding) !== undefined;
    return {
      terms: [{ kind: 'revoke', reason }],
      concerns: isAccepted,
      refuse: (stored) => refuseRevocation(stored, isAccepted(stored)),
      write: (finding, decided) => revokeAcceptance(db, finding, { reason, ...decided }),
      say: ({ finding }, what) =>
        `withdrew the acceptance of ${what}, which was to hold until ${acceptedOf(finding)?.until}`,
    };
  });
}

function list(
  words: readonly string[],
  { out, json }: AcceptFlags,
  { stdout, stderr, clock, color }: Context,
): ExitStatus {
  if (words.length > 0) throw usage('--list lists all acceptances: leave the ids out');
  const now = isoNow(clock);
  const listed = readHistory(out, (db: Database) => listAcceptances(db, now), warnOn(stderr));
  stdout.write(json ? renderAcceptancesJson(listed) : renderAcceptancesTable(listed, tableWidth(stdout), color));
  return EXIT.clean;
}

function usage(message: string): SeawallError {
  return new SeawallError({ code: 'USAGE', message });
}
