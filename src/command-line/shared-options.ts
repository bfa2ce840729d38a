/** Arguments and options that several commands have, and that need nothing of the program. */

import { SeawallError } from '../domain/errors.ts';
import type { ArgumentSpec, OptionSpec } from './command.ts';
import { parseLine } from './options.ts';

export const DEFAULT_SCOPE = 'targets/';

export const SCOPE: ArgumentSpec = {
  name: '[scope...]',
  describe: `scope files or folders (default: ${DEFAULT_SCOPE})`,
};

export const OUT: OptionSpec = { flags: '--out <dir>', describe: 'folder for runs and reports', fallback: 'reports' };

export const POLICY: OptionSpec = {
  flags: '--policy <file>',
  describe: 'days until a finding must be closed (default: policy.yaml beside the scope files)',
};

export const FINDING_OR_PLACE: ArgumentSpec = {
  name: '<id-or-place>',
  describe: "a finding's or an exposure's id, the beginning of one, or address[:port]",
};

const MEANT = 'ids of findings or exposures, beginnings of them, address[:port], CIDR blocks, or first-last';

export const FINDINGS: ArgumentSpec = { name: '<finding...>', describe: MEANT };

/** For commands that need none with some of their options. */
export const FINDINGS_OR_NONE: ArgumentSpec = { name: '[finding...]', describe: MEANT };

/** @throws SeawallError USAGE */
export function requireWords(words: readonly string[]): void {
  if (words.length > 0) return;
  throw new SeawallError({ code: 'USAGE', message: 'name at least one finding: its id, a place, or a range' });
}

/** What an ambiguous place may stand for. */
export const MEANING_OPTIONS: readonly OptionSpec[] = [
  { flags: '--all-ports', describe: 'an address stands for all of its ports', fallback: false },
  { flags: '--all-vantages', describe: 'a place stands for what was seen from everywhere', fallback: false },
];

export const BY: OptionSpec = { flags: '--by <name>', describe: 'who says so (default: you)', parse: parseLine };
