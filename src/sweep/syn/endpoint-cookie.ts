/** The cookie of an endpoint, and the source port that is cut out of it. */

import type { PackedEndpoint } from '../../domain/endpoint.ts';
import type { Cookie, CookieKey } from './cookie.ts';
import type { Segment } from './packet.ts';
import { portOf } from './ports.ts';

type CookieInput = Pick<PackedEndpoint, 'v6' | 'low' | 'groups' | 'port'>;

export class EndpointCookie {
  readonly cookie: Cookie = { sequence: 0, rest: 0 };
  private readonly key: CookieKey;
  private readonly block: number;
  private readonly words = [0, 0, 0, 0, 0, 0, 0, 0, 0];

  /** @param block of source ports */
  constructor(key: CookieKey, block: number) {
    this.key = key;
    this.block = block;
  }

  get sourcePort(): number {
    return portOf(this.block, this.cookie.rest);
  }

  /** Makes this the cookie of another endpoint. */
  turnTo({ v6, low, groups, port }: CookieInput): void {
    const { words } = this;
    words[0] = port;
    if (v6) for (let i = 0; i < 8; i += 1) words[i + 1] = groups[i] ?? 0;
    else words[1] = low;
    this.key.write(words, v6 ? 9 : 2, this.cookie);
  }

  writeTo(segment: Pick<Segment, 'sourcePort' | 'sequence'>): void {
    segment.sourcePort = this.sourcePort;
    segment.sequence = this.cookie.sequence;
  }

  /** Whether an answer repeats it. */
  isIn({ sequence, ourPort }: { sequence: number; ourPort: number }): boolean {
    return sequence === this.cookie.sequence && ourPort === this.sourcePort;
  }
}
