/**
 * The `connect` engine of Linux, without privileges: non-blocking connects, watched by epoll.
 */

import type { PackedEndpoint, SettledRecord } from '../domain/endpoint.ts';
import { localPause, localTries, stateOfError } from '../domain/system-errors.ts';
import { DueQueue } from './due-queue.ts';
import { EALREADY, EINPROGRESS, EISCONN, errnoName } from './libc.ts';
import type { NativeEngine, NativeJob } from './native.ts';
import { createPlaceSource, type PlaceSource } from './places.ts';
import { SlotList } from './slot-list.ts';
import { Sockets } from './sockets.ts';
import { createThrottle, type Throttle } from './throttle.ts';

/** A place that waits for its turn: another try, a busy address, or a prefix that has had its share. */
interface Waiting {
  place: number;
  due: number;
  silences: number;
  troubles: number;
}

/** Connects between two looks at what came back. */
const BURST = 64;
/** Milliseconds that the thread sleeps at most: it must hear when it is told to stop. */
const NAP = 50;

export const sweepByEpoll: NativeEngine = (job) => new EpollRun(job).run();

class EpollRun {
  private readonly job: NativeJob;
  private readonly throttle: Throttle;
  private readonly source: PlaceSource;
  private readonly waiting = new DueQueue<Waiting>();
  private readonly packed: PackedEndpoint = { v6: false, low: 0, groups: [0, 0, 0, 0, 0, 0, 0, 0], port: 0, range: 0 };
  private readonly sockets: Sockets;
  /** Per slot. */
  private readonly places: Float64Array;
  private readonly silences: Uint8Array;
  private readonly troubles: Uint8Array;
  private readonly flights: SlotList;

  constructor(job: NativeJob) {
    const { concurrency } = job;
    this.job = job;
    this.throttle = createThrottle(concurrency);
    this.source = createPlaceSource(job.places, () => job.control.limit);
    this.sockets = new Sockets(job.libc, concurrency);
    this.places = new Float64Array(concurrency);
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
          control.sleep(NAP);
        }
        const pause = control.held ? NAP : this.launchBurst();
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
    for (let i = 0; i < BURST; i += 1) {
      if (this.flights.size >= this.throttle.limit) return NAP;
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
    return due === undefined ? NAP : Math.max(0, due - this.job.clock.ticks());
  }

  /** One that is due, or a new place as long as not too many wait: memory must not grow with the scope. */
  private takeNext(): Waiting | undefined {
    const due = this.waiting.takeDue(this.job.clock.ticks());
    if (due !== undefined) return due;
    if (this.waiting.size >= this.job.concurrency * 4) return undefined;
    const place = this.source.next();
    return place < 0 ? undefined : { place, due: 0, silences: 0, troubles: 0 };
  }

  private start(task: Waiting): void {
    const { walk, pace, permit, results, clock } = this.job;
    walk.read(task.place, this.packed);
    const wait = pace.takePacked(this.packed);
    if (wait > 0) {
      this.waiting.add({ ...task, due: clock.ticks() + wait });
      return;
    }
    if (!permit(this.packed)) {
      pace.releasePacked(this.packed);
      results.settle(task.place, 'not-tested', 'not-permitted');
      return;
    }
    const slot = this.flights.take(clock.ticks());
    this.places[slot] = task.place;
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
    const { signs } = this.job;
    signs.sent += 1;
    if (this.silences[slot] === 0 && this.troubles[slot] === 0) signs.started += 1;
    const errno = this.sockets.connect(slot, this.packed);
    if (errno === 0) this.accepted(slot);
    else if (errno !== EINPROGRESS) this.failed(slot, errno, true);
  }

  private watch(pause: number): void {
    const timeout = this.flights.size > 0 ? Math.min(Math.ceil(pause), NAP, this.untilTimeout()) : Math.ceil(pause);
    const count = this.sockets.wait(Math.min(timeout, NAP));
    for (let i = 0; i < count; i += 1) {
      const slot = this.sockets.slotOf(i);
      if (this.flights.has(slot)) this.hear(slot);
    }
  }

  private untilTimeout(): number {
    return Math.max(0, Math.ceil(this.flights.oldest() + this.job.timeout - this.job.clock.ticks()));
  }

  private hear(slot: number): void {
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
    // Whatever is not a plain refusal leaves the socket in a state that is not worth knowing.
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
    const { walk, pace, results, signs, clock, retries } = this.job;
    const place = this.places[slot] ?? 0;
    const silences = this.silences[slot] ?? 0;
    const troubles = this.troubles[slot] ?? 0;
    this.flights.give(slot);
    walk.read(place, this.packed);
    pace.releasePacked(this.packed);
    const now = clock.ticks();
    if (state === 'not-tested') {
      this.throttle.trouble(now);
      signs.trouble += 1;
      if (troubles + 1 < localTries(reason)) {
        this.waiting.add({ place, silences, troubles: troubles + 1, due: now + localPause(troubles + 1) });
      } else results.settle(place, state, reason);
      return;
    }
    this.throttle.success();
    if (state === 'filtered' && silences < retries) {
      this.waiting.add({ place, silences: silences + 1, troubles, due: now });
      return;
    }
    if (state !== 'filtered' && silences > 0) signs.late += 1;
    if (state === 'open') results.open(place);
    else results.settle(place, state, reason);
  }

  private closeAll(): void {
    const { walk, pace } = this.job;
    while (this.flights.size > 0) {
      const slot = this.flights.first();
      walk.read(this.places[slot] ?? 0, this.packed);
      pace.releasePacked(this.packed);
      this.flights.give(slot);
    }
    this.sockets.closeAll();
  }
}
