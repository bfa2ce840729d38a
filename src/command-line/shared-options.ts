/** Arguments and options that several commands have, and that need nothing of the program. */

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

export const FINDING: ArgumentSpec = { name: '<id>', describe: "a finding's id, or the beginning of it" };

export const FINDING_OR_PLACE: ArgumentSpec = {
  name: '<id-or-place>',
  describe: "a finding's or an exposure's id, the beginning of one, or address[:port]",
};

/** What an ambiguous place may stand for. */
export const MEANING_OPTIONS: readonly OptionSpec[] = [
  { flags: '--all-ports', describe: 'an address stands for all of its ports', fallback: false },
  { flags: '--all-vantages', describe: 'a place stands for what was seen from everywhere', fallback: false },
];

export const BY: OptionSpec = { flags: '--by <name>', describe: 'who says so (default: you)', parse: parseLine };
