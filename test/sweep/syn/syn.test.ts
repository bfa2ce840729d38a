import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { leftOut } from '../../helpers/left-out.ts';
import { Netlab, whyNoLab } from '../../helpers/netlab.ts';
import { buildWorld, testInLab } from '../lab-world.ts';
import { FORGER } from './forger.ts';

const missing = whyNoLab();

describe.skipIf(leftOut('the syn engine in a lab', missing))('the syn engine in a lab', { timeout: 60_000 }, () => {
  const lab = new Netlab();
  beforeAll(async () => await buildWorld(lab));
  afterAll(() => lab.close());

  testInLab('syn', () => lab);

  it('believes no answer but the one to its own packet, and that one once', async () => {
    lab.rules('there', 'input', ['ip daddr 10.77.2.0/28 drop']);
    const forger = await lab.serve('there', FORGER);
    const outcome = await lab.sweep({
      engine: 'syn',
      ranges: ['10.77.2.0/28'],
      timeout: 600,
      retries: 1,
    });
    forger.kill();
    const states = Object.fromEntries(
      outcome.records
        .filter(({ endpoint }) => endpoint.endsWith(' 2375'))
        .map((record) => [
          Number(record.endpoint.split(/[. ]/)[3]),
          record.state === 'open' ? 'open' : `${record.state} ${record.reason}`,
        ]),
    );
    expect(outcome.doubled).toBe(0);
    expect(outcome.records).toHaveLength(32);
    const silent = Object.fromEntries(Array.from({ length: 16 }, (_, i) => [i, 'filtered timeout']));
    expect(states).toEqual({
      ...silent,
      6: 'open',
      7: 'closed ECONNREFUSED',
      10: 'unreachable EHOSTUNREACH',
    });
  });

  it('does not call silent what it was not allowed to send', async () => {
    lab.rules('here', 'output', [
      'ip6 daddr fd77::100/126 tcp dport 2375 drop',
      'ip daddr 10.77.1.0/30 tcp dport 2376 drop',
    ]);
    const ranges = ['"fd77::100/126"', '10.77.1.0/30'];
    const outcome = await lab.sweep({ engine: 'syn', ranges, timeout: 300, retries: 1 });
    lab.rules('here', 'output', []);
    expect(outcome.counts).toEqual({ 'not-tested EPERM': 8, 'closed ECONNREFUSED': 4, open: 4 });
  });

  it('stays small over a large silent network', async () => {
    lab.rules('there', 'input', ['ip daddr 10.77.0.0/16 drop']);
    const outcome = await lab.sweep({
      engine: 'syn',
      ranges: ['10.77.0.0/16'],
      timeout: 300,
      retries: 1,
      countOnly: true,
    });
    expect(outcome.counts).toEqual({ 'filtered timeout': 131_072 });
    expect(outcome.counters).toMatchObject({ sent: 262_144, late: 0 });
    expect(outcome.memory).toBeLessThan(150 * 2 ** 20);
  });
});
