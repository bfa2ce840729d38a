/**
 * The portable engine: one `node:net` connection per endpoint, with a bounded number in flight. Needs no privileges and
 * runs wherever Node runs.
 */

import { connect, type Socket } from 'node:net';
import type { Endpoint, SweepRecord } from '../domain/endpoint.ts';
import { errorCode } from '../domain/errors.ts';
import { afterOwnErrors, localPause, localTries, stateOfError } from '../domain/system-errors.ts';
import { isoNow } from '../domain/time.ts';
import { DueQueue } from './due-queue.ts';
import { createPositionSource, type PositionSource } from './positions.ts';
import type { Sweep, SweepJob } from './sweep.ts';
import { createThrottle, type Throttle } from './throttle.ts';

/** An endpoint that waits for its turn: another try, a busy address, or a prefix that has had its share. */
interface Task {
  endpoint: Endpoint;
  due: number;
  silences: number;
  troubles: number;
}

interface Flight {
  task: Task;
  socket: Socket;
  started: number;
}

/** Records handed over in one batch, at most, and the milliseconds that a smaller batch waits for company. */
const BATCH_RECORDS = 512;
const BATCH_DELAY_MS = 25;
/** Milliseconds after which a source that had nothing is asked again. */
const SOURCE_PAUSE_MS = 20;

export function createPortableSweep(): Sweep {
  return {
    name: 'portable',
    run: (job) => new PortableRun(job).batches(),
  };
}

class PortableRun {
  private readonly job: SweepJob;
  private readonly throttle: Throttle;
  private readonly source: PositionSource;
  private readonly waiting = new DueQueue<Task>();
  /** In the order of their start, so that the oldest time out first. */
  private readonly flights = new Set<Flight>();
  private ready: SweepRecord[] = [];
  private held = false;
  private pumpTimer: NodeJS.Timeout | undefined;
  private wake: (() => void) | undefined;

  constructor(job: SweepJob) {
    this.job = job;
    this.throttle = createThrottle(job.concurrency);
    this.source = createPositionSource(job.positions, job.limit);
  }

  async *batches(): AsyncGenerator<Iterable<SweepRecord>, void, undefined> {
    const stop = (): void => this.abandon();
    this.job.signal.addEventListener('abort', stop, { once: true });
    const reaper = setInterval(() => this.reap(), Math.max(5, Math.min(50, this.job.timeout / 10)));
    try {
      for (;;) {
        this.held = false;
        this.pump();
        if (this.ready.length < BATCH_RECORDS && !this.finished()) await this.company();
        const batch = this.ready;
        this.ready = [];
        this.held = true;
        if (batch.length > 0) yield batch;
        else if (this.finished()) return;
      }
    } finally {
      this.job.signal.removeEventListener('abort', stop);
      clearInterval(reaper);
      this.abandon();
    }
  }

  private finished(): boolean {
    if (this.job.signal.aborted) return true;
    return this.source.done && this.flights.size === 0 && this.waiting.size === 0;
  }

  /** Waits until a batch is full, its delay is over with something in it, or the sweep is finished. */
  private async company(): Promise<void> {
    const deadline = setTimeout(() => this.notify(true), BATCH_DELAY_MS);
    await new Promise<void>((resolve) => {
      this.wake = resolve;
    });
    this.wake = undefined;
    clearTimeout(deadline);
  }

  private notify(now: boolean): void {
    if (now || this.ready.length >= BATCH_RECORDS || this.finished()) this.wake?.();
  }

  private pump(): void {
    if (this.pumpTimer !== undefined) clearTimeout(this.pumpTimer);
    this.pumpTimer = undefined;
    const launch = { atOnce: true };
    let launched = false;
    while (
      !this.held &&
      !this.job.signal.aborted &&
      this.flights.size < this.throttle.limit &&
      this.ready.length < BATCH_RECORDS
    ) {
      const pause = this.job.pace.ready();
      const task = pause > 0 ? undefined : this.nextTask();
      if (task === undefined) {
        this.pumpAfter(pause > 0 ? pause : this.untilDue());
        break;
      }
      const wait = this.job.pace.take(task.endpoint.address);
      if (wait > 0) this.waiting.add({ ...task, due: this.job.clock.ticks() + wait });
      else launched = this.launch(task, launch) || launched;
    }
    if (launched)
      afterOwnErrors(() => {
        launch.atOnce = false;
      });
    this.notify(false);
  }

