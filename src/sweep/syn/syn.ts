/**
 * The `syn` engine: half a handshake per endpoint, stateless, for those who may open raw sockets (CAP_NET_RAW).
 *
 * Each packet carries a keyed cookie, and only an answer that repeats it counts: one byte is kept for each endpoint. An
 * accepted connection is never completed: the kernel, which knows nothing of it, resets it.
 */

import { randomBytes } from 'node:crypto';
import { formatGroups } from '../../domain/address.ts';
import { emptyPackedEndpoint } from '../../domain/endpoint.ts';
import { localPause, localTries, stateOfError } from '../../domain/system-errors.ts';
import { DueQueue } from '../due-queue.ts';
import { EPOLL_CTL_ADD, EPOLL_EVENT, EPOLLIN } from '../libc.ts';
import type { NativeEngine, NativeJob } from '../native.ts';
import { createPositionIndex, type PositionIndex } from '../positions.ts';
import type { Answer } from './answer.ts';
import { Channels } from './channels.ts';
import { CookieKey } from './cookie.ts';
import { EndpointCookie } from './endpoint-cookie.ts';
import { unreachableReason } from './icmp.ts';
import type { Segment } from './packet.ts';
import { chooseBlock, PORT_MASK, readLocalPorts } from './ports.ts';
import { openAnswers, openErrors, type Receiver } from './receiver.ts';
import { DEFERRED, PENDING, Rounds, SETTLED } from './rounds.ts';
import { createRoutes } from './routes.ts';
import { openRouting, type Routing } from './routing.ts';
import { Stopwatch } from './stopwatch.ts';

/** Packets between two reads of answers, and between two readings of the clock. */
const BURST_PACKETS = 512;
const CLOCK_INTERVAL_PACKETS = 32;
/** Milliseconds that the thread sleeps at most: it polls for the order to stop. */
const MAX_SLEEP_MS = 50;
const FULL_PAUSE_MS = 1;
/** Positions that wait for their prefix, their address or this machine; more hold up the walk. */
const MAX_DEFERRED = 4_096;
const DROPS_INTERVAL_MS = 200;

export const sweepBySyn: NativeEngine = (job) => new SynRun(job).run();

class SynRun {
  private readonly job: NativeJob;
  private readonly slots: PositionIndex;
  private readonly rounds: Rounds;
  private readonly routing: Routing;
  private readonly channels: Channels;
  private readonly time: Stopwatch;
  private readonly receivers: Receiver[];
  private readonly epoll: number;
  private readonly cookie: EndpointCookie;
  private readonly segment: Segment = { packed: emptyPackedEndpoint(), source: 0, sourcePort: 0, sequence: 0 };
  private readonly deferred = new DueQueue<{ due: number; slot: number }>();
  private readonly troubles = new Map<number, number>();
  private drops = 0;
  private dropsAt = 0;

