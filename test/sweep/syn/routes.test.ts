import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRoutes } from '../../../src/sweep/syn/routes.ts';
import type { RouteAnswer, Routing } from '../../../src/sweep/syn/routing.ts';
import { leftOut } from '../../helpers/left-out.ts';
import { Netlab, whyNoLab } from '../../helpers/netlab.ts';

const missing = whyNoLab();

/** Asks for the way to each address, in a process of its own. */
const ASK = `
import { openLibc } from './dist/sweep/libc.js';
import { createRoutes } from './dist/sweep/syn/routes.js';
import { openRouting } from './dist/sweep/syn/routing.js';
const routes = createRoutes(openRouting(openLibc()), () => performance.now());
const answers = process.argv.slice(1).map((address) => {
  const route = routes.find(address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0));
  if (typeof route === 'string') return route;
  const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(':');
  const source = [24, 16, 8, 0].map((shift) => (route.source >>> shift) & 255).join('.');
  return route.frame === undefined ? 'raw ' + source : ['frame', source, hex(route.frame.from), hex(route.frame.to)].join(' ');
});
console.log(JSON.stringify(answers));
`;

describe.skipIf(leftOut('routes of the real kernel', missing))('routes of the real kernel', { timeout: 30_000 }, () => {
  const lab = new Netlab();
  let frame = '';
  const ask = (...addresses: string[]): string[] => JSON.parse(lab.script('here', ASK, ...addresses)) as string[];
  const hardware = (side: 'here' | 'there', device: string): string =>
    /link\/ether (\S+)/.exec(lab.run(side, `ip link show ${device}`))?.[1] ?? '';

  beforeAll(async () => {
    await lab.open();
    lab.run('here', `ip neigh replace 10.9.0.2 lladdr ${hardware('there', 'v1')} dev v0 nud permanent`);
    frame = `frame 10.9.0.1 ${hardware('here', 'v0')} ${hardware('there', 'v1')}`;
  });
  afterAll(() => lab.close());

  it('are frames through a gateway whose hardware address is known, and raw to everything else', () => {
    expect(ask('10.77.1.1', '10.77.255.255', '127.0.0.5', '10.9.0.2', '10.9.0.7', '10.9.0.1')).toEqual([
      frame,
      frame,
      'raw 127.0.0.1',
      'raw 10.9.0.1',
      'raw 10.9.0.1',
      'raw 10.9.0.1',
    ]);
  });

  it('are the name of an error where there is none', () => {
    lab.run('here', 'ip route add prohibit 10.89.0.0/24');
    lab.run('here', 'ip route add blackhole 10.89.1.0/24');
    lab.run('here', 'ip route add unreachable 10.89.2.0/24');
    expect(ask('10.88.0.1', '10.89.0.1', '10.89.1.1', '10.89.2.1')).toEqual([
      'ENETUNREACH',
      'EACCES',
      'EINVAL',
      'EHOSTUNREACH',
    ]);
  });

  it('are raw throughout a /24 in which a narrower route lies', () => {
    lab.run('here', 'ip route add 10.77.4.128/25 via 10.9.0.3');
    expect(ask('10.77.4.1', '10.77.4.200', '10.77.3.255', '10.77.5.0')).toEqual([
      'raw 10.9.0.1',
      'raw 10.9.0.1',
      frame,
      frame,
    ]);
    lab.run('here', 'ip route del 10.77.4.128/25');
  });

  it('are raw while the hardware address is unknown', () => {
    lab.run('here', 'ip route add 10.78.0.0/16 via 10.9.0.9');
    expect(ask('10.78.0.1')).toEqual(['raw 10.9.0.1']);
  });

  it.each(['from all tos 0x10 lookup main', 'from all fwmark 7 lookup main', 'to 10.77.0.0/16 lookup main'])(
    'are raw where a rule says: %s',
    (rule) => {
      lab.run('here', `ip rule add ${rule}`);
      expect(ask('10.77.1.1')).toEqual(['raw 10.9.0.1']);
      lab.run('here', `ip rule del ${rule}`);
      expect(ask('10.77.1.1')).toEqual([frame]);
    },
  );

  it('are raw where packets are looked at on their way out: no frame passes by a firewall', () => {
    lab.rules('here', 'output', ['ip daddr 10.77.9.0/24 drop']);
    expect(ask('10.77.1.1')).toEqual(['raw 10.9.0.1']);
    lab.rules('here', 'input', ['tcp dport 22 drop']);
    expect(ask('10.77.1.1')).toEqual([frame]);
    lab.rules('here', 'input', []);
    expect(ask('10.77.1.1')).toEqual([frame]);
  });
});

describe('routes remembered', () => {
  const plain: Routing = {
    route: (address) => (address >>> 24 === 9 ? 'ENETUNREACH' : answerOf(address)),
    ethernet: () => Uint8Array.of(1, 1, 1, 1, 1, 1),
    neighbour: (_device, gateway) => Uint8Array.of(2, 2, 2, 2, 2, gateway),
    narrowRoutes: () => [],
    hasOtherRules: () => false,
    hasOutwardRules: () => false,
    close: () => undefined,
  };
  const answerOf = (address: number): RouteAnswer => ({
    source: 1,
    device: 1,
    gateway: (address >>> 8) % 5,
    unicast: true,
  });

  it('are those of the address, whatever was asked before', () => {
    const routes = createRoutes(plain, () => 0);
    fc.assert(
      fc.property(fc.nat(2 ** 32 - 1), (address) => {
        const route = routes.find(address);
        if (address >>> 24 === 9) expect(route).toBe('ENETUNREACH');
        else expect(route).toMatchObject({ frame: { to: Uint8Array.of(2, 2, 2, 2, 2, (address >>> 8) % 5) } });
      }),
      { numRuns: 2_000 },
    );
  });

  it('are asked for anew after two seconds, and not before', () => {
    let now = 0;
    let asked = 0;
    const routes = createRoutes(
      {
        ...plain,
        route: (address) => {
          asked += 1;
          return answerOf(address);
        },
      },
      () => now,
    );
    for (now = 0; now < 1_999; now += 1) routes.find(0x0a000000 + (now & 255));
    expect(asked).toBe(1);
    now = 2_000;
    routes.find(0x0a000001);
    expect(asked).toBe(2);
  });
});
