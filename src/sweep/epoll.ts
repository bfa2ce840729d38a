/**
 * The `connect` engine of Linux, without privileges: non-blocking connects, watched by epoll.
 */

import { emptyPackedEndpoint, type PackedEndpoint, type SettledRecord } from '../domain/endpoint.ts';
import { localPause, localTries, stateOfError } from '../domain/system-errors.ts';
import { DueQueue } from './due-queue.ts';
import { EALREADY, EINPROGRESS, EISCONN, errnoName } from './libc.ts';
import type { NativeEngine, NativeJob } from './native.ts';
import { createPositionSource, type PositionSource } from './positions.ts';
import { SlotList } from './slot-list.ts';
import { Sockets } from './sockets.ts';
import { createThrottle, type Throttle } from './throttle.ts';

/** A position that waits for its turn: another try, a busy address, or a prefix that has had its share. */
interface Waiting {
  position: number;
  due: number;
  silences: number;
  troubles: number;
}

/** Connects between two waits for events. */
const BURST_CONNECTS = 64;
/** Milliseconds that the thread sleeps at most: it polls for the order to stop. */
const MAX_SLEEP_MS = 50;

export const sweepByEpoll: NativeEngine = (job) => new EpollRun(job).run();

class EpollRun {
  private readonly job: NativeJob;
  private readonly throttle: Throttle;
  private readonly source: PositionSource;
  private readonly waiting = new DueQueue<Waiting>();
  private readonly packed: PackedEndpoint = emptyPackedEndpoint();
  private readonly sockets: Sockets;
  /** Per slot. */
  private readonly positions: Float64Array;
  private readonly silences: Uint8Array;
  private readonly troubles: Uint8Array;
  private readonly flights: SlotList;

  constructor(job: NativeJob) {
    const { concurrency } = job;
    this.job = job;
    this.throttle = createThrottle(concurrency);
    this.source = createPositionSource(job.positions, () => job.control.limit);
    this.sockets = new Sockets(job.libc, concurrency);
    this.positions = new Float64Array(concurrency);
    this.silences = new Uint8Array(concurrency);
    this.troubles = new Uint8Array(concurrency);
    this.flights = new SlotList(concurrency);
  }

  run(): void {
    const { control, results, clock } = this.job;
    try {
      while (!control.stopped && !this.finished()) {
        if (control.held) {
          results.handOver();
          control.sleep(MAX_SLEEP_MS);
        }
        const pause = control.held ? MAX_SLEEP_MS : this.launchBurst();
        this.watch(pause);
        this.reap();
        results.handOverIfDue(clock.ticks());
      }
      results.handOver();
    } finally {
      this.closeAll();
    }
  }

  private finished(): boolean {
    return this.source.done && this.flights.size === 0 && this.waiting.size === 0;
  }

  /** @returns milliseconds until there may be something to launch again */
  private launchBurst(): number {
    for (let i = 0; i < BURST_CONNECTS; i += 1) {
      if (this.flights.size >= this.throttle.limit) return MAX_SLEEP_MS;
      const pause = this.job.pace.ready();
      if (pause > 0) return pause;
      const next = this.takeNext();
      if (next === undefined) return this.untilDue();
      this.start(next);
    }
    return 0;
  }

  private untilDue(): number {
    const { due } = this.waiting;
    return due === undefined ? MAX_SLEEP_MS : Math.max(0, due - this.job.clock.ticks());
  }

  /** One that is due, or a new position as long as not too many wait: memory must not grow with the scope. */
  private takeNext(): Waiting | undefined {
    const due = this.waiting.takeDue(this.job.clock.ticks());
    if (due !== undefined) return due;
    if (this.waiting.size >= this.job.concurrency * 4) return undefined;
    const position = this.source.next();
    return position < 0 ? undefined : { position, due: 0, silences: 0, troubles: 0 };
  }

