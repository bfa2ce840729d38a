/**
 * The `connect` engine of Linux, without privileges: non-blocking connects, watched by epoll.
 *
 * A socket that was refused is used again: asking it for its error by a second `connect` puts it back to its beginning, so
 * that an endpoint that refuses costs two system calls. A socket that was accepted is closed with a reset (SO_LINGER 0), so
 * that no TIME_WAIT entry stays behind, here or there; one that met silence is closed as well. Sources: connect(2),
 * epoll(7), socket(7), and net/ipv4/af_inet.c (__inet_stream_connect).
 */

import type { SettledRecord, Spot } from '../model.ts';
import { stateOfError } from '../syscall.ts';
import { DueQueue } from './due-queue.ts';
import {
  AF_INET,
  AF_INET6,
  EALREADY,
  EINPROGRESS,
  EISCONN,
  EPOLL_CTL_ADD,
  EPOLL_EVENT,
  EPOLLET,
  EPOLLIN,
  EPOLLOUT,
  errnoName,
  type Pinned,
  SO_LINGER,
  SOCK_CLOEXEC,
  SOCK_NONBLOCK,
  SOCK_STREAM,
  SOL_SOCKET,
} from './libc.ts';
import type { NativeEngine, NativeJob } from './native.ts';
import { createPlaceSource, type PlaceSource } from './places.ts';
import { SlotList } from './slot-list.ts';
import { SOCKADDR_LENGTH, sockaddrLength, writeSockaddr } from './sockaddr.ts';
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
const EVENTS = 512;
/** Milliseconds that the thread sleeps at most: it must hear when it is told to stop. */
const NAP = 50;
/** Tries of an endpoint that meets local trouble, and the first of the doubling pauses between them, in milliseconds. */
const LOCAL_TRIES = 9;
const LOCAL_PAUSE = 50;

export const sweepByEpoll: NativeEngine = (job) => new EpollRun(job).run();

class EpollRun {
  private readonly job: NativeJob;
  private readonly epoll: number;
  private readonly throttle: Throttle;
  private readonly source: PlaceSource;
  private readonly waiting = new DueQueue<Waiting>();
  private readonly spot: Spot = { v6: false, low: 0, groups: [0, 0, 0, 0, 0, 0, 0, 0], port: 0, range: 0 };
  private readonly events: Pinned;
  private readonly option: Pinned;
  private readonly addresses: Pinned;
  /** Per slot. A descriptor of -1 is none yet. */
  private readonly descriptors: Int32Array;
  private readonly families: Uint8Array;
  private readonly places: Float64Array;
  private readonly silences: Uint8Array;
  private readonly troubles: Uint8Array;
  private readonly flights: SlotList;

  constructor(job: NativeJob) {
    const { libc, concurrency } = job;
    this.job = job;
    this.throttle = createThrottle(concurrency);
    this.source = createPlaceSource(job.places, () => job.control.limit);
    this.epoll = libc.epollCreate(0);
    if (this.epoll < 0) throw new Error(`epoll_create1: ${errnoName(libc.errno())}`);
    this.events = libc.allocate(EVENTS * EPOLL_EVENT.size);
    this.option = libc.allocate(16);
    this.addresses = libc.allocate(concurrency * SOCKADDR_LENGTH);
    this.descriptors = new Int32Array(concurrency).fill(-1);
    this.families = new Uint8Array(concurrency);
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
    walk.read(task.place, this.spot);
    const wait = pace.takeSpot(this.spot);
    if (wait > 0) {
      this.waiting.add({ ...task, due: clock.ticks() + wait });
      return;
    }
    if (!permit(this.spot)) {
      pace.releaseSpot(this.spot);
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
    const { libc, signs } = this.job;
    const fd = this.openSocket(slot);
    if (fd < 0) {
      this.land(slot, 'not-tested', errnoName(libc.errno()));
      return;
    }
    signs.sent += 1;
    if (this.silences[slot] === 0 && this.troubles[slot] === 0) signs.started += 1;
    const offset = slot * SOCKADDR_LENGTH;
    writeSockaddr(this.addresses, offset, this.spot);
    if (libc.connect(fd, this.addresses.address + offset, sockaddrLength(this.spot)) === 0) this.accepted(slot);
    else {
      const errno = libc.errno();
      if (errno !== EINPROGRESS) this.failed(slot, errno, true);
    }
  }

  /** The slot's socket; a new one where it has none of the right family. */
  private openSocket(slot: number): number {
    const { libc } = this.job;
    const family = this.spot.v6 ? AF_INET6 : AF_INET;
    const known = this.descriptors[slot] ?? -1;
    if (known >= 0 && this.families[slot] === family) return known;
    this.closeSocket(slot);
    const fd = libc.socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) return fd;
    const { view, address } = this.option;
    // struct linger { int l_onoff; int l_linger; }
    view.setInt32(0, 1, true);
    view.setInt32(4, 0, true);
    libc.setsockopt(fd, SOL_SOCKET, SO_LINGER, address, 8);
    view.setUint32(0, (EPOLLIN | EPOLLOUT | EPOLLET) >>> 0, true);
    view.setUint32(EPOLL_EVENT.data, slot, true);
    if (libc.epollCtl(this.epoll, EPOLL_CTL_ADD, fd, address) < 0) {
      libc.close(fd);
      return -1;
    }
    this.descriptors[slot] = fd;
    this.families[slot] = family;
    return fd;
  }

