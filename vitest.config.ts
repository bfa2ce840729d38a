/** How the tests run. `npm test` and `.ci/run` use this and no flags of their own. */

import { readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import { LeftOutReporter } from './test/helpers/left-out-reporter.ts';
import { type Project, testsByProject } from './test/helpers/projects.ts';

const tests = testsByProject();

/** No project retries: a test that fails now and then is a defect, of the test or of the code. */
function project(name: Project, order: number, options: { timeout: number; workers: number }) {
  return {
    extends: true as const,
    test: {
      name,
      include: tests[name],
      testTimeout: options.timeout,
      hookTimeout: options.timeout,
      maxWorkers: options.workers,
      // One project after the other, so that those that need quiet are not disturbed by many processes.
      sequence: { groupOrder: order },
      retry: 0,
    },
  };
}

export default defineConfig({
  test: {
    reporters: ['default', new LeftOutReporter()],
    projects: [
      project('unit', 0, { timeout: 60_000, workers: 2 }),
      project('system', 1, { timeout: 60_000, workers: 2 }),
      // Rates are measured on the wire: nothing else may want the machine.
      project('privileged', 2, { timeout: 60_000, workers: 1 }),
    ],
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      reporter: ['text-summary', 'json-summary'],
      reportOnFailure: true,
      // Of the unit and system tests, so that every machine measures alike. What runs in a program that a test starts
      // (dist/cli.js, threads) is not counted: commands, supervise and the engines look worse than they are.
      // `npm run coverage && npm run coverage:floors` measures again and writes the floors, which only rise.
      thresholds: JSON.parse(readFileSync('test/coverage-floors.json', 'utf8')),
    },
  },
});
