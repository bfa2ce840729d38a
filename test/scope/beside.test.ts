import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ACCEPTANCES_FILE, isBesideScope, listBeside, POLICY_FILE } from '../../src/scope/beside.ts';
import { loadScope } from '../../src/scope/scope.ts';
import { NOW, scopeFile, scopeText, temporaryFolder } from '../helpers/scope.ts';

it('lists the files beside the scopes that were named, each folder once', async () => {
  const folder = await temporaryFolder();
  for (const name of ['a', 'b', 'c']) await mkdir(join(folder, name));
  await writeFile(join(folder, 'a', POLICY_FILE), '');
  await writeFile(join(folder, 'b', POLICY_FILE), '');
  await mkdir(join(folder, 'c', POLICY_FILE));
  const paths = ['b/x.yaml', 'c', 'a', 'a/../b', 'none/x.yaml', 'b'].map((path) => join(folder, path));
  expect(await listBeside(POLICY_FILE, paths)).toEqual([
    join(folder, 'b', POLICY_FILE),
    join(folder, 'a', POLICY_FILE),
  ]);
  expect(await listBeside(ACCEPTANCES_FILE, paths)).toEqual([]);
});

it('are never read as a scope: not in a folder, and not where a shell names every file', async () => {
  const { folder, file } = await scopeFile(scopeText(['127.0.0.1']));
  const others = [POLICY_FILE, ACCEPTANCES_FILE].map((name) => join(folder, name));
  for (const other of others) await writeFile(other, scopeText(['127.0.0.2']));
  expect(others.map(isBesideScope)).toEqual([true, true]);
  const options = { now: NOW, maxAddresses: 10 };
  const { files, key } = await loadScope([folder], options);
  expect([files, key]).toEqual([[file], folder]);
  const named = await loadScope([...others, file], options);
  expect([named.files, named.key, named.addresses]).toEqual([[file], file, 1]);
  await expect(loadScope(others, options)).rejects.toThrow(`${others[0]}: names no ranges`);
});

it('calls a scope by its name, or by the paths that were named: absolute, in any order, each once, links as they are', async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'a.yaml'), scopeText(['127.0.0.1']));
  await writeFile(join(folder, 'b.yaml'), scopeText(['127.0.0.2']));
  await symlink(folder, `${folder}-link`);
  const keyOf = async (...paths: string[]): Promise<string | undefined> =>
    (await loadScope(paths, { now: NOW, maxAddresses: 256 })).key;
  const [a, b] = [join(folder, 'a.yaml'), join(folder, 'b.yaml')];
  expect(await keyOf(folder)).toBe(folder);
  expect(await keyOf(`${folder}/./`)).toBe(folder);
  expect(await keyOf(`${folder}-link`)).toBe(`${folder}-link`);
  expect(await keyOf(b, a)).toBe(JSON.stringify([a, b]));
  expect(await keyOf(a, b, `${folder}/./a.yaml`)).toBe(JSON.stringify([a, b]));
  expect(await keyOf('targets')).toBe(join(process.cwd(), 'targets'));
  await writeFile(b, scopeText(['127.0.0.2'], 'name: office\n'));
  expect([await keyOf(folder), await keyOf(a, b), await keyOf(a)]).toEqual(['office', 'office', a]);
});

it('reads a file once, however often it is named', async () => {
  const known = 'known: [{ address: 127.0.0.1, port: 2375, is: decoy, reason: r }]\n';
  const { folder, file } = await scopeFile(scopeText(['127.0.0.1'], known));
  const scope = await loadScope([file, folder], { now: NOW, maxAddresses: 10 });
  expect(scope.files).toEqual([file]);
  expect(scope.ranges).toHaveLength(1);
});
