/**
 * Writer of `audit.log`, a hash chain in JSON Lines: who audited what, under which authorisation, and how it ended. Each entry
 * carries the hash of the one before it: changing, moving, adding or removing one breaks the chain from there on.
 *
 * A chain alone cannot show that its end was cut off, or that the whole was written anew: for that, the hash of the last entry
 * is kept elsewhere and given to the verification.
 */

import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SeawallError } from '../domain/errors.ts';
import { type Clock, isoNow } from '../domain/time.ts';
import { unwritable } from '../journal/folder.ts';
import type { Actor } from './actor.ts';
import {
  AUDIT_LOG,
  type AuditEntry,
  type AuditEvent,
  canonical,
  FIRST,
  type LogHead,
  readEntry,
  sealEntry,
  sha256,
} from './audit-entry.ts';
import { type Lock, tryLock } from './lock.ts';

export interface AuditLog {
  /** Resolves when the entry is on the disk. @throws SeawallError OUTPUT_UNWRITABLE */
  append(event: AuditEvent, details: AuditEntry['details']): Promise<LogHead>;
}

/** For another writer's lock: in all, and between two tries. */
const LOCK_WAIT_MS = 10_000;
const LOCK_PAUSE_MS = 20;

export function openAuditLog(out: string, actor: Actor, clock: Clock): AuditLog {
  const path = join(out, AUDIT_LOG);
  let queue: Promise<unknown> = Promise.resolve();

  async function append(event: AuditEvent, details: AuditEntry['details']): Promise<LogHead> {
    const lock = await waitForLock(path, actor, clock);
    try {
      const file = await open(path, 'a+', 0o600);
      try {
        const { last, torn } = await readTail(file);
        let head = headOf(last);
        const add = async (kind: AuditEvent, more: AuditEntry['details']): Promise<void> => {
          const entry = sealEntry(head, { event: kind, details: more, at: isoNow(clock), actor });
          await file.appendFile(`${canonical(entry)}\n`);
          head = { entries: entry.seq, hash: entry.hash };
        };
        if (torn.length > 0) {
          await file.truncate((await file.stat()).size - torn.length);
          await add('repair', { bytes: torn.length, sha256: sha256(torn) });
        }
        await add(event, details);
        await file.datasync();
        return head;
      } finally {
        await file.close();
      }
    } catch (error) {
      throw error instanceof SeawallError ? error : unwritable(path, error);
    } finally {
      await lock.release();
    }
  }

  return {
    // In the order of the calls, also within this process.
    append(event, details) {
      const entry = queue.then(() => append(event, details));
      queue = entry.catch(() => undefined);
      return entry;
    },
  };
}

async function waitForLock(path: string, actor: Actor, clock: Clock): Promise<Lock> {
  for (let waited = 0; ; waited += LOCK_PAUSE_MS) {
    const lock = await tryLock(`${path}.lock`, { actor, clock, purpose: 'writing the audit log' });
    if ('release' in lock) return lock;
    if (waited >= LOCK_WAIT_MS)
      throw unwritable(path, new Error(`pid ${lock.pid} on ${lock.host} does not let go of it`));
    await sleep(LOCK_PAUSE_MS);
  }
}

/** The head that the next entry follows. A malformed last line is followed too; verifying names it. */
function headOf(last: string | undefined): LogHead {
  if (last === undefined) return { entries: 0, hash: FIRST };
  const entry = readEntry(last);
  return 'hash' in entry ? { entries: entry.seq, hash: entry.hash } : { entries: 0, hash: sha256(last) };
}

/** The last whole line, and the bytes after it. */
async function readTail(file: FileHandle): Promise<{ last: string | undefined; torn: Buffer }> {
  const { size } = await file.stat();
  for (let length = 65_536; ; length *= 4) {
    const from = Math.max(0, size - length);
    const block = Buffer.alloc(size - from);
    await file.read(block, 0, block.length, from);
    const end = block.lastIndexOf(10);
    const before = end <= 0 ? -1 : block.lastIndexOf(10, end - 1);
    if (before < 0 && from > 0) continue;
    const last = end < 0 ? undefined : block.subarray(before + 1, end).toString('utf8');
    return { last, torn: block.subarray(end + 1) };
  }
}
