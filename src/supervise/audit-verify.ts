/** Verifier of the `audit.log` hash chain: names the first entry that is not as it was written. */

import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode, reasonOf, SeawallError } from '../domain/errors.ts';
import { AUDIT_LOG, type AuditEntry, canonical, FIRST, hashEntry, readEntry } from './audit-entry.ts';

export interface Verification {
  entries: number;
  /** Hash of the last whole entry. */
  head: string;
  /** The first entry that is not as it was written. */
  broken?: { line: number; what: string };
  /** Bytes of an unfinished line at the end: a writer was killed; no entry is missing. */
  torn: number;
  /** Line of the entry with the hash that was asked for. */
  anchor?: number;
}

/**
 * Proves the chain from the first entry to the last.
 * @param onEntry called for each entry up to the first broken one
 * @throws SeawallError LOG_UNREADABLE
 */
export async function verifyAuditLog(
  out: string,
  { head, onEntry }: { head?: string; onEntry?: (entry: AuditEntry) => void } = {},
): Promise<Verification> {
  const result: Verification = { entries: 0, head: FIRST, torn: 0 };
  for await (const { text, whole } of readLines(join(out, AUDIT_LOG))) {
    if (!whole) {
      result.torn = Buffer.byteLength(text);
      break;
    }
    const line = result.entries + 1;
    const entry = readEntry(text);
    const what = 'hash' in entry ? checkEntry(entry, text, result) : entry.problem;
    if (what !== undefined || !('hash' in entry)) return { ...result, broken: { line, what: what ?? '' } };
    result.entries = line;
    result.head = entry.hash;
    if (entry.hash === head) result.anchor = line;
    onEntry?.(entry);
  }
  return result;
}

function checkEntry(entry: AuditEntry, text: string, before: Verification): string | undefined {
  const { hash, ...body } = entry;
  if (entry.prev !== before.head) {
    return entry.seq === before.entries + 1
      ? 'it does not follow the entry before it: that one was changed, or this one replaced'
      : `it has the number ${entry.seq} where ${before.entries + 1} is due: an entry was taken out, put in or moved`;
  }
  if (hashEntry(body) !== hash || canonical(entry) !== text) return 'its content was changed after it was written';
  if (entry.seq !== before.entries + 1) return `it has the number ${entry.seq} where ${before.entries + 1} is due`;
  return undefined;
}

/** Lines by line feeds alone: a reader of text lines also splits at characters that JSON leaves as they are. */
async function* readLines(path: string): AsyncGenerator<{ text: string; whole: boolean }, void, undefined> {
  const file = await open(path, 'r').catch((error: unknown) => {
    throw unreadable(path, error);
  });
  try {
    let rest = Buffer.alloc(0);
    for await (const chunk of file.createReadStream({ autoClose: false })) {
      rest = Buffer.concat([rest, chunk]);
      for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
        yield { text: rest.subarray(0, end).toString('utf8'), whole: true };
        rest = rest.subarray(end + 1);
      }
    }
    if (rest.length > 0) yield { text: rest.toString('utf8'), whole: false };
  } finally {
    await file.close();
  }
}

function unreadable(path: string, error: unknown): SeawallError {
  const what =
    errorCode(error) === 'ENOENT'
      ? 'there is no audit log: say with --out where the runs are'
      : `cannot be read: ${reasonOf(error)}`;
  return new SeawallError({ code: 'LOG_UNREADABLE', file: path, message: what }, { cause: error });
}
