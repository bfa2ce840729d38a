/** Tests that run at the same time listen and audit on loopback: one's server must not be a finding of the other. */

import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { parseInterval } from '../src/domain/interval.ts';
import { testsByProject } from './helpers/projects.ts';

/** Named by samples, or with ports that the system gives out: no test listens there on 2375 or 2376. */
const SAMPLES = ['127.0.0.', '127.0.9.', '127.0.10.', '127.255.255.'];
const WRITTEN = /127\.\d+\.\d+\.(?:\d+(?:\/\d+)?)?/g;

it('has each /24 of loopback in one of the tests that open sockets', async () => {
  const owners = new Map<string, Set<string>>();
  for (const file of testsByProject().system) {
    const text = await readFile(file, 'utf8');
    for (const [written] of text.matchAll(WRITTEN)) {
      for (const prefix of prefixesOf(written)) owners.set(prefix, (owners.get(prefix) ?? new Set()).add(file));
    }
  }
  expect(owners.size).toBeGreaterThan(40);
  const shared = [...owners].filter(([prefix, files]) => files.size > 1 && !SAMPLES.includes(prefix));
  expect(shared.map(([prefix, files]) => `${prefix}0/24 in ${[...files].join(' and ')}`)).toEqual([]);
});

/** The /24s of `127.0.70.` (an address that the test completes), `127.0.70.1` or `127.0.72.0/22`. */
function* prefixesOf(written: string): Generator<string> {
  const range = parseInterval(written.endsWith('.') ? `${written}0` : written);
  if (range === undefined) return;
  for (let first = range.first >> 8n; first <= range.last >> 8n; first += 1n)
    yield `${[16n, 8n, 0n].map((shift) => String((first >> shift) & 255n)).join('.')}.`;
}
