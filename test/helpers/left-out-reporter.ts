/** Says at the end of all tests which groups were left out, and why. */

import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Reporter, TestModule } from 'vitest/node';

export class LeftOutReporter implements Reporter {
  private notes = '';

  // Not the constructor: the configuration is read once more for each project.
  onInit(): void {
    this.notes = join(mkdtempSync(join(tmpdir(), 'seawall-left-out-')), 'notes.jsonl');
    // Read by `leftOut` in the processes that run the tests.
    process.env.SEAWALL_LEFT_OUT = this.notes;
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const reasons = existsSync(this.notes) ? readFileSync(this.notes, 'utf8').trim().split('\n').map(lineOf) : [];
    rmSync(dirname(this.notes), { recursive: true, force: true });
    if (reasons.length === 0) return;
    const count = modules.reduce((sum, module) => sum + [...module.children.allTests('skipped')].length, 0);
    const lines = [...new Set(reasons)].sort().map((line) => `***   ${line}\n`);
    process.stderr.write(
      `\n*** LEFT OUT: ${count} tests. As root, with the packages that .ci/run installs, all of them run.\n${lines.join('')}\n`,
    );
  }
}

function lineOf(note: string): string {
  const { what, reason } = JSON.parse(note) as { what: string; reason: string };
  return `${what}: ${reason}`;
}
