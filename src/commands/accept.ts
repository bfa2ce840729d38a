/** `seawall accept`: records an acceptance of a finding until a day. Sends nothing. */

import type { CommandSpec } from '../command-line/command.ts';
import { parseDay, parseLine } from '../command-line/options.ts';
import { BY, OUT } from '../command-line/shared-options.ts';
import { formatHostPort } from '../domain/address.ts';
import { subjectOf } from '../domain/decision.ts';
import { EXIT, type ExitStatus, SeawallError } from '../domain/errors.ts';
import { dayOf, isoNow } from '../domain/time.ts';
import { acceptFinding } from '../history/decide.ts';
import { writeHistory } from '../history/history-file.ts';
import { findFinding } from '../history/query.ts';
import type { Context } from '../supervise/context.ts';
import { appendDecision } from '../supervise/decisions.ts';

interface AcceptFlags {
  out: string;
  reason?: string;
  owner?: string;
  until?: string;
  by?: string;
}

/** The longest acceptance. */
const MAX_DAYS = 366;

export const command: CommandSpec<AcceptFlags> = {
  options: [
    OUT,
    { flags: '--reason <text>', describe: 'why (needed)', parse: parseLine },
    { flags: '--owner <name>', describe: 'who answers for it (needed)', parse: parseLine },
    { flags: '--until <day>', describe: 'last day, as in 2026-12-31; a year ahead at most (needed)', parse: parseDay },
    BY,
  ],
  run: ([id = ''], flags, context) => accept(id, flags, context),
};

async function accept(id: string, flags: AcceptFlags, { stdout, clock, actor }: Context): Promise<ExitStatus> {
  const { reason, owner, until } = flags;
  const missing = Object.entries({ reason, owner, until }).flatMap(([name, value]) =>
    value === undefined ? [name] : [],
  );
  if (reason === undefined || owner === undefined || until === undefined)
    throw usage(`an acceptance needs ${missing.map((name) => `--${name}`).join(' and ')}`);
  const at = isoNow(clock);
  const last = dayOf(at, MAX_DAYS);
  if (until <= dayOf(at)) throw usage(`--until ${until} is no future day (UTC)`);
  if (until > last)
    throw usage(`--until ${until} is more than a year ahead: ${last} is the last day that can be given`);
  const by = flags.by ?? actor.user;
  const { finding } = writeHistory(flags.out, (db) => {
    const found = findFinding(db, id, { now: at, deadlines: {} });
    acceptFinding(db, found.finding, { reason, owner, until, by, at });
    return found;
  });
  const decision = { kind: 'accept', ...subjectOf(finding), by, at, reason, owner, until } as const;
  await appendDecision(flags.out, actor, clock, decision);
  const where = formatHostPort(finding.address, finding.port);
  stdout.write(`accepted ${finding.id} (${where}, ${finding.severity}) until ${until}, by ${by}\n`);
  return EXIT.clean;
}

function usage(message: string): SeawallError {
  return new SeawallError({ code: 'USAGE', message });
}
