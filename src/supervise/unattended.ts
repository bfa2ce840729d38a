/** Options of unattended runs: log format, and receivers of notifications. */

import type { Severity } from '../domain/verdicts.ts';
import type { NotifyWhen } from '../notify/message.ts';
import type { Receivers } from '../notify/notify.ts';
import { createLog, type Log, type LogFormat, type LogLevel } from '../terminal/log.ts';
import type { Context } from './context.ts';

/** The values of UNATTENDED_OPTIONS, with `--quiet` and `--fail-on`. */
export interface UnattendedFlags {
  notify?: string[];
  notifyWhen?: NotifyWhen;
  mailTo?: string[];
  logFormat?: LogFormat;
  logLevel?: LogLevel;
  quiet: boolean;
  failOn: Severity | 'none';
}

const SENDMAIL_TIMEOUT_MS = 30_000;

export function logFor({ logFormat, logLevel, quiet }: UnattendedFlags, { stderr, clock }: Context): Log {
  const format = logFormat ?? (stderr.isTTY === true ? 'human' : 'json');
  return createLog({ stream: stderr, format, level: logLevel ?? (quiet ? 'warn' : 'info'), clock });
}

/** @throws SeawallError USAGE for a malformed URL or address, before the first packet */
export async function receiversOf({ notify = [], mailTo = [] }: UnattendedFlags, context: Context): Promise<Receivers> {
  if (notify.length === 0 && mailTo.length === 0) return { targets: [], mail: undefined };
  const { parseTarget } = await import('../notify/target.ts');
  const { checkAddress, DEFAULT_SENDMAIL } = await import('../notify/mail.ts');
  // A variable holds all of them, with spaces between.
  const words = (list: readonly string[]): string[] => list.flatMap((text) => text.split(/\s+/)).filter(Boolean);
  const targets = words(notify).map(parseTarget);
  const to = words(mailTo).map(checkAddress);
  if (to.length === 0) return { targets, mail: undefined };
  const { user, host } = context.actor;
  const sendmail = context.environment('SEAWALL_SENDMAIL') ?? DEFAULT_SENDMAIL;
  return { targets, mail: { sendmail, to, user, host, timeout: SENDMAIL_TIMEOUT_MS } };
}

/** Targets whose messages will go unsigned though their receiver could check a signature. */
export function unsignedTargets(
  { targets }: Receivers,
  { environment }: Context,
): { name: string; variable: string }[] {
  return targets.flatMap(({ name, preset }) =>
    preset.name === 'plain' && preset.secret !== undefined && environment(preset.secret) === undefined
      ? [{ name, variable: preset.secret }]
      : [],
  );
}
