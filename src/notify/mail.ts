/** Mail through the machine's own sendmail: no server, no password, and the queue of the local mailer. */

import { spawn } from 'node:child_process';
import { reasonOf, SeawallError } from '../domain/errors.ts';
import type { Delivery } from './deliver.ts';
import { textOf } from './lines.ts';
import type { Message } from './message.ts';

export const DEFAULT_SENDMAIL = '/usr/sbin/sendmail';

export interface MailOptions {
  /** Path of a program that takes a message on standard input and addresses as arguments. */
  sendmail: string;
  to: readonly string[];
  user: string;
  host: string;
  /** Milliseconds for the program. */
  timeout: number;
}

/** Plain addresses alone: no names, no comments, nothing that a mailer or a shell would read as more than an address. */
const ADDRESS =
  /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~.][A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{0,63}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/;

/** @throws SeawallError USAGE */
export function checkAddress(text: string): string {
  if (ADDRESS.test(text)) return text;
  const shown = JSON.stringify(text.slice(0, 80));
  throw new SeawallError({
    code: 'USAGE',
    message: `--mail-to: ${shown} is no address: give one as in ops@example.org`,
  });
}

/** Resolves in every case. */
export async function sendMail(message: Message, options: MailOptions): Promise<Delivery> {
  const error = await hand(await compose(message, options), options).then(
    () => '',
    (failure: unknown) => reasonOf(failure),
  );
  return { to: `mail ${options.to.join(', ')}`, ok: error === '', tries: 1, error };
}

/** The library folds, encodes and cleans headers. */
async function compose(message: Message, { to, user, host }: MailOptions): Promise<string> {
  const from = ADDRESS.test(`${user}@${host}`) ? `${user}@${host}` : 'seawall@localhost';
  // Loaded when there is mail to write: it has a hundred files, which a run without mail need not open.
  const { createTransport } = await import('nodemailer');
  const composed = await createTransport({ streamTransport: true, buffer: true, newline: 'unix' }).sendMail({
    from: { name: 'Seawall', address: from },
    to: [...to],
    subject: message.title,
    text: `${textOf(message)}\n\nThe reports of the run are on ${host}.\n`,
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Seawall-Run': message.run.id, 'X-Seawall-Event': message.event },
  });
  return String(composed.message);
}

function hand(text: string, { sendmail, to, timeout }: MailOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    // `-i`: a line with a single dot does not end the message.
    const child = spawn(sendmail, ['-i', ...to], { stdio: ['pipe', 'ignore', 'ignore'] });
    const killer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`${sendmail} did not end within ${timeout / 1_000} seconds`));
    }, timeout);
    child.once('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(killer);
      reject(new Error(`${sendmail} cannot be started (${error.code ?? error.message})`));
    });
    child.once('close', (status, signal) => {
      clearTimeout(killer);
      if (status === 0) resolve();
      else reject(new Error(`${sendmail} ended with ${status === null ? String(signal) : `status ${status}`}`));
    });
    // A mailer that does not read to the end says why by its status.
    child.stdin.on('error', () => undefined);
    child.stdin.end(text);
  });
}
