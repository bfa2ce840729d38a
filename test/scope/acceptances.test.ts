import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadAcceptances } from '../../src/scope/acceptances.ts';
import { scopeFile, scopeText, temporaryFolder } from '../helpers/scope.ts';

const entry = (target: string): string =>
  `acceptances: [{ target: ${target}, reason: r, owner: o, from: 2026-03-01, until: 2026-08-31 }]\n`;

it('are found beside the scope files, in every folder that was named', async () => {
  const { folder, file } = await scopeFile(scopeText(['127.0.0.1']));
  expect(await loadAcceptances([folder])).toEqual([]);
  await writeFile(join(folder, 'acceptances.yaml'), entry('127.0.0.1'));
  const other = await temporaryFolder();
  await writeFile(join(other, 'acceptances.yaml'), entry('127.0.0.2'));
  for (const paths of [[folder], [file], [file, folder]])
    expect((await loadAcceptances(paths)).map(({ target }) => target)).toEqual(['127.0.0.1']);
  expect((await loadAcceptances([file, join(other, 'none.yaml')])).map(({ target }) => target)).toEqual([
    '127.0.0.1',
    '127.0.0.2',
  ]);
  await writeFile(join(other, 'acceptances.yaml'), entry('127.0.0.1'));
  await expect(loadAcceptances([folder, other])).rejects.toThrow('ACCEPTANCE_CONFLICT');
});

it('are not a folder of that name', async () => {
  const folder = await temporaryFolder();
  await mkdir(join(folder, 'acceptances.yaml'));
  expect(await loadAcceptances([folder])).toEqual([]);
});
