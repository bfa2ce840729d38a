import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readLines } from '../../src/journal/lines.ts';
import { temporaryFolder } from '../helpers/scope.ts';

async function linesOf(text: string | Buffer): Promise<string[]> {
  const path = join(await temporaryFolder(), 'lines.txt');
  await writeFile(path, text);
  const lines: string[] = [];
  for await (const line of readLines(path)) lines.push(line);
  return lines;
}

it.each<[string, string[]]>([
  ['', []],
  ['one\n', ['one']],
  ['one\n\ntwo', ['one', '', 'two']],
  ['"a\u2028b\u2029c\u0085d\rend"\nnext\n', ['"a\u2028b\u2029c\u0085d\rend"', 'next']],
])('ends lines at LF alone: %j', async (text, expected) => {
  expect(await linesOf(text)).toEqual(expected);
});

it('puts together what two blocks of the file share, in the middle of a character too', async () => {
  const wide = '字'.repeat(700_000);
  expect(await linesOf(`x${wide}\n${wide}`)).toEqual([`x${wide}`, wide]);
});

it('gives back any lines', async () => {
  const line = fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\n', ' '));
  await fc.assert(
    fc.asyncProperty(fc.array(line), async (lines) => {
      expect(await linesOf(lines.map((text) => `${text}\n`).join(''))).toEqual(lines);
    }),
    { numRuns: 30 },
  );
});

it('rejects where there is no file', async () => {
  await expect(readLines('/nonexistent/journal').next()).rejects.toMatchObject({ code: 'ENOENT' });
});