  private pumpAfter(delay: number | undefined): void {
    if (delay === undefined) return;
    this.pumpTimer = setTimeout(() => this.pump(), Math.max(1, delay));
  }

  private untilDue(): number | undefined {
    const { due } = this.waiting;
    if (due !== undefined) return due - this.job.clock.ticks();
    return this.source.done ? undefined : SOURCE_PAUSE_MS;
  }

  /** A task that is due, or a new endpoint as long as not too many wait: memory must not grow with the scope. */
  private nextTask(): Task | undefined {
    const due = this.waiting.takeDue(this.job.clock.ticks());
    if (due !== undefined) return due;
    if (this.waiting.size >= this.job.concurrency * 4) return undefined;
    const position = this.source.next();
    return position < 0 ? undefined : { endpoint: this.job.walk.at(position), due: 0, silences: 0, troubles: 0 };
  }

  private launch(task: Task, launch: { atOnce: boolean }): boolean {
    const { address, port } = task.endpoint;
    if (!this.job.permit(address, port)) {
      this.job.pace.release(address);
      this.settle({ position: task.endpoint.position, state: 'not-tested', reason: 'not-permitted' });
      return false;
    }
    this.job.counters.sent += 1;
    if (task.silences === 0 && task.troubles === 0) this.job.counters.started += 1;
    const socket = connect({ host: address, port, autoSelectFamily: false });
    const flight: Flight = { task, socket, started: this.job.clock.ticks() };
    this.flights.add(flight);
    socket.once('connect', () => {
      // A reset instead of a close leaves no TIME_WAIT entry behind, here or there.
      this.land(flight, 'open', '');
      socket.resetAndDestroy();
    });
    socket.on('error', (error) => {
      const { state, reason } = stateOfError(errorCode(error), launch.atOnce);
      this.land(flight, state, reason);
    });
    return true;
  }

  /** Gives up the flights that have been silent for too long. */
  private reap(): void {
    const oldest = this.job.clock.ticks() - this.job.timeout;
    for (const flight of this.flights) {
      if (flight.started > oldest) break;
      this.land(flight, 'filtered', 'timeout');
      flight.socket.destroy();
    }
  }

  private land(flight: Flight, state: SweepRecord['state'], reason: string): void {
    if (!this.flights.delete(flight)) return;
    const { task } = flight;
    const { position } = task.endpoint;
    this.job.pace.release(task.endpoint.address);
    const now = this.job.clock.ticks();
    if (state === 'not-tested') {
      this.throttle.trouble(now);
      this.job.counters.trouble += 1;
      if (task.troubles + 1 < localTries(reason)) {
        this.waiting.add({ ...task, troubles: task.troubles + 1, due: now + localPause(task.troubles + 1) });
      } else this.settle({ position, state, reason });
    } else {
      this.throttle.success();
      if (state !== 'filtered' && task.silences > 0) this.job.counters.late += 1;
      if (state === 'open') this.settle({ ...task.endpoint, state, at: isoNow(this.job.clock) });
      else if (state === 'filtered' && task.silences < this.job.retries) {
        this.waiting.add({ ...task, silences: task.silences + 1, due: now });
      } else this.settle({ position, state, reason });
    }
    this.pump();
  }

  private settle(record: SweepRecord): void {
    this.ready.push(record);
  }

  private abandon(): void {
    if (this.pumpTimer !== undefined) clearTimeout(this.pumpTimer);
    for (const flight of this.flights) {
      this.job.pace.release(flight.task.endpoint.address);
      flight.socket.destroy();
    }
    this.flights.clear();
    this.notify(true);
  }
}
