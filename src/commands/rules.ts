/** `seawall rules`: every verdict, what it means and what to do. */

import { listExplanations } from '../classify/classify.ts';
import { EXIT } from '../errors.ts';
import { renderRules } from '../report/rules.ts';
import type { CommandSpec } from './command.ts';

export const RULES: CommandSpec<{ long: boolean }> = {
  name: 'rules',
  describe: 'list every verdict with severity and meaning',
  arguments: [],
  options: [{ flags: '--long', describe: 'with remediation and references', fallback: false }],
  run(_words, { long }, { stdout, color }) {
    stdout.write(renderRules(listExplanations(), { width: Math.min(120, stdout.columns ?? 80), color, long }));
    return EXIT.clean;
  },
};
