/** One entry of `audit.log`: fields, canonical JSON, and the hash that chains it to the entry before. */

import { createHash } from 'node:crypto';
import type { Actor } from './actor.ts';

export const AUDIT_LOG = 'audit.log';
export const AUDIT_LOG_SCHEMA = 'seawall.audit-log/1';
/** The previous hash of the first entry. */
export const FIRST = '0'.repeat(64);

/** `repair`: a killed writer left half a line, which was taken out. `decision`: a `Decision` of a person. */
export const AUDIT_EVENTS = ['start', 'refusal', 'stop', 'end', 'notify', 'decision', 'repair'] as const;
export type AuditEvent = (typeof AUDIT_EVENTS)[number];

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };

export interface AuditEntry {
  schema: typeof AUDIT_LOG_SCHEMA;
  /** From 1, without a gap. */
  seq: number;
  at: string;
  event: AuditEvent;
  user: string;
  host: string;
  pid: number;
  details: { readonly [key: string]: Json | undefined };
  /** Hash of the entry before. */
  prev: string;
  /** SHA-256 in hexadecimal of `prev`, a line feed, and this entry without `hash` as canonical JSON. */
  hash: string;
}

export interface LogHead {
  entries: number;
  hash: string;
}

export function sealEntry(
  head: LogHead,
  { event, details, at, actor }: Pick<AuditEntry, 'event' | 'details' | 'at'> & { actor: Actor },
): AuditEntry {
  const { user, host, pid } = actor;
  const body = {
    schema: AUDIT_LOG_SCHEMA,
    seq: head.entries + 1,
    at,
    event,
    user,
    host,
    pid,
    details,
    prev: head.hash,
  } as const;
  return { ...body, hash: hashEntry(body) };
}

export function hashEntry(body: Omit<AuditEntry, 'hash'>): string {
  return sha256(`${body.prev}\n${canonical(body)}`);
}

export function readEntry(text: string): AuditEntry | { problem: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { problem: 'it is not JSON' };
  }
  if (typeof value !== 'object' || value === null) return { problem: 'it is not an entry' };
  const fields: Record<string, unknown> = { ...value };
  if (fields.schema !== AUDIT_LOG_SCHEMA)
    return { problem: `it has the format ${JSON.stringify(fields.schema)?.slice(0, 60)}, not '${AUDIT_LOG_SCHEMA}'` };
  const texts = ['at', 'event', 'user', 'host', 'prev', 'hash'].every((key) => typeof fields[key] === 'string');
  const entry = texts && Number.isSafeInteger(fields.seq) && typeof fields.details === 'object';
  // The hash, checked next, covers every field: what is not of this type was not written by `sealEntry`.
  return entry ? (value as AuditEntry) : { problem: 'it lacks fields of an entry' };
}

/** JSON with the keys of every object in order and no spaces: the same text for the same content. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

export function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}
