import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { leftOut } from '../helpers/left-out.ts';
import { Netlab, whyNoLab } from '../helpers/netlab.ts';
import { buildWorld, testInLab } from './lab-world.ts';

const missing = whyNoLab();

describe.skipIf(leftOut('the connect engine in a lab', missing))(
  'the connect engine in a lab',
  { timeout: 60_000 },
  () => {
    const lab = new Netlab();
    beforeAll(async () => await buildWorld(lab));
    afterAll(() => lab.close());

    testInLab('connect', () => lab);

    it('goes on with fewer connections where descriptors are few', async () => {
      const outcome = await lab.sweep({
        engine: 'connect',
        ranges: ['10.77.2.0/29', '10.77.11.0/25'],
        descriptors: 60,
        concurrency: 256,
        timeout: 100,
      });
      expect(outcome.error).toBeUndefined();
      expect(outcome.counts).toEqual({ open: 128, 'closed ECONNREFUSED': 128, 'filtered timeout': 16 });
      expect(outcome.counters.trouble).toBeGreaterThan(0);
    });

    it('holds 20,000 connections at once', async () => {
      lab.rules('there', 'input', ['ip daddr 10.77.64.0/18 drop']);
      const outcome = await lab.sweep({
        engine: 'connect',
        ranges: ['10.77.64.0/18'],
        concurrency: 20_000,
        timeout: 1_500,
        countOnly: true,
      });
      expect(outcome.error).toBeUndefined();
      expect(outcome.counts).toEqual({ 'filtered timeout': 32_768 });
      expect(outcome.counters).toMatchObject({ sent: 32_768, trouble: 0 });
      expect(outcome.seconds).toBeLessThan(8);
      expect(outcome.memory).toBeLessThan(150 * 2 ** 20);
    });
  },
);
