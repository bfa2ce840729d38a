import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Scope } from '../../src/domain/scope.ts';
import type { Timer } from '../../src/domain/time.ts';
import { parseScope } from '../../src/scope/scope.ts';

export const NOW = Date.parse('2026-11-24T12:00:00Z');
export const clock: Timer = { now: () => Date.now(), ticks: () => performance.now() };

const HEAD = `authorization: { by: ciso, reference: T-1, from: 2026-01-01, until: 2036-12-31 }
contact: test@localhost
owner: team
`;

/** A scope file's text for some ranges. */
export function scopeText(ranges: readonly string[], more = ''): string {
  return `${HEAD}${more}ranges:\n${ranges.map((range) => `  - range: ${range}\n`).join('')}`;
}

export function scopeOf(ranges: readonly string[], more = ''): Scope {
  return parseScope([{ file: 'test.yaml', text: scopeText(ranges, more) }], { now: NOW, maxAddresses: 2 ** 32 });
}

export async function temporaryFolder(): Promise<string> {
  return await mkdtemp(join(tmpdir(), 'seawall-test-'));
}

/** A folder with one scope file in it. */
export async function scopeFile(text: string): Promise<{ folder: string; file: string }> {
  const folder = await temporaryFolder();
  const file = join(folder, 'scope.yaml');
  await writeFile(file, text);
  return { folder, file };
}
