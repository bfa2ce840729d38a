/** What `npm pack` packs is what a person installs: unpacked into an empty folder, it must work there, without what is only for development. */

import { execFile } from 'node:child_process';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { scopeText, temporaryFolder } from './helpers/scope.ts';

const call = promisify(execFile);
let packed: string[];
let folder: string;
/** The same without the optional packages. */
let bare: string;
let bin: string;

interface Ended {
  status: number;
  stdout: string;
  stderr: string;
}

async function seawall(...args: string[]): Promise<Ended> {
  return await seawallIn(folder, ...args);
}

async function seawallIn(cwd: string, ...args: string[]): Promise<Ended> {
  const env = { PATH: process.env.PATH ?? '' };
  return await call(process.execPath, [join(cwd, bin), ...args], { cwd, env, timeout: 30_000 }).then(
    ({ stdout, stderr }) => ({ status: 0, stdout, stderr }),
    ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({ status: code, stdout, stderr }),
  );
}

/** Unpacks the tarball as npm would, with links to the packages that it names. @returns the program */
async function install(tarball: string, into: string, fields: readonly string[]): Promise<string> {
  const modules = join(into, 'node_modules');
  const home = join(modules, 'seawall');
  await mkdir(home, { recursive: true });
  await call('tar', ['-xzf', tarball, '-C', home, '--strip-components=1']);
  const manifest = JSON.parse(await readFile(join(home, 'package.json'), 'utf8'));
  for (const name of fields.flatMap((field) => Object.keys(manifest[field]))) {
    const link = join(modules, name);
    await mkdir(join(link, '..'), { recursive: true });
    await symlink(resolve('node_modules', name), link);
  }
  return join('node_modules', 'seawall', manifest.bin.seawall);
}

beforeAll(async () => {
  folder = await temporaryFolder();
  bare = await temporaryFolder();
  const pack = ['pack', '--ignore-scripts', '--offline', '--json', '--pack-destination', folder];
  const [tarball] = JSON.parse((await call('npm', pack, { timeout: 60_000 })).stdout);
  packed = tarball.files.map(({ path }: { path: string }) => path);
  const file = join(folder, tarball.filename);
  bin = await install(file, folder, ['dependencies', 'optionalDependencies']);
  await install(file, bare, ['dependencies']);
}, 90_000);

describe('the package', () => {
  it('has the schemas that the README names, and nothing that only development needs', () => {
    expect(packed).toEqual(
      expect.arrayContaining([
        ...['package.json', 'README.md', 'LICENSE', 'CHANGELOG.md', '.github/summary.svg', 'dist/cli.js'],
        ...['src/report/machine/findings.schema.json', 'targets/scope.schema.json', 'targets/loopback.yaml'],
      ]),
    );
    const strange = /^(?:test|reports)\/|^src\/.*\.ts$|\.d\.ts$|\.map$|^dist\/bench\/|node_modules/;
    expect(packed.filter((path) => strange.test(path))).toEqual([]);
  });

  it('says its version and its rules', async () => {
    const { version } = JSON.parse(await readFile('package.json', 'utf8'));
    expect(await seawall('--version')).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' });
    expect((await seawall('rules')).stdout).toContain('engine-open-plaintext');
  });

  it('says what to write where there is no scope file', async () => {
    for (const command of ['audit', 'plan']) {
      const { status, stderr } = await seawall(command);
      expect(status).toBe(2);
      expect(stderr).toMatch(/^seawall: targets\/: no such scope file or folder: write a \.yaml file .*authorization:/);
      expect(stderr).toContain('[SCOPE_NOT_FOUND]');
    }
  });

  it('means it: the example that it gives is a scope file', async () => {
    const example = /such as (\{.*\}) \[SCOPE_NOT_FOUND\]/.exec((await seawall('audit')).stderr)?.[1] ?? '';
    await writeFile(join(folder, 'example.yaml'), example.replace('2026-12-31', '2099-12-31'));
    const { status, stdout } = await seawall('plan', 'example.yaml');
    expect({ status, counted: stdout.includes('256 addresses') }).toEqual({ status: 0, counted: true });
  });

  it('audits a scope file, and reports again', async () => {
    await writeFile(join(folder, 'mine.yaml'), scopeText(['127.0.41.0/29']));
    const ended = await seawall('audit', 'mine.yaml');
    expect(ended.status).toBe(0);
    expect(ended.stdout).toContain('Tested 16 of 16');
    const again = await seawall('report', 'latest', '--format', 'csv', '--to', '-');
    expect(again.stdout).toBe(await readFile(join(folder, 'reports', 'latest', 'findings.csv'), 'utf8'));
  });

  it('lets nobody import its parts: it is a program', async () => {
    const importing = call(process.execPath, ['--input-type=module', '-e', "await import('seawall/dist/cli.js')"], {
      cwd: folder,
    });
    await expect(importing).rejects.toThrow('ERR_PACKAGE_PATH_NOT_EXPORTED');
  });
});

describe('without the optional package koffi', () => {
  it('says so, and that the portable engine is used', async () => {
    const { status, stdout } = await seawallIn(bare, 'doctor');
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /connect: the portable one, slower: the native engines need the optional package koffi: .*\n/,
    );
    expect((await seawall('doctor')).stdout).toContain('connect: available');
  });

  it('plans, audits and reports', async () => {
    await writeFile(join(bare, 'mine.yaml'), scopeText(['127.0.41.0/29']));
    expect((await seawallIn(bare, 'plan', 'mine.yaml')).status).toBe(0);
    const ended = await seawallIn(bare, 'audit', 'mine.yaml');
    expect(ended.status).toBe(0);
    expect(ended.stdout).toContain('Tested 16 of 16');
    const syn = await seawallIn(bare, 'audit', 'mine.yaml', '--engine', 'syn');
    expect(syn).toMatchObject({ status: 2, stderr: expect.stringContaining('ENGINE_UNAVAILABLE') });
  });
});
