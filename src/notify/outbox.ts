/**
 * Messages that could not be delivered, kept for the next run: a change is told once, so it must not get lost.
 * Receivers are kept by a hash of their URL, because the URL is a secret.
 */

import { createHash } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../domain/errors.ts';
import { DAY_MS } from '../domain/time.ts';
import type { Message } from './message.ts';

export const OUTBOX = 'undelivered.json';
const SCHEMA = 'seawall.undelivered/1';

/** Messages that are older are dropped. */
const MAX_AGE_MS = 7 * DAY_MS;
/** Messages kept, the newest. */
const MAX_MESSAGES = 100;

export interface Undelivered {
  /** The delivery id: the same for each try, also in another run. */
  id: string;
  /** From `receiverKey`. */
  receiver: string;
  /** When it was first tried. */
  at: string;
  message: Message;
}

export function receiverKey(url: string): string {
  return createHash('sha256').update(url).digest('hex').slice(0, 16);
}

/** Undelivered messages of earlier runs, oldest first. An unreadable file counts as empty. */
export async function readOutbox(out: string, now: number): Promise<Undelivered[]> {
  let text: string;
  try {
    text = await readFile(join(out, OUTBOX), 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
  return parse(text).filter(({ at }) => now - Date.parse(at) < MAX_AGE_MS);
}

function parse(text: string): Undelivered[] {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || !('schema' in value) || value.schema !== SCHEMA) return [];
    // Written by `writeOutbox` below from the same type.
    return 'messages' in value && Array.isArray(value.messages) ? (value.messages as Undelivered[]) : [];
  } catch {
    return [];
  }
}

/** Replaces the file as a whole; takes it away when nothing is left. */
export async function writeOutbox(out: string, messages: readonly Undelivered[]): Promise<void> {
  const path = join(out, OUTBOX);
  if (messages.length === 0) return await rm(path, { force: true });
  const temporary = join(out, `.${OUTBOX}.tmp`);
  await writeFile(temporary, `${JSON.stringify({ schema: SCHEMA, messages: messages.slice(-MAX_MESSAGES) })}\n`, {
    mode: 0o600,
  });
  await rename(temporary, path);
}
