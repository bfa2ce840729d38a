/**
 * Messages on their way, and the file in which they wait where history cannot hold them. Receivers are kept by a hash of
 * their URL, because the URL is a secret.
 */

import { createHash } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PRODUCTS } from '../domain/engine.ts';
import { CLOSINGS, SIGHTS } from '../domain/finding.ts';
import { isSeverity, isVerdict } from '../domain/finding-shape.ts';
import {
  isAddressText,
  isCount,
  isFlag,
  isMoment,
  isNumber,
  isPort,
  isText,
  listOf,
  oneOf,
  optional,
  orNull,
  shapeOf,
  tryJson,
  tupleOf,
} from '../domain/shape.ts';
import { CHANGES } from './change.ts';
import type { Item } from './item.ts';
import { type Message, NOTIFY_EVENTS } from './message.ts';

export const OUTBOX = 'undelivered.json';
const SCHEMA = 'seawall.undelivered/1';

/** Messages kept for all receivers, the newest: older ones would come in a flood when a receiver is back. */
export const MAX_MESSAGES = 100;

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

/** Undelivered messages of earlier runs, oldest first. What cannot be read is left out: the new message must go out. */
export async function readOutbox(out: string): Promise<Undelivered[]> {
  return parse(await readFile(join(out, OUTBOX), 'utf8').catch(() => ''));
}

function parse(text: string): Undelivered[] {
  const value = tryJson(text);
  if (typeof value !== 'object' || value === null || !('schema' in value) || value.schema !== SCHEMA) return [];
  return 'messages' in value && Array.isArray(value.messages) ? value.messages.filter(isUndelivered) : [];
}

const isItem = shapeOf<Item>({
  id: isText,
  change: oneOf(CHANGES),
  severity: isSeverity,
  verdict: isVerdict,
  product: oneOf(PRODUCTS),
  address: isAddressText,
  port: isPort,
  owner: isText,
  contact: isText,
  due: orNull(isMoment),
  exposure: optional(orNull(isText)),
  what: optional(listOf(isText)),
  daysOpen: optional(isNumber),
  openSince: optional(isMoment),
  overdue: optional(isFlag),
  how: optional(orNull(oneOf(CLOSINGS))),
  previousSeverity: optional(orNull(isSeverity)),
  answersAs: optional(orNull(isVerdict)),
  acceptedUntil: optional(orNull(isMoment)),
  sight: optional(orNull(oneOf(SIGHTS))),
});

const isMessage = shapeOf<Message>({
  schema: oneOf(['seawall.notification/1']),
  event: oneOf(NOTIFY_EVENTS),
  title: isText,
  run: shapeOf<Message['run']>({
    id: isText,
    vantage: isText,
    version: isText,
    startedAt: isMoment,
    finishedAt: isMoment,
    folder: optional(isText),
    host: optional(isText),
  }),
  facts: listOf(tupleOf<[string, string]>(isText, isText)),
  findings: listOf(isItem),
  omitted: isCount,
  auditLog: optional(shapeOf<NonNullable<Message['auditLog']>>({ entries: isCount, hash: isText })),
});

/** @returns undefined for what is no message */
export function parseMessage(text: string): Message | undefined {
  const value = tryJson(text);
  return isMessage(value) ? value : undefined;
}

const isUndelivered = shapeOf<Undelivered>({ id: isText, receiver: isText, at: isMoment, message: isMessage });

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
