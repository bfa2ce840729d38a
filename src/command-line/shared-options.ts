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

export const BY: OptionSpec = { flags: '--by <name>', describe: 'who says so (default: you)', parse: parseLine };
