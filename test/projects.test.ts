import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { testsByProject } from './helpers/projects.ts';

const projects = testsByProject();

it('puts every test file into one project', () => {
  const all = readdirSync('test', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => join('test', name));
  expect(Object.values(projects).flat().sort()).toEqual(all.sort());
});

it.each([
  ['unit', 'test/domain/verdicts.test.ts'],
  ['unit', 'test/report/machine/json.test.ts'],
  ['system', 'test/cli.test.ts'], // starts the program through a helper
  ['system', 'test/probe/dial.test.ts'], // opens sockets
  ['system', 'test/sweep/thread.test.ts'], // a source that it calls starts threads
  ['privileged', 'test/integration/real.test.ts'],
  ['privileged', 'test/sweep/epoll.test.ts'],
] as const)('sorts by what a test imports: %s has %s', (project, file) => {
  expect(projects[project]).toContain(file);
});
