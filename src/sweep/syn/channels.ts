/** The open channels, and the choice of one for each packet. */

import type { PackedEndpoint } from '../../domain/endpoint.ts';
import type { Libc } from '../libc.ts';
import { type Channel, openFrames, openRawV4, openRawV6 } from './channel.ts';
import type { Route, Routes } from './routes.ts';

/** The way out of a packet: its channel, and which of our addresses it comes from. */
interface Egress {
  channel: Channel;
  source: number;
}

/** Channels of whole frames, at most: beyond, the kernel sends. */
const MAX_FRAME_CHANNELS = 8;

export class Channels {
  private readonly libc: Libc;
  private readonly routes: Routes;
  private readonly open: Channel[] = [];
  private readonly frames = new Map<string, Channel>();
  private readonly egresses = new Map<Route, Egress>();
  private egressV6: Egress | undefined;
  private rawV4: Channel | undefined;

  constructor(libc: Libc, routes: Routes) {
    this.libc = libc;
    this.routes = routes;
  }

  /** Whether a batch must be flushed before anything is added. */
  get full(): boolean {
    return this.open.some(({ full }) => full);
  }

  /** @returns the error's name where there is no route */
  find(packed: PackedEndpoint): Egress | string {
    if (packed.v6) {
      // The kernel chooses the source.
      this.egressV6 ??= { channel: this.keep(openRawV6(this.libc)), source: 0 };
      return this.egressV6;
    }
    const route = this.routes.find(packed.low);
    if (typeof route === 'string') return route;
    const known = this.egresses.get(route);
    if (known !== undefined) return known;
    // Routes are asked for anew now and then: those of before are not met again.
    if (this.egresses.size >= MAX_FRAME_CHANNELS * 8) this.egresses.clear();
    const egress = { channel: this.channelFor(route), source: route.source };
    this.egresses.set(route, egress);
    return egress;
  }

  private channelFor({ frame }: Route): Channel {
    if (frame !== undefined) {
      const key = `${frame.device} ${frame.to.join(':')} ${frame.from.join(':')}`;
      const known = this.frames.get(key);
      if (known !== undefined) return known;
      if (this.frames.size < MAX_FRAME_CHANNELS) {
        const channel = this.keep(openFrames(this.libc, frame));
        this.frames.set(key, channel);
        return channel;
      }
    }
    this.rawV4 ??= this.keep(openRawV4(this.libc));
    return this.rawV4;
  }

  private keep(channel: Channel): Channel {
    this.open.push(channel);
    return channel;
  }

  /** @returns false if the queue of a channel is full at the moment */
  flush(refused: (slot: number, reason: string) => void): boolean {
    let whole = true;
    for (const channel of this.open) whole = channel.flush(refused) && whole;
    return whole;
  }

  close(): void {
    for (const channel of this.open) channel.close();
  }
}
