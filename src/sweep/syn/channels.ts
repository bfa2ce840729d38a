/** Every way out that is in use, and which one a packet takes. */

import type { PackedEndpoint } from '../../domain/endpoint.ts';
import type { Libc } from '../libc.ts';
import { type Channel, openFrames, openRawV4, openRawV6 } from './channel.ts';
import type { Route, Routes } from './routes.ts';

interface Way {
  channel: Channel;
  source: number;
}

/** Ways by whole frames, at most: beyond, the kernel sends. */
const MOST_FRAMES = 8;

export class Channels {
  private readonly libc: Libc;
  private readonly routes: Routes;
  private readonly open: Channel[] = [];
  private readonly frames = new Map<string, Channel>();
  private readonly ways = new Map<Route, Way>();
  private wayV6: Way | undefined;
  private rawV4: Channel | undefined;

  constructor(libc: Libc, routes: Routes) {
    this.libc = libc;
    this.routes = routes;
  }

  /** Whether a batch must be flushed before anything is added. */
  get full(): boolean {
    return this.open.some(({ full }) => full);
  }

  /** @returns the error's name where there is no way */
  find(packed: PackedEndpoint): Way | string {
    if (packed.v6) {
      // The kernel chooses the source.
      this.wayV6 ??= { channel: this.keep(openRawV6(this.libc)), source: 0 };
      return this.wayV6;
    }
    const route = this.routes.find(packed.low);
    if (typeof route === 'string') return route;
    const known = this.ways.get(route);
    if (known !== undefined) return known;
    // Routes are asked for anew now and then: those of before are not met again.
    if (this.ways.size >= MOST_FRAMES * 8) this.ways.clear();
    const way = { channel: this.channelFor(route), source: route.source };
    this.ways.set(route, way);
    return way;
  }

  private channelFor({ frame }: Route): Channel {
    if (frame !== undefined) {
      const key = `${frame.device} ${frame.to.join(':')} ${frame.from.join(':')}`;
      const known = this.frames.get(key);
      if (known !== undefined) return known;
      if (this.frames.size < MOST_FRAMES) {
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

  /** @returns false if a way is full at the moment */
  flush(refused: (index: number, reason: string) => void): boolean {
    let whole = true;
    for (const channel of this.open) whole = channel.flush(refused) && whole;
    return whole;
  }

  close(): void {
    for (const channel of this.open) channel.close();
  }
}
