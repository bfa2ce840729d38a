/** `seawall log`: prints the audit log, and verifies its hash chain. */

import type { CommandSpec } from '../command-line/command.ts';
import { OptionError } from '../command-line/options.ts';
import { OUT } from '../command-line/shared-options.ts';
import { EXIT, type ExitStatus, SeawallError } from '../domain/errors.ts';
import { AUDIT_LOG, type AuditEntry, canonical } from '../supervise/audit-entry.ts';
import { type Verification, verifyAuditLog } from '../supervise/audit-verify.ts';
import type { Context } from '../supervise/context.ts';
import { terminalText } from '../text/escape.ts';

interface LogFlags {
  out: string;
  head?: string;
}

export const command: CommandSpec<LogFlags> = {
  options: [
    OUT,
    {
      flags: '--head <hash>',
      describe: 'hash of an entry, kept elsewhere: it must be in the chain',
      parse: parseHash,
    },
  ],
  run: ([word], flags, context) => runLog(word, flags, context),
};

async function runLog(word: string | undefined, { out, head }: LogFlags, { stdout }: Context): Promise<ExitStatus> {
  if (word !== undefined && word !== 'verify')
    throw new SeawallError({
      code: 'USAGE',
      message: `log takes the word verify or none, not '${terminalText(word, 40)}'`,
    });
  const verify = word === 'verify';
  const onEntry = (entry: AuditEntry): void => void (verify || stdout.write(`${lineOf(entry)}\n`));
  const result = await verifyAuditLog(out, { onEntry, ...(head !== undefined && { head }) });
  for (const line of verdictLines(result, head)) stdout.write(`${line}\n`);
  const whole = result.broken === undefined && (head === undefined || result.anchor !== undefined);
  return whole ? EXIT.clean : EXIT.findings;
}

/** `2026-03-01T02:00:00.000Z  start    ann@audit1  run=...` */
function lineOf({ at, event, user, host, pid, details }: AuditEntry): string {
  const words = Object.entries(details).map(
    ([name, value]) => `${name}=${typeof value === 'string' ? value : canonical(value)}`,
  );
  return terminalText(`${at} ${event.padEnd(7, '\u00a0')} ${user}@${host} pid ${pid} ${words.join(' ')}`, 2_000);
}

function verdictLines({ entries, head, broken, torn, anchor }: Verification, wanted: string | undefined): string[] {
  if (broken !== undefined)
    return [
      `BROKEN: line ${broken.line} of ${AUDIT_LOG}: ${broken.what}. ${entries} entries before it are as they were written.`,
    ];
  const lines = [`${entries} entries, each as it was written; head ${head}`];
  if (torn > 0) lines.push(`${torn} bytes of an unfinished entry at the end: a writer was killed, or is writing now.`);
  if (wanted === undefined)
    lines.push('A chain does not show that its end was cut off: keep the head elsewhere, and verify with --head.');
  else if (anchor === undefined)
    lines.push(`MISSING: no entry has the hash ${wanted}: the end was cut off, or the log was written anew.`);
  else lines.push(`The entry with that hash is in line ${anchor}; ${entries - anchor} came after it.`);
  return lines;
}

function parseHash(text: string): string {
  if (!/^[0-9a-f]{64}$/.test(text))
    throw new OptionError('64 hexadecimal digits are wanted, as log verify prints them.');
  return text;
}
