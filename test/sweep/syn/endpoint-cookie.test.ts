import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CookieKey } from '../../../src/sweep/syn/cookie.ts';
import { EndpointCookie } from '../../../src/sweep/syn/endpoint-cookie.ts';

const key = new CookieKey(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8));
const endpoints = fc.record({
  v6: fc.boolean(),
  low: fc.nat(2 ** 32 - 1),
  groups: fc.array(fc.nat(65_535), { minLength: 8, maxLength: 8 }),
  port: fc.nat(65_535),
});

it('is the same for the same endpoint, whatever came before, and another one for another endpoint', () => {
  const [used, fresh] = [new EndpointCookie(key, 61_440), new EndpointCookie(key, 61_440)];
  fc.assert(
    fc.property(endpoints, endpoints, (one, other) => {
      used.turnTo(other);
      const before = { sequence: used.cookie.sequence, ourPort: used.sourcePort };
      used.turnTo(one);
      fresh.turnTo(one);
      expect(used.cookie).toEqual(fresh.cookie);
      expect(used.sourcePort).toBeGreaterThanOrEqual(61_440);
      const segment = { sourcePort: 0, sequence: 0 };
      used.writeTo(segment);
      expect(segment).toEqual({ sourcePort: used.sourcePort, sequence: used.cookie.sequence });
      const answer = { sequence: used.cookie.sequence, ourPort: used.sourcePort };
      expect(fresh.isIn(answer)).toBe(true);
      expect(fresh.isIn({ ...answer, sequence: answer.sequence ^ 1 })).toBe(false);
      expect(fresh.isIn({ ...answer, ourPort: answer.ourPort ^ 1 })).toBe(false);
      const name = (of: typeof one): string => `${of.port} ${of.v6 ? of.groups.join() : of.low}`;
      expect(fresh.isIn(before)).toBe(name(one) === name(other));
    }),
    { numRuns: 1_000 },
  );
});
