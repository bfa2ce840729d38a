import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import {
  CONTROL_PLANE_PORTS,
  CONTROL_PLANES,
  DEFAULT_PORTS,
  isControlPlanePort,
  portNumbers,
} from '../../src/domain/control-planes.ts';

it('has the ports of engines in the pack, each once, and 443 not', () => {
  const pack = portNumbers(CONTROL_PLANES);
  expect(pack).toEqual([...CONTROL_PLANE_PORTS].sort((a, b) => a - b));
  expect(pack).toEqual(expect.arrayContaining([...DEFAULT_PORTS]));
  expect(pack).not.toContain(443);
});

it('stands in docs/engines.md, each by number', async () => {
  const page = await readFile('docs/engines.md', 'utf8');
  for (const port of CONTROL_PLANE_PORTS) expect(page).toMatch(new RegExp(`\\b${port}\\b`));
});

it('takes a list as it is, sorted', () => {
  expect(portNumbers([6443, 2375])).toEqual([2375, 6443]);
});

it('knows the ports on which an engine is looked for', () => {
  expect([2375, 2376, 2377, 4243, 4244].some(isControlPlanePort)).toBe(false);
  expect([2379, 6443, 12379].every(isControlPlanePort)).toBe(true);
});
