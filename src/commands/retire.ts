/** `seawall retire`: closes exposures by a person's word, where no look can. Sends nothing. */

import type { CommandSpec } from '../command-line/command.ts';
import { parseLine, parseVantage } from '../command-line/options.ts';
import { BY, MEANING_OPTIONS, OUT, requireWords } from '../command-line/shared-options.ts';
import { type ExitStatus, SeawallError } from '../domain/errors.ts';
import { retireExposure } from '../history/decide.ts';
import { isLiving, refuseRetirement } from '../history/rulings.ts';
import { isVantageLeft } from '../history/run-list.ts';
import type { Context } from '../supervise/context.ts';
import { decide } from '../supervise/decide.ts';

interface RetireFlags {
  out: string;
  allPorts: boolean;
  allVantages: boolean;
  vantage?: string;
  reason?: string;
  by?: string;
}

export const command: CommandSpec<RetireFlags> = {
  options: [
    OUT,
    ...MEANING_OPTIONS,
    {
      flags: '--vantage <name>',
      describe: 'only what was seen from there; alone, all of it, open ones too once no run came from there for a week',
      parse: parseVantage,
    },
    { flags: '--reason <text>', describe: 'why (needed)', parse: parseLine },
    BY,
  ],
  run: (words, flags, context) => retire(words, flags, context),
};

function retire(words: readonly string[], flags: RetireFlags, context: Context): Promise<ExitStatus> {
  const { reason, vantage } = flags;
  if (vantage === undefined) requireWords(words);
  if (reason === undefined) throw new SeawallError({ code: 'USAGE', message: 'to retire needs --reason' });
  return decide({ ...flags, words }, context, (db, now) => {
    const isLeft = vantage !== undefined && isVantageLeft(db, vantage, now);
    return {
      terms: [{ kind: 'retire', reason }],
      concerns: isLiving,
      refuse: (stored) => refuseRetirement(stored, isLeft),
      write: (finding, decided) => retireExposure(db, finding, { reason, ...decided }),
      say: ({ finding }, what) => `retired ${what}, open since ${finding.standing.openSince.slice(0, 10)}`,
    };
  });
}
