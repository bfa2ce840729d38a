/** `seawall accept`: somebody decides to live with a finding, until a day. Sends nothing. */

import { writeHistory } from '../audit/history-file.ts';
import type { CommandSpec } from '../command-line/command.ts';
import { parseDay, parseLine } from '../command-line/options.ts';
import { BY, FINDING, OUT } from '../command-line/shared-options.ts';
import { formatHostPort } from '../domain/address.ts';
import { EXIT, type ExitStatus, SeawallError } from '../domain/errors.ts';
import { DAY_MS, isoOf } from '../domain/time.ts';
import { acceptFinding } from '../history/decide.ts';
import { findRemembered } from '../history/query.ts';
import type { Context } from '../supervise/context.ts';

interface AcceptFlags {
  out: string;
  reason?: string;
  owner?: string;
  until?: string;
  by?: string;
}

/** What is accepted for longer is not looked at any more. */
const MAX_DAYS = 366;

export const ACCEPT: CommandSpec<AcceptFlags> = {
  name: 'accept',
  describe: 'live with a finding until a day: it alarms no more, and fails no run',
  arguments: [FINDING],
  options: [
    OUT,
    { flags: '--reason <text>', describe: 'why (needed)', parse: parseLine },
    { flags: '--owner <name>', describe: 'who answers for it (needed)', parse: parseLine },
    { flags: '--until <day>', describe: 'last day, as in 2026-12-31; a year ahead at most (needed)', parse: parseDay },
    BY,
  ],
  run: ([id = ''], flags, context) => accept(id, flags, context),
};

function accept(id: string, flags: AcceptFlags, { stdout, clock, actor }: Context): ExitStatus {
  const { reason, owner, until } = flags;
  const missing = Object.entries({ reason, owner, until }).flatMap(([name, value]) =>
    value === undefined ? [name] : [],
  );
  if (reason === undefined || owner === undefined || until === undefined)
    throw usage(`an acceptance needs ${missing.map((name) => `--${name}`).join(' and ')}`);
  const now = clock.now();
  const last = isoOf(now + MAX_DAYS * DAY_MS).slice(0, 10);
  if (until <= isoOf(now).slice(0, 10)) throw usage(`--until ${until} is no future day (UTC)`);
  if (until > last)
    throw usage(`--until ${until} is more than a year ahead: ${last} is the last day that can be given`);
  const at = isoOf(now);
  const by = flags.by ?? actor.user;
  writeHistory(flags.out, (db) => {
    const { finding } = findRemembered(db, id, { now: at, deadlines: {} });
    acceptFinding(db, finding, { reason, owner, until, by, at });
    const where = formatHostPort(finding.address, finding.port);
    stdout.write(`accepted ${finding.id} (${where}, ${finding.severity}) until ${until}, by ${by}\n`);
  });
  return EXIT.clean;
}

function usage(message: string): SeawallError {
  return new SeawallError({ code: 'USAGE', message });
}
