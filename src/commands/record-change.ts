/** `seawall record-change`: somebody says that a finding was closed on purpose. Sends nothing. */

import { writeHistory } from '../audit/history-file.ts';
import type { CommandSpec } from '../command-line/command.ts';
import { parseLine } from '../command-line/options.ts';
import { BY, FINDING, OUT } from '../command-line/shared-options.ts';
import { formatHostPort } from '../domain/address.ts';
import { EXIT, type ExitStatus, SeawallError } from '../domain/errors.ts';
import { isoNow } from '../domain/time.ts';
import { recordChange } from '../history/decide.ts';
import { findRemembered } from '../history/query.ts';
import type { Context } from '../supervise/context.ts';

interface ChangeFlags {
  out: string;
  reference?: string;
  by?: string;
}

export const RECORD_CHANGE: CommandSpec<ChangeFlags> = {
  name: 'record-change',
  describe: 'say that a finding was closed on purpose: where it falls silent, nobody is asked',
  arguments: [FINDING],
  options: [OUT, { flags: '--reference <text>', describe: 'ticket of the change (needed)', parse: parseLine }, BY],
  run: ([id = ''], flags, context) => record(id, flags, context),
};

function record(id: string, flags: ChangeFlags, { stdout, clock, actor }: Context): ExitStatus {
  const { reference } = flags;
  if (reference === undefined)
    throw new SeawallError({ code: 'USAGE', message: 'a change needs --reference: the ticket that it was made under' });
  const at = isoNow(clock);
  const by = flags.by ?? actor.user;
  writeHistory(flags.out, (db) => {
    const { finding } = findRemembered(db, id, { now: at, deadlines: {} });
    recordChange(db, finding, { reference, by, at });
    stdout.write(
      `recorded change ${reference} of ${finding.id} (${formatHostPort(finding.address, finding.port)}), by ${by}\n`,
    );
  });
  return EXIT.clean;
}
