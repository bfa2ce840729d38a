/** `seawall record-change`: records that findings were closed on purpose. Sends nothing. */

import type { CommandSpec } from '../command-line/command.ts';
import { parseLine } from '../command-line/options.ts';
import { BY, MEANING_OPTIONS, OUT } from '../command-line/shared-options.ts';
import { type ExitStatus, SeawallError } from '../domain/errors.ts';
import { recordChange } from '../history/decide.ts';
import { isLiving } from '../history/rulings.ts';
import type { Context } from '../supervise/context.ts';
import { decide } from '../supervise/decide.ts';

interface ChangeFlags {
  out: string;
  allPorts: boolean;
  allVantages: boolean;
  reference?: string;
  by?: string;
}

export const command: CommandSpec<ChangeFlags> = {
  options: [
    OUT,
    ...MEANING_OPTIONS,
    { flags: '--reference <text>', describe: 'ticket of the change (needed)', parse: parseLine },
    BY,
  ],
  run: (words, flags, context) => record(words, flags, context),
};

function record(words: readonly string[], flags: ChangeFlags, context: Context): Promise<ExitStatus> {
  const { reference } = flags;
  if (reference === undefined)
    throw new SeawallError({ code: 'USAGE', message: 'a change needs --reference: the ticket that it was made under' });
  return decide({ ...flags, words }, context, (db) => ({
    terms: [{ kind: 'record-change', reference }],
    concerns: isLiving,
    // Who closed what is closed is worth a line, too.
    refuse: () => undefined,
    write: (finding, decided) => recordChange(db, finding, { reference, ...decided }),
    say: (_stored, what) => `recorded change ${reference} of ${what}`,
  }));
}
