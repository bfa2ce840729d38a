/** `seawall rules`: every verdict, what it means and what to do. */

import { listExplanations } from '../classify/classify.ts';
import type { CommandSpec } from '../command-line/command.ts';
import { EXIT } from '../domain/errors.ts';
import { renderRules } from '../terminal/rules-text.ts';

export const command: CommandSpec<{ long: boolean }> = {
  options: [{ flags: '--long', describe: 'with remediation and references', fallback: false }],
  run(_words, { long }, { stdout, color }) {
    stdout.write(renderRules(listExplanations(), { width: Math.min(120, stdout.columns ?? 80), color, long }));
    return EXIT.clean;
  },
};
