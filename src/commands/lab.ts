/** `seawall lab`: a lab of exposures on loopback. */

import type { CommandSpec } from '../command-line/command.ts';
import { EXIT, type ExitStatus } from '../domain/errors.ts';
import { startLab } from '../lab/lab.ts';
import type { Context } from '../supervise/context.ts';
import { renderLab } from '../terminal/lab-text.ts';

export const command: CommandSpec<{ first: string }> = {
  options: [{ flags: '--first <address>', describe: 'first address of the lab', fallback: '127.0.0.10' }],
  run: (_words, { first }, context) => runLab(first, context),
};

/** Runs until it is told to stop. */
async function runLab(first: string, { stdout, signal }: Context): Promise<ExitStatus> {
  const lab = await startLab({ first });
  stdout.write(
    `${renderLab(lab, stdout.columns ?? 80)}\nAudit it from another terminal: npm start. Ctrl-C ends the lab.\n`,
  );
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  await lab.close();
  return EXIT.clean;
}
