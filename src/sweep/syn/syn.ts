/**
 * The `syn` engine: half a handshake per endpoint, stateless, for those who may open raw sockets (CAP_NET_RAW).
 *
 * What is sent carries a keyed cookie, and only an answer that repeats it counts; nothing is remembered for each packet but
 * one byte. An accepted connection is never completed: the kernel, which knows nothing of it, resets it.
 */

import { randomBytes } from 'node:crypto';
import { formatGroups } from '../../domain/address.ts';
import type { PackedEndpoint } from '../../domain/endpoint.ts';
import { localPause, localTries, stateOfError } from '../../domain/system-errors.ts';
import { DueQueue } from '../due-queue.ts';
import { EPOLL_CTL_ADD, EPOLL_EVENT, EPOLLIN } from '../libc.ts';
import type { NativeEngine, NativeJob } from '../native.ts';
import { createPlaceIndex, type PlaceIndex } from '../places.ts';
import type { Answer } from './answer.ts';
import { Channels } from './channels.ts';
import { CookieKey } from './cookie.ts';
import { EndpointCookie } from './endpoint-cookie.ts';
import { unreachableReason } from './icmp.ts';
import { chooseBlock, PORT_MASK, readLocalPorts } from './ports.ts';
import { openAnswers, openErrors, type Receiver } from './receiver.ts';
import { DEFERRED, PENDING, Rounds, SETTLED } from './rounds.ts';
import { createRoutes } from './routes.ts';
import { openRouting, type Routing } from './routing.ts';
import { Stopwatch } from './stopwatch.ts';

/** Packets between two looks at what came back. */
const BURST = 512;
/** Packets between two looks at the clock. */
const TICK = 32;
/** Milliseconds that the thread sleeps at most: it must hear when it is told to stop. */
const NAP = 50;
/** Milliseconds after a full way is tried again. */
const FULL_PAUSE = 1;
/** Places that wait for their prefix, their address or this machine; more hold up the walk. */
const MOST_DEFERRED = 4_096;
/** Milliseconds between two looks at what the kernel dropped. */
const DROPS_EVERY = 200;

export const sweepBySyn: NativeEngine = (job) => new SynRun(job).run();

class SynRun {
  private readonly job: NativeJob;
  private readonly index: PlaceIndex;
  private readonly rounds: Rounds;
  private readonly routing: Routing;
  private readonly channels: Channels;
  private readonly time: Stopwatch;
  private readonly receivers: Receiver[];
  private readonly epoll: number;
  private readonly cookie: EndpointCookie;
  private readonly packed: PackedEndpoint = { v6: false, low: 0, groups: [0, 0, 0, 0, 0, 0, 0, 0], port: 0, range: 0 };
  private readonly deferred = new DueQueue<{ due: number; index: number }>();
  private readonly troubles = new Map<number, number>();
  private drops = 0;
  private dropsAt = 0;

  constructor(job: NativeJob) {
    const { libc, places, retries, timeout, clock } = job;
    this.job = job;
    const block = chooseBlock(readLocalPorts(), job.thread);
    this.cookie = new EndpointCookie(new CookieKey(randomBytes(8)), block);
    this.index = createPlaceIndex(places);
    this.rounds = new Rounds(this.index.total, retries + 1, timeout);
    const ticks = (): number => clock.ticks();
    this.time = new Stopwatch(ticks);
    this.routing = openRouting(libc);
    this.channels = new Channels(libc, createRoutes(this.routing, ticks));
    this.receivers = [openAnswers(libc, false, block, PORT_MASK), openErrors(libc, false)];
    if (job.hasV6) this.receivers.push(openAnswers(libc, true, block, PORT_MASK), openErrors(libc, true));
    this.epoll = libc.epollCreate(0);
    const event = libc.allocate(EPOLL_EVENT.size);
    event.view.setUint32(0, EPOLLIN, true);
    for (const { fd } of this.receivers) libc.epollCtl(this.epoll, EPOLL_CTL_ADD, fd, event.address);
  }

  run(): void {
    const { control, results, clock, libc } = this.job;
    const events = libc.allocate(8 * EPOLL_EVENT.size);
    try {
      while (!control.stopped && !this.rounds.done) {
        let pause = NAP;
        if (control.held) {
          results.handOver();
          control.sleep(NAP);
        } else pause = this.sendBurst();
        if (pause > 0) libc.epollWait(this.epoll, events.address, 8, Math.min(NAP, Math.ceil(pause)));
        // Nothing is silent whose answer may lie in a buffer.
        if (this.drain()) this.settleSilent();
        this.countDrops();
        results.handOverIfDue(clock.ticks());
      }
      results.handOver();
    } finally {
      this.channels.close();
      this.routing.close();
      for (const receiver of this.receivers) receiver.close();
      libc.close(this.epoll);
    }
  }

  /** @returns whether all that came has been heard */
  private drain(): boolean {
    return this.receivers.map((receiver) => receiver.drain((answer) => this.hear(answer))).every(Boolean);
  }

