/** `seawall record-change`: records that a finding was closed on purpose. Sends nothing. */

import type { CommandSpec } from '../command-line/command.ts';
import { parseLine } from '../command-line/options.ts';
import { BY, OUT } from '../command-line/shared-options.ts';
import { formatHostPort } from '../domain/address.ts';
import { subjectOf } from '../domain/decision.ts';
import { EXIT, type ExitStatus, SeawallError } from '../domain/errors.ts';
import { isoNow } from '../domain/time.ts';
import { recordChange } from '../history/decide.ts';
import { writeHistory } from '../history/history-file.ts';
import { findFinding } from '../history/query.ts';
import type { Context } from '../supervise/context.ts';
import { appendDecision } from '../supervise/decisions.ts';

interface ChangeFlags {
  out: string;
  reference?: string;
  by?: string;
}

export const command: CommandSpec<ChangeFlags> = {
  options: [OUT, { flags: '--reference <text>', describe: 'ticket of the change (needed)', parse: parseLine }, BY],
  run: ([id = ''], flags, context) => record(id, flags, context),
};

async function record(id: string, flags: ChangeFlags, { stdout, clock, actor }: Context): Promise<ExitStatus> {
  const { reference } = flags;
  if (reference === undefined)
    throw new SeawallError({ code: 'USAGE', message: 'a change needs --reference: the ticket that it was made under' });
  const at = isoNow(clock);
  const by = flags.by ?? actor.user;
  const { finding } = writeHistory(flags.out, (db) => {
    const found = findFinding(db, id, { now: at, deadlines: {} });
    recordChange(db, found.finding, { reference, by, at });
    return found;
  });
  await appendDecision(flags.out, actor, clock, { kind: 'record-change', ...subjectOf(finding), by, at, reference });
  const where = formatHostPort(finding.address, finding.port);
  stdout.write(`recorded change ${reference} of ${finding.id} (${where}), by ${by}\n`);
  return EXIT.clean;
}
