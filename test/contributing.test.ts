/** The page for contributors names what is there: folders, files, libraries, scripts. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';

const page = readFileSync('docs/contributing.md', 'utf8');
const manifest = JSON.parse(readFileSync('package.json', 'utf8'));

interface Row {
  /** `report/machine/`, `cli.ts` */
  path: string;
  libraries: string[];
}

/** The rows of the map: two spaces more stand for a folder inside the one above. */
function rowsOfMap(): Row[] {
  const map = /^## The map\n[\s\S]*?\n((?: {4}.*\n)+)/m.exec(page)?.[1] ?? '';
  let folder = '';
  return map.split('\n').flatMap((line) => {
    const row = /^ {4}(?<inner> {2})?(?<name>[\w./-]+) .*?(?:\[(?<libraries>[^\]]+)\])?$/.exec(line)?.groups;
    if (row === undefined) return [];
    const { inner, name = '', libraries } = row;
    if (inner === undefined) folder = name;
    return [{ path: inner === undefined ? name : folder + name, libraries: libraries?.split(', ') ?? [] }];
  });
}

function foldersIn(path: string): string[] {
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `${name}/`);
}

/** Every source in a folder, as one text. */
function sourcesIn(folder: string): string {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  return files.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
}

it('maps the folders of src, and those of report', () => {
  const paths = rowsOfMap().map(({ path }) => path);
  const expected = ['cli.ts', ...foldersIn('src'), ...foldersIn('src/report').map((name) => `report/${name}`)];
  expect(paths.toSorted()).toEqual(expected.toSorted());
});

it('names each library that the program needs at the folder that imports it', () => {
  const rows = rowsOfMap();
  const needed = Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies });
  expect(rows.flatMap(({ libraries }) => libraries).toSorted()).toEqual(needed.toSorted());
  const wrong = rows.flatMap(({ path, libraries }) =>
    libraries
      .filter((name) => !new RegExp(`'${name}['/]`).test(sourcesIn(join('src', path))))
      .map((name) => `${path} ${name}`),
  );
  expect(wrong).toEqual([]);
});

it('names files and folders that are there', () => {
  const paths = [...page.matchAll(/`((?:src|test|docs|targets)\/[^`\s]*|[\w-]+\.(?:md|json))`/g)].map(
    ([, path = '']) => path,
  );
  expect(paths.length).toBeGreaterThan(15);
  // What is to be added is named as in `src/commands/<command>.ts`: its folder must be there.
  const place = (path: string): string => (path.includes('<') ? dirname(path) : path);
  expect(paths.filter((path) => !existsSync(place(path)))).toEqual([]);
});

it('names scripts that are there', () => {
  const scripts = [...page.matchAll(/npm (?:run )?([a-z:]+)/g)].map(([, name = '']) => name);
  expect(scripts).toEqual(expect.arrayContaining(['test', 'lint', 'build']));
  expect(scripts.filter((name) => !(name in manifest.scripts))).toEqual([]);
});

it('names functions, types and lists that are there', () => {
  const sources = sourcesIn('src') + sourcesIn('test');
  const words = [...page.matchAll(/`(\w+)`/g)].map(([, word = '']) => word);
  const names = words.filter((word) => /^(?:[a-z]+|[A-Z][a-z]+)(?:[A-Z][a-z]+)+$|^[A-Z]+_[A-Z]+$/.test(word));
  expect(names).toEqual(expect.arrayContaining(['rowsOf', 'itJudgesServer', 'SWEEP_ENGINES', 'NativeEngine']));
  const isThere = (name: string): boolean => new RegExp(`(?:const|function|interface|type) ${name}\\b`).test(sources);
  expect(names.filter((name) => !isThere(name))).toEqual([]);
});

it('is the only map: what stands beside the sources points to it', () => {
  const pointer = readFileSync('src/README.md', 'utf8');
  expect(pointer).toContain('](../docs/contributing.md)');
  expect(pointer.split('\n').length).toBeLessThan(10);
});
