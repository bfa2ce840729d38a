/** Cache of routes: whether a packet is routed by the kernel, or sent as a whole frame to a known next hop. */

import type { Routing } from './routing.ts';

/** A route for IPv4 packets. */
export interface Route {
  /** Our address, as a 32-bit value. */
  source: number;
  /** Present where frames may be written by us. */
  frame?: { device: number; to: Uint8Array; from: Uint8Array };
}

export interface Routes {
  /** @returns the error's name where there is no route */
  find(address: number): Route | string;
}

/** Cached answers, by /24; an entry that two share is asked for again. */
const CACHE_ENTRIES = 2 ** 16;
/** Milliseconds after which an answer is asked for again: routes change, and a neighbour's address becomes known. */
const FRESH_MS = 2_000;
/** And where a neighbour's address is all that is missing. */
const NEIGHBOUR_RETRY_MS = 200;

/**
 * A frame is written only where that is provably what the kernel would do: the whole /24 goes through one gateway whose
 * hardware address the kernel knows, by routing that depends on the destination alone, and no packet rule would be passed by.
 * Everything else (loopback, tunnels, neighbours on the same network) is left to the kernel.
 */
export function createRoutes(routing: Routing, ticks: () => number): Routes {
  const prefixes = new Int32Array(CACHE_ENTRIES).fill(-1);
  const indexes = new Uint16Array(CACHE_ENTRIES);
  let until = Number.NEGATIVE_INFINITY;
  let known: (Route | string)[] = [];
  let numbers = new Map<string, number>();
  let narrow: { first: number; last: number }[] = [];
  let mayFrame = false;

  function renew(now: number): void {
    prefixes.fill(-1);
    known = [];
    numbers = new Map();
    narrow = routing.narrowRoutes();
    mayFrame = !routing.hasOtherRules() && !routing.hasOutwardRules();
    until = now + FRESH_MS;
  }

  function ask(address: number): number {
    const answer = routing.route(address);
    const first = (address & ~255) >>> 0;
    const whole = mayFrame && !narrow.some((route) => route.first <= first + 255 && route.last >= first);
    const key =
      typeof answer === 'string'
        ? answer
        : `${answer.source} ${answer.device} ${answer.gateway} ${answer.unicast} ${whole}`;
    const number = numbers.get(key);
    if (number !== undefined) return number;
    let route: Route | string = answer;
    if (typeof answer !== 'string') {
      const { source, device, gateway, unicast } = answer;
      const to = whole && unicast && gateway !== undefined ? routing.neighbour(device, gateway) : undefined;
      const from = routing.ethernet(device);
      // The packet that the kernel sends instead makes it find out.
      if (whole && unicast && gateway !== undefined && to === undefined)
        until = Math.min(until, ticks() + NEIGHBOUR_RETRY_MS);
      route = to === undefined || from === undefined ? { source } : { source, frame: { device, to, from } };
    }
    numbers.set(key, known.length);
    return known.push(route) - 1;
  }

  return {
    find(address) {
      const now = ticks();
      if (now >= until) renew(now);
      const prefix = address >>> 8;
      const place = prefix & (CACHE_ENTRIES - 1);
      if (prefixes[place] !== prefix) {
        indexes[place] = ask(address);
        prefixes[place] = prefix;
      }
      return known[indexes[place] ?? 0] ?? 'no answer';
    },
  };
}