  private start(task: Waiting): void {
    const { walk, pace, permit, results, clock } = this.job;
    walk.read(task.position, this.packed);
    const wait = pace.takePacked(this.packed);
    if (wait > 0) {
      this.waiting.add({ ...task, due: clock.ticks() + wait });
      return;
    }
    if (!permit(this.packed)) {
      pace.releasePacked(this.packed);
      results.settle(task.position, 'not-tested', 'not-permitted');
      return;
    }
    const slot = this.flights.take(clock.ticks());
    this.positions[slot] = task.position;
    this.silences[slot] = task.silences;
    this.troubles[slot] = task.troubles;
    this.connect(slot);
  }

  private connect(slot: number): void {
    const missing = this.sockets.open(slot, this.packed);
    if (missing !== 0) {
      this.land(slot, 'not-tested', errnoName(missing));
      return;
    }
    const { counters } = this.job;
    counters.sent += 1;
    if (this.silences[slot] === 0 && this.troubles[slot] === 0) counters.started += 1;
    const errno = this.sockets.connect(slot, this.packed);
    if (errno === 0) this.accepted(slot);
    else if (errno !== EINPROGRESS) this.failed(slot, errno, true);
  }

  private watch(pause: number): void {
    const timeout =
      this.flights.size > 0 ? Math.min(Math.ceil(pause), MAX_SLEEP_MS, this.untilTimeout()) : Math.ceil(pause);
    const count = this.sockets.wait(Math.min(timeout, MAX_SLEEP_MS));
    for (let i = 0; i < count; i += 1) {
      const slot = this.sockets.slotOf(i);
      if (this.flights.has(slot)) this.receive(slot);
    }
  }

  private untilTimeout(): number {
    return Math.max(0, Math.ceil(this.flights.oldest() + this.job.timeout - this.job.clock.ticks()));
  }

  private receive(slot: number): void {
    const errno = this.sockets.ask(slot);
    if (errno === 0 || errno === EISCONN) this.accepted(slot);
    else if (errno !== EALREADY && errno !== EINPROGRESS) this.failed(slot, errno, false);
  }

  private accepted(slot: number): void {
    this.sockets.close(slot);
    this.land(slot, 'open', '');
  }

  private failed(slot: number, errno: number, atOnce: boolean): void {
    const { state, reason } = stateOfError(errnoName(errno), atOnce);
    // After anything but a plain refusal the state of the socket is unknown.
    if (state !== 'closed') this.sockets.close(slot);
    this.land(slot, state, reason);
  }

  /** Gives up the connections that have been silent for too long. */
  private reap(): void {
    const limit = this.job.clock.ticks() - this.job.timeout;
    while (this.flights.size > 0 && this.flights.oldest() <= limit) {
      const slot = this.flights.first();
      this.sockets.close(slot);
      this.land(slot, 'filtered', 'timeout');
    }
  }

  private land(slot: number, state: SettledRecord['state'] | 'open', reason: string): void {
    const { walk, pace, results, counters, clock, retries } = this.job;
    const position = this.positions[slot] ?? 0;
    const silences = this.silences[slot] ?? 0;
    const troubles = this.troubles[slot] ?? 0;
    this.flights.give(slot);
    walk.read(position, this.packed);
    pace.releasePacked(this.packed);
    const now = clock.ticks();
    if (state === 'not-tested') {
      this.throttle.trouble(now);
      counters.trouble += 1;
      if (troubles + 1 < localTries(reason)) {
        this.waiting.add({ position, silences, troubles: troubles + 1, due: now + localPause(troubles + 1) });
      } else results.settle(position, state, reason);
      return;
    }
    this.throttle.success();
    if (state === 'filtered' && silences < retries) {
      this.waiting.add({ position, silences: silences + 1, troubles, due: now });
      return;
    }
    if (state !== 'filtered' && silences > 0) counters.late += 1;
    if (state === 'open') results.open(position);
    else results.settle(position, state, reason);
  }

  private closeAll(): void {
    const { walk, pace } = this.job;
    while (this.flights.size > 0) {
      const slot = this.flights.first();
      walk.read(this.positions[slot] ?? 0, this.packed);
      pace.releasePacked(this.packed);
      this.flights.give(slot);
    }
    this.sockets.closeAll();
  }
}