  /** @returns milliseconds until there may be something to send again */
  private sendBurst(): number {
    if (!this.flush()) return FULL_PAUSE;
    const { pace } = this.job;
    let now = 0;
    for (let sent = 0; sent < BURST; sent += 1) {
      if (sent % TICK === 0) now = this.time.now();
      const pause = pace.ready();
      const index = pause > 0 ? -1 : this.nextIndex(now);
      if (index < 0) {
        this.flush();
        return pause > 0 ? pause : this.untilDue();
      }
      this.send(index, now);
      if (this.channels.full && !this.flush()) return FULL_PAUSE;
    }
    return this.flush() ? 0 : FULL_PAUSE;
  }

  /** What waited first, then the latest round, so that the ring drains from its end. */
  private nextIndex(now: number): number {
    for (let next = this.deferred.takeDue(now); next !== undefined; next = this.deferred.takeDue(now))
      if (this.rounds.state(next.index) === DEFERRED) return next.index;
    if (this.deferred.size >= MOST_DEFERRED) return -1;
    const limit = this.index.indexBelow(this.job.control.limit);
    for (let round = this.rounds.rounds - 1; round >= 0; round -= 1) {
      const index = this.rounds.next(round, now, limit);
      if (index >= 0) return index;
    }
    return -1;
  }

  private untilDue(): number {
    const now = this.time.now();
    return Math.max(0, Math.min(NAP, this.rounds.pause(now), (this.deferred.due ?? Number.POSITIVE_INFINITY) - now));
  }

  private send(index: number, now: number): void {
    const place = this.index.place(index);
    if (this.index.isSkipped(place)) {
      this.rounds.set(index, SETTLED);
      return;
    }
    const { walk, pace, permit } = this.job;
    walk.read(place, this.packed);
    const wait = pace.passPacked(this.packed);
    if (wait > 0) this.defer(index, wait);
    else if (permit(this.packed)) this.add(index, now);
    else this.settle(index, 'not-tested', 'not-permitted');
  }

  private add(index: number, now: number): void {
    const { packed, cookie } = this;
    const way = this.channels.find(packed);
    if (typeof way === 'string') {
      this.refused(index, way);
      return;
    }
    cookie.turnTo(packed);
    way.channel.add(index, packed, way.source, cookie.sourcePort, cookie.cookie);
    this.rounds.set(index, PENDING);
    this.rounds.sent(index, now);
    const { signs } = this.job;
    signs.sent += 1;
    if (!this.rounds.wasRepeated(index) && !this.troubles.has(index)) signs.started += 1;
  }

  private flush(): boolean {
    const sent = this.channels.flush((index, reason) => {
      // Meanwhile an earlier packet to it may have been answered.
      if (this.rounds.state(index) === PENDING) this.refused(index, reason);
    });
    if (sent) this.time.resume();
    else {
      this.time.halt();
      this.job.signs.trouble += 1;
    }
    return sent;
  }

  private defer(index: number, wait: number): void {
    this.rounds.set(index, DEFERRED);
    this.deferred.add({ index, due: this.time.now() + wait });
  }

  /** This machine would not send the packet. */
  private refused(index: number, reason: string): void {
    const troubles = (this.troubles.get(index) ?? 0) + 1;
    this.job.signs.trouble += 1;
    if (troubles < localTries(stateOfError(reason, true).reason)) {
      this.troubles.set(index, troubles);
      this.defer(index, localPause(troubles));
    } else this.settle(index, 'not-tested', stateOfError(reason, true).reason);
  }

  private hear(answer: Answer): void {
    const { walk, signs, results } = this.job;
    this.cookie.turnTo(answer);
    if (!this.cookie.isIn(answer)) return;
    const { v6, low, groups, port, kind } = answer;
    const place = v6 ? (walk.find(formatGroups(groups), port) ?? -1) : walk.findV4(low, port);
    const index = place < 0 ? -1 : this.index.find(place);
    const state = index < 0 ? SETTLED : this.rounds.state(index);
    if (state === SETTLED) return;
    if (kind === 'icmp') {
      const outcome = unreachableReason(v6, answer.code);
      if (outcome !== undefined) this.settle(index, outcome.state, outcome.reason);
      return;
    }
    if (state === PENDING && this.rounds.wasRepeated(index)) signs.late += 1;
    if (kind === 'closed') this.settle(index, 'closed', 'ECONNREFUSED');
    else {
      this.rounds.set(index, SETTLED);
      this.troubles.delete(index);
      results.open(place);
    }
  }

  private settle(index: number, state: 'closed' | 'filtered' | 'unreachable' | 'not-tested', reason: string): void {
    this.rounds.set(index, SETTLED);
    this.troubles.delete(index);
    this.job.results.settle(this.index.place(index), state, reason);
  }

  private settleSilent(): void {
    const { rounds } = this;
    const now = this.time.now();
    for (let i = rounds.next(rounds.rounds, now, 0); i >= 0; i = rounds.next(rounds.rounds, now, 0))
      this.settle(i, 'filtered', 'timeout');
  }

  /** Answers that were lost on this machine are no silence of the network: they slow the sweep down. */
  private countDrops(): void {
    const now = this.job.clock.ticks();
    if (now - this.dropsAt < DROPS_EVERY) return;
    this.dropsAt = now;
    const before = this.drops;
    this.drops = this.receivers.reduce((sum, receiver) => sum + receiver.drops(), 0);
    this.job.signs.trouble += this.drops - before;
  }
}
