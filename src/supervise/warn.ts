/** Warnings of commands that are no runs, and have no log: a line each, beside the results. */

import { terminalText } from '../text/escape.ts';
import { LINE_CHARACTERS } from '../text/limits.ts';
import type { Context } from './context.ts';

export function warnOn(stderr: Context['stderr']): (text: string) => void {
  return (text) => void stderr.write(`seawall: warning: ${terminalText(text, LINE_CHARACTERS)}\n`);
}
