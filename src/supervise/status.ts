/** Status file of the running audit, for monitoring: `status.json` in the output folder, replaced as a whole every second. */

import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PartialReason } from '../domain/run.ts';
import { type Clock, isoNow } from '../domain/time.ts';
import type { Actor } from './actor.ts';

export const STATUS = 'status.json';
export const STATUS_SCHEMA = 'seawall.status/1';

/** Between writes: also the heartbeat. */
const WRITE_INTERVAL_MS = 1_000;

/** `running` with an old `updatedAt` is a run that was killed. */
export const STATUS_STATES = ['running', 'reporting', 'finished', 'partial', 'failed'] as const;
export type StatusState = (typeof STATUS_STATES)[number];

/** Endpoints; `rate` is endpoints settled per second. */
export interface StatusCounts {
  done: number;
  total: number;
  rate: number;
  open: number;
  exposed: number;
  notTested: number;
  probing: number;
}

/** Its JSON Schema is `status.schema.json` beside this file. */
export interface Status extends StatusCounts {
  schema: typeof STATUS_SCHEMA;
  state: StatusState;
  run: string;
  folder: string;
  host: string;
  pid: number;
  startedAt: string;
  updatedAt: string;
  /** Seconds left at the present rate; null while nothing moves. */
  etaSeconds: number | null;
  reasons: PartialReason[];
  /** Null until the end. */
  exitStatus: number | null;
}

export interface StatusFile {
  /** Begins to write. */
  start(run: string, folder: string): void;
  update(counts: StatusCounts): void;
  /** The walk is done; reports are being made. */
  reporting(): void;
  /** Writes the final state. Does nothing if the run never started. */
  end(state: StatusState, exitStatus: number, reasons: readonly PartialReason[]): Promise<void>;
}

export interface StatusOptions {
  out: string;
  actor: Pick<Actor, 'host' | 'pid'>;
  clock: Clock;
  /** Called once if the file cannot be written: the run goes on without it. */
  onTrouble: (error: unknown) => void;
}

export function createStatusFile({ out, actor, clock, onTrouble }: StatusOptions): StatusFile {
  let status: Status | undefined;
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> | undefined;
  let troubled = false;

  async function write(): Promise<void> {
    if (status === undefined) return;
    status.updatedAt = isoNow(clock);
    const temporary = join(out, `.${STATUS}.${status.run}.tmp`);
    try {
      await writeFile(temporary, `${JSON.stringify(status, null, 2)}\n`, { mode: 0o600 });
      await rename(temporary, join(out, STATUS));
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => undefined);
      if (!troubled) onTrouble(error);
      troubled = true;
    }
  }

  /** One write at a time: a slow disk makes the file old, not the queue long. */
  function writeSoon(): void {
    writing ??= write().finally(() => {
      writing = undefined;
    });
  }

  return {
    start(run, folder) {
      status = firstStatus({ run, folder, ...actor }, isoNow(clock));
      timer = setInterval(writeSoon, WRITE_INTERVAL_MS);
      timer.unref();
      writeSoon();
    },
    update(counts) {
      if (status !== undefined) Object.assign(status, counts, { etaSeconds: secondsLeft(counts) });
    },
    reporting() {
      if (status !== undefined) status.state = 'reporting';
      writeSoon();
    },
    async end(state, exitStatus, reasons) {
      clearInterval(timer);
      await writing;
      if (status === undefined) return;
      Object.assign(status, { state, exitStatus, reasons: [...reasons], probing: 0 });
      if (state === 'finished') status.etaSeconds = 0;
      await write();
    },
  };
}

function firstStatus(
  { run, folder, host, pid }: Pick<Status, 'run' | 'folder' | 'host' | 'pid'>,
  startedAt: string,
): Status {
  return {
    schema: STATUS_SCHEMA,
    state: 'running',
    run,
    folder,
    host,
    pid,
    startedAt,
    updatedAt: startedAt,
    ...{ done: 0, total: 0, rate: 0, open: 0, exposed: 0, notTested: 0, probing: 0 },
    etaSeconds: null,
    reasons: [],
    exitStatus: null,
  };
}

function secondsLeft({ done, total, rate }: StatusCounts): number | null {
  if (done >= total) return 0;
  return rate > 0 ? Math.ceil((total - done) / rate) : null;
}
