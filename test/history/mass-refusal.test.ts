import { expect, it } from 'vitest';
import type { Observation } from '../../src/history/life.ts';
import { massRefusals } from '../../src/history/mass-refusal.ts';

const OBSERVATIONS: Readonly<Record<string, Observation>> = {
  refused: { seen: 'closed', reason: 'ECONNREFUSED' },
  silent: { seen: 'silent', reason: 'timeout' },
  untested: { seen: 'not-tested' },
  elsewhere: { seen: 'elsewhere' },
};

/** @param living `127.0.0.1 refused` */
function isMass(address: string, living: readonly string[], accepting: readonly string[] = []): boolean {
  const observed = living.map((text) => {
    const [address = '', what = ''] = text.split(' ');
    return { address, observation: OBSERVATIONS[what] ?? { seen: 'elsewhere' } };
  });
  return massRefusals(observed, accepting)(address);
}

const refused = (...hosts: string[]) => hosts.map((host) => `${host} refused`);
const [a, b, c, far] = ['127.0.0.1', '127.0.0.2', '127.0.0.3', '127.0.9.1'];

it.each<[what: string, living: string[], accepting: string[], mass: boolean]>([
  ['three of three', refused(a, b, c), [], true],
  ['two of two', refused(a, b), [], false],
  ['three, and a fourth is silent', [...refused(a, b, c), '127.0.0.4 silent'], [], false],
  ['three, and one accepts in the prefix', refused(a, b, c), ['127.0.0.200'], false],
  // Of the run it is not all, and of the prefix it is.
  ['three, and one accepts in another prefix', refused(a, b, c), [far], true],
  ['three, and an exposure is silent in another prefix', [...refused(a, b, c), `${far} silent`], [], true],
  // Neither in one prefix nor in the run.
  ['two here and one elsewhere, where something accepts', refused(a, b, far), ['127.0.9.2'], false],
  ['two here and one in another prefix', refused(a, b, far), [], true],
  [
    'three, and others were not looked at',
    [...refused(a, b, c), '127.0.0.4 untested', '127.0.0.5 elsewhere'],
    [],
    true,
  ],
])('refusals of many: %s', (_, living, accepting, mass) => {
  expect(isMass(a, living, accepting)).toBe(mass);
});

it('is of the prefix of the address', () => {
  const living = [...refused(a, b, c), `${far} refused`];
  expect(isMass(a, living, ['127.0.9.2'])).toBe(true);
  expect(isMass(far, living, ['127.0.9.2'])).toBe(false);
});

it('knows prefixes of IPv6', () => {
  const living = refused('::1', '::2', '::3');
  expect(isMass('::1', living, ['::ffff'])).toBe(true);
  expect(isMass('::1', living, ['::ff'])).toBe(false);
});
