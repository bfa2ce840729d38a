import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readLines } from '../../src/journal/read-lines.ts';
import { temporaryFolder } from '../helpers/scope.ts';

async function linesOf(text: string): Promise<string[]> {
  const file = join(await temporaryFolder(), 'lines');
  await writeFile(file, text);
  const all: string[] = [];
  for await (const lines of readLines(file)) all.push(...lines);
  return all;
}

it('splits at line feeds and at nothing else', async () => {
  const line = fc.string({ unit: fc.constantFrom('a', '\r', '\u2028', '\u2029', '\u0085', 'é', '𝕏'), minLength: 1 });
  await fc.assert(
    fc.asyncProperty(fc.array(line), fc.boolean(), async (lines, isTorn) => {
      const text = lines.join('\n') + (isTorn || lines.length === 0 ? '' : '\n');
      expect(await linesOf(text)).toEqual(lines);
    }),
    { numRuns: 50 },
  );
});

it('puts together a line, and a character, that were read in two parts', async () => {
  const long = `${'x'.repeat(2 ** 18 - 1)}é${'y'.repeat(2 ** 19)}`;
  expect(await linesOf(`a\n${long}\nb`)).toEqual(['a', long, 'b']);
});
