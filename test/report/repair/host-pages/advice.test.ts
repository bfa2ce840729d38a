/** The texts themselves: Markdown of ours, each with its source, and nothing in them that is filled in from outside. */

import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { rowsOf } from '../../../../src/domain/exposure.ts';
import { CONTAIN } from '../../../../src/report/repair/host-pages/contain.ts';
import { BYPASS, LAYERS } from '../../../../src/report/repair/host-pages/defence.ts';
import { FIX } from '../../../../src/report/repair/host-pages/fix.ts';
import { exposedHosts } from '../../../../src/report/repair/host-pages/host.ts';
import { INSTEAD, ROLLBACK } from '../../../../src/report/repair/host-pages/instead.ts';
import { EVIDENCE } from '../../../../src/report/repair/host-pages/keep-evidence.ts';
import { HURRY, TRACES, VERDICT_ON_MISUSE } from '../../../../src/report/repair/host-pages/triage.ts';
import { reportOf } from './sample-hosts.ts';

const ADVICE = [...CONTAIN, ...EVIDENCE, ...FIX, ...INSTEAD, ...ROLLBACK];
const HOSTS = [...exposedHosts(rowsOf(reportOf()))];
const TEXTS = [
  ...ADVICE.flatMap(({ title, source, steps }) => [title, source, ...steps.map(({ text }) => text)]),
  ...TRACES.flatMap(({ look, why, source }) => [look, why, source]),
  ...LAYERS.flatMap(({ name, limits, state, reference }) => [name, limits, state, reference]),
  ...[BYPASS, HURRY, VERDICT_ON_MISUSE],
];

describe('the texts', () => {
  test('read the same as Markdown and as plain text', () => {
    for (const text of TEXTS) {
      expect(text.match(/`/g)?.length ?? 0, text).toSatisfy((count: number) => count % 2 === 0);
      expect(text.replace(/`[^`]*`/g, ''), text).not.toMatch(/[_*<>\\~|[\]]|:\/\/(?!localhost)/);
      expect(text, text).not.toMatch(/\n|\s\s/);
    }
  });

  test('name a source each, and each applies to some host', () => {
    for (const { title, source, steps, when } of ADVICE) {
      expect(source, title).toMatch(/\.$/);
      expect(steps.length, title).toBeGreaterThan(0);
      if (!/Alibaba|cloud$/.test(title)) expect(HOSTS.some(when) || title.includes('firewalld'), title).toBe(true);
    }
    for (const { source } of TRACES) expect(source).not.toBe('');
    for (const { reference } of LAYERS) expect(reference).not.toBe('');
  });

  test('mark what was not looked up', () => {
    const unchecked = ADVICE.flatMap(({ steps }) => steps).filter((step) => step.unchecked === true);
    const words = unchecked.map(({ text }) => text).join(' ');
    // Each of these is a claim without a source of ours.
    for (const claim of [
      '--validate',
      'NetworkPolicy',
      'revoked certificates',
      'port forwardings',
      'carry an `-H`',
      'PowerShell',
    ])
      expect(words, claim).toContain(claim);
  });

  test('give lines that a POSIX shell can read', () => {
    const linux = HOSTS.filter(({ system }) => system === 'linux');
    expect(linux.length).toBeGreaterThan(5);
    const blocks = new Set(
      linux.flatMap((host) =>
        ADVICE.filter(({ when }) => when(host)).flatMap(({ steps }) =>
          steps.flatMap(({ commands }) => commands?.(host).join('\n') ?? []),
        ),
      ),
    );
    for (const block of [...blocks, ...TRACES.flatMap(({ commands }) => commands?.join('\n') ?? [])])
      execFileSync('sh', ['-n'], { input: `${block}\n`, stdio: ['pipe', 'pipe', 'pipe'] });
  });
});
