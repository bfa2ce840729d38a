import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';

/** Scavenges of a process that makes text and drops it a little later, with the young heap that cli.ts sets. */
function scavenges(call: string): number {
  const script = `
    import { setFlagsFromString } from 'node:v8';
    import { sizeHeapForReports } from './dist/audit/heap-size.js';
    setFlagsFromString('--semi-space-growth-factor=1');
    ${call};
    const kept = [];
    for (let i = 0; i < 1_000_000; i += 1) kept[i % 50_000] = JSON.stringify([i, 'text']);
  `;
  const trace = execFileSync(process.execPath, ['--trace-gc', '--input-type=module', '-e', script], {
    encoding: 'utf8',
  });
  return trace.split('Scavenge').length - 1;
}

it('collects less often after a sweep than during it', () => {
  const [before, after] = [scavenges(''), scavenges('sizeHeapForReports()')];
  expect(before).toBeGreaterThan(after * 2);
  expect(after).toBeGreaterThan(0);
});