  constructor(job: NativeJob) {
    const { libc, positions, retries, timeout, clock } = job;
    this.job = job;
    const block = chooseBlock(readLocalPorts(), job.thread);
    this.cookie = new EndpointCookie(new CookieKey(randomBytes(8)), block);
    this.slots = createPositionIndex(positions);
    this.rounds = new Rounds(this.slots.total, retries + 1, timeout);
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
        let pause = MAX_SLEEP_MS;
        if (control.held) {
          results.handOver();
          control.sleep(MAX_SLEEP_MS);
        } else pause = this.sendBurst();
        if (pause > 0) libc.epollWait(this.epoll, events.address, 8, Math.min(MAX_SLEEP_MS, Math.ceil(pause)));
        // An endpoint whose answer may still lie in a buffer is not silent.
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

  /** @returns whether every packet received so far was read */
  private drain(): boolean {
    return this.receivers.map((receiver) => receiver.drain((answer) => this.receive(answer))).every(Boolean);
  }

  /** @returns milliseconds until there may be something to send again */
  private sendBurst(): number {
    if (!this.flush()) return FULL_PAUSE_MS;
    const { pace } = this.job;
    let now = 0;
    for (let sent = 0; sent < BURST_PACKETS; sent += 1) {
      if (sent % CLOCK_INTERVAL_PACKETS === 0) now = this.time.now();
      const pause = pace.ready();
      const slot = pause > 0 ? -1 : this.nextSlot(now);
      if (slot < 0) {
        this.flush();
        return pause > 0 ? pause : this.untilDue();
      }
      this.send(slot, now);
      if (this.channels.full && !this.flush()) return FULL_PAUSE_MS;
    }
    return this.flush() ? 0 : FULL_PAUSE_MS;
  }

  /** Deferred slots first, then the latest round, so that the ring drains from its end. */
  private nextSlot(now: number): number {
    for (let next = this.deferred.takeDue(now); next !== undefined; next = this.deferred.takeDue(now))
      if (this.rounds.state(next.slot) === DEFERRED) return next.slot;
    if (this.deferred.size >= MAX_DEFERRED) return -1;
    const limit = this.slots.slotsBelow(this.job.control.limit);
    for (let round = this.rounds.rounds - 1; round >= 0; round -= 1) {
      const slot = this.rounds.next(round, now, limit);
      if (slot >= 0) return slot;
    }
    return -1;
  }

  private untilDue(): number {
    const now = this.time.now();
    return Math.max(
      0,
      Math.min(MAX_SLEEP_MS, this.rounds.pause(now), (this.deferred.due ?? Number.POSITIVE_INFINITY) - now),
    );
  }

  private send(slot: number, now: number): void {
    const position = this.slots.position(slot);
    if (this.slots.isSkipped(position)) {
      this.rounds.set(slot, SETTLED);
      return;
    }
    const { walk, pace, permit } = this.job;
    walk.read(position, this.segment.packed);
    const wait = pace.passPacked(this.segment.packed);
    if (wait > 0) this.defer(slot, wait);
    else if (permit(this.segment.packed)) this.add(slot, now);
    else this.settle(slot, 'not-tested', 'not-permitted');
  }

  private add(slot: number, now: number): void {
    const { cookie, segment } = this;
    const egress = this.channels.find(segment.packed);
    if (typeof egress === 'string') {
      this.refused(slot, egress);
      return;
    }
    cookie.turnTo(segment.packed);
    cookie.writeTo(segment);
    segment.source = egress.source;
    egress.channel.add(slot, segment);
    this.rounds.set(slot, PENDING);
    this.rounds.sent(slot, now);
    this.job.counters.sent += 1;
    if (!this.rounds.wasRepeated(slot) && !this.troubles.has(slot)) this.job.counters.started += 1;
  }

  private flush(): boolean {
    const sent = this.channels.flush((slot, reason) => {
      // Meanwhile an earlier packet to it may have been answered.
      if (this.rounds.state(slot) === PENDING) this.refused(slot, reason);
    });
    if (sent) this.time.resume();
    else {
      this.time.halt();
      this.job.counters.trouble += 1;
    }
    return sent;
  }

  private defer(slot: number, wait: number): void {
    this.rounds.set(slot, DEFERRED);
    this.deferred.add({ slot, due: this.time.now() + wait });
  }

  /** This machine would not send the packet. */
  private refused(slot: number, reason: string): void {
    const troubles = (this.troubles.get(slot) ?? 0) + 1;
    this.job.counters.trouble += 1;
    if (troubles < localTries(stateOfError(reason, true).reason)) {
      this.troubles.set(slot, troubles);
      this.defer(slot, localPause(troubles));
    } else this.settle(slot, 'not-tested', stateOfError(reason, true).reason);
  }

  private receive(answer: Answer): void {
    const { walk, counters, results } = this.job;
    this.cookie.turnTo(answer);
    if (!this.cookie.isIn(answer)) return;
    const { v6, low, groups, port, kind } = answer;
    const position = v6 ? (walk.find(formatGroups(groups), port) ?? -1) : walk.findV4(low, port);
    const slot = position < 0 ? -1 : this.slots.find(position);
    const state = slot < 0 ? SETTLED : this.rounds.state(slot);
    if (state === SETTLED) return;
    if (kind === 'icmp') {
      const outcome = unreachableReason(v6, answer.code);
      if (outcome !== undefined) this.settle(slot, outcome.state, outcome.reason);
      return;
    }
    if (state === PENDING && this.rounds.wasRepeated(slot)) counters.late += 1;
    if (kind === 'closed') this.settle(slot, 'closed', 'ECONNREFUSED');
    else {
      this.rounds.set(slot, SETTLED);
      this.troubles.delete(slot);
      results.open(position);
    }
  }

  private settle(slot: number, state: 'closed' | 'filtered' | 'unreachable' | 'not-tested', reason: string): void {
    this.rounds.set(slot, SETTLED);
    this.troubles.delete(slot);
    this.job.results.settle(this.slots.position(slot), state, reason);
  }

  private settleSilent(): void {
    const { rounds } = this;
    const now = this.time.now();
    for (let i = rounds.next(rounds.rounds, now, 0); i >= 0; i = rounds.next(rounds.rounds, now, 0))
      this.settle(i, 'filtered', 'timeout');
  }

  /** Answers that were lost on this machine are no silence of the network: they slow the sweep down. */
  private countDrops(): void {
    const { clock, counters } = this.job;
    if (clock.ticks() - this.dropsAt < DROPS_INTERVAL_MS) return;
    this.dropsAt = clock.ticks();
    const drops = this.receivers.reduce((sum, receiver) => sum + receiver.drops(), 0);
    counters.trouble += drops - this.drops;
    this.drops = drops;
  }
}
