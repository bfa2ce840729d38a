/**
 * Lock file: one run at a time per output folder. A killed process does not keep it.
 *
 * Taking a free lock is link(2), which one process alone can win. A stale lock is replaced under a second lock whose name
 * is made of the first one's nonce: whoever holds that, and still finds the nonce in place, is the only one who may
 * replace it, because a dead holder changes nothing any more.
 */

import { createHash, randomBytes } from 'node:crypto';
import { link, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode, SeawallError } from '../domain/errors.ts';
import { type Clock, isoNow } from '../domain/time.ts';
import { createFolder } from '../journal/create-folder.ts';
import { unwritable } from '../journal/folder.ts';
import { type Actor, lifeOf, markProcess, type ProcessMark } from './actor.ts';

export const LOCK = '.lock';

/** Between two renewals of the lock file's time. */
const HEARTBEAT_MS = 5_000;
/** Without a renewal for so long, a holder that cannot be checked (another machine or container) counts as gone. */
const STALE_AFTER_MS = 60_000;
/** Between two tries while another process replaces a stale lock. */
const REPLACE_PAUSE_MS = 10;
const MAX_REPLACE_WAITS = 100;

export interface Holder extends ProcessMark {
  nonce: string;
  user: string;
  /** ISO time. */
  since: string;
  /** The holder's command: `seawall audit`. */
  purpose: string;
}

export interface LockRequest {
  actor: Actor;
  clock: Clock;
  purpose: string;
  /** Called once if the lock was lost: the file was removed, or another machine took this one for gone. */
  onLost?: () => void;
}

export interface Lock {
  release(): Promise<void>;
}

/**
 * Takes the lock of an output folder, and creates the folder if need be.
 * @throws SeawallError LOCK_HELD with who and since when, OUTPUT_UNWRITABLE
 */
export async function lockFolder(out: string, request: LockRequest): Promise<Lock> {
  const path = join(out, LOCK);
  await createFolder(out).catch((error: unknown) => {
    throw unwritable(out, error);
  });
  const taken = await tryLock(path, request);
  if ('release' in taken) return taken;
  throw new SeawallError({ code: 'LOCK_HELD', message: explainHeld(out, path, taken, request.actor) });
}

/** @returns the lock, or who holds it. @throws SeawallError OUTPUT_UNWRITABLE */
export async function tryLock(path: string, request: LockRequest): Promise<Lock | Holder> {
  const { actor, clock, purpose } = request;
  const nonce = randomBytes(8).toString('hex');
  const mine: Holder = {
    nonce,
    user: actor.user,
    since: isoNow(clock),
    purpose,
    ...markProcess(actor),
  };
  const holder = await take(path, mine, request).catch((error: unknown) => {
    throw unwritable(path, error);
  });
  if (holder !== undefined) return holder;
  const heartbeat = setInterval(() => void keepAlive(), HEARTBEAT_MS);
  heartbeat.unref();
  async function keepAlive(): Promise<void> {
    const now = clock.now() / 1_000;
    try {
      if ((await readHolder(path))?.nonce === nonce) return await utimes(path, now, now);
    } catch {
      // A disk in trouble: the next heartbeat tries again.
      return;
    }
    clearInterval(heartbeat);
    request.onLost?.();
  }
  return {
    async release() {
      clearInterval(heartbeat);
      if ((await readHolder(path))?.nonce === nonce) await rm(path, { force: true });
    },
  };
}

/** @returns undefined when `mine` holds the lock now, otherwise who does */
async function take(path: string, mine: Holder, request: LockRequest): Promise<Holder | undefined> {
  const temporary = `${path}.${mine.nonce}`;
  await writeFile(temporary, `${JSON.stringify(mine)}\n`, { mode: 0o600, flag: 'wx' });
  try {
    for (let waits = 0; ; ) {
      if (await linked(temporary, path)) return undefined;
      const found = await readHolder(path);
      if (found === undefined) continue;
      const stale = await isStale(path, found, request);
      if (stale === undefined) continue;
      if (!stale) return found;
      // Left behind only by one that is killed here: the guard's own guard then takes care of it.
      const guard = join(dirname(path), `${LOCK}-${found.nonce}`);
      const other = await take(guard, mine, request);
      if (other !== undefined) {
        if (++waits > MAX_REPLACE_WAITS) return other;
        await sleep(REPLACE_PAUSE_MS);
        continue;
      }
      try {
        if ((await readHolder(path))?.nonce !== found.nonce) continue;
        await rename(temporary, path);
        return undefined;
      } finally {
        await rm(guard, { force: true });
      }
    }
  } finally {
    await rm(temporary, { force: true });
  }
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/** The holder, or undefined where there is no lock. One that cannot be read is a holder without a name. */
async function readHolder(path: string): Promise<Holder | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const value: unknown = JSON.parse(text);
    if (isHolder(value)) return value;
  } catch {
    // Damaged, or of another program: its age decides.
  }
  const nonce = createHash('sha256').update(text).digest('hex').slice(0, 16);
  return { nonce, user: '', since: '', purpose: '', host: '', pid: 0, boot: '', namespace: '', started: '' };
}

const TEXTS = ['nonce', 'user', 'since', 'purpose', 'host', 'boot', 'namespace', 'started'] as const;

function isHolder(value: unknown): value is Holder {
  if (typeof value !== 'object' || value === null) return false;
  const fields: Record<string, unknown> = { ...value };
  return (
    Number.isSafeInteger(fields.pid) &&
    TEXTS.every((key) => typeof fields[key] === 'string') &&
    /^[0-9a-f]{16}$/.test(String(fields.nonce))
  );
}

/** @returns undefined if the lock has gone meanwhile */
async function isStale(path: string, holder: Holder, { actor, clock }: LockRequest): Promise<boolean | undefined> {
  const life = holder.host === '' ? 'unknown' : lifeOf(holder, actor);
  if (life !== 'unknown') return life === 'dead';
  try {
    return clock.now() - (await stat(path)).mtimeMs > STALE_AFTER_MS;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function explainHeld(out: string, path: string, holder: Holder, actor: Actor): string {
  if (holder.host === '') {
    return `${out} is locked, and ${path} does not say by whom: wait a minute; if no run is under way, remove that file`;
  }
  const who = `${holder.purpose} of ${holder.user} on ${holder.host}, pid ${holder.pid}, since ${holder.since}`;
  const elsewhere =
    holder.host === actor.host
      ? ''
      : `; if that machine is gone, the lock ends ${STALE_AFTER_MS / 1_000} seconds after it did`;
  return `${out} is in use (${who}): wait for it, stop it with SIGTERM, or give another folder with --out${elsewhere}`;
}