  private watch(pause: number): void {
    const { libc } = this.job;
    const timeout = this.flights.size > 0 ? Math.min(Math.ceil(pause), NAP, this.untilTimeout()) : Math.ceil(pause);
    const count = libc.epollWait(this.epoll, this.events.address, EVENTS, Math.min(timeout, NAP));
    for (let i = 0; i < count; i += 1) {
      const slot = this.events.view.getUint32(i * EPOLL_EVENT.size + EPOLL_EVENT.data, true);
      if (this.flights.has(slot)) this.hear(slot);
    }
  }

  private untilTimeout(): number {
    return Math.max(0, Math.ceil(this.flights.oldest() + this.job.timeout - this.job.clock.ticks()));
  }

  /** Asks a socket that something happened to; this sends nothing. */
  private hear(slot: number): void {
    const { libc } = this.job;
    const fd = this.descriptors[slot] ?? -1;
    const length = this.families[slot] === AF_INET6 ? 28 : 16;
    if (libc.connect(fd, this.addresses.address + slot * SOCKADDR_LENGTH, length) === 0) this.accepted(slot);
    else {
      const errno = libc.errno();
      if (errno === EISCONN) this.accepted(slot);
      else if (errno !== EALREADY && errno !== EINPROGRESS) this.failed(slot, errno, false);
    }
  }

  private accepted(slot: number): void {
    this.closeSocket(slot);
    this.land(slot, 'open', '');
  }

  private failed(slot: number, errno: number, atOnce: boolean): void {
    const { state, reason } = stateOfError(errnoName(errno), atOnce);
    // Whatever is not a plain refusal leaves the socket in a state that is not worth knowing.
    if (state !== 'closed') this.closeSocket(slot);
    this.land(slot, state, reason);
  }

  /** Gives up the connections that have been silent for too long. */
  private reap(): void {
    const limit = this.job.clock.ticks() - this.job.timeout;
    while (this.flights.size > 0 && this.flights.oldest() <= limit) {
      const slot = this.flights.first();
      this.closeSocket(slot);
      this.land(slot, 'filtered', 'timeout');
    }
  }

  private land(slot: number, state: SettledRecord['state'] | 'open', reason: string): void {
    const { walk, pace, results, signs, clock, retries } = this.job;
    const place = this.places[slot] ?? 0;
    const silences = this.silences[slot] ?? 0;
    const troubles = this.troubles[slot] ?? 0;
    this.flights.give(slot);
    walk.read(place, this.spot);
    pace.releaseSpot(this.spot);
    const now = clock.ticks();
    if (state === 'not-tested') {
      this.throttle.trouble(now);
      signs.trouble += 1;
      if (troubles + 1 < LOCAL_TRIES) {
        this.waiting.add({ place, silences, troubles: troubles + 1, due: now + LOCAL_PAUSE * 2 ** troubles });
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

  private closeSocket(slot: number): void {
    const fd = this.descriptors[slot] ?? -1;
    if (fd >= 0) this.job.libc.close(fd);
    this.descriptors[slot] = -1;
  }

  private closeAll(): void {
    const { walk, pace, libc } = this.job;
    while (this.flights.size > 0) {
      const slot = this.flights.first();
      walk.read(this.places[slot] ?? 0, this.spot);
      pace.releaseSpot(this.spot);
      this.flights.give(slot);
    }
    for (const slot of this.descriptors.keys()) this.closeSocket(slot);
    libc.close(this.epoll);
  }
}
