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
let bin: string;

interface Ended {
  status: number;
  stdout: string;
  stderr: string;
}

async function seawall(...args: string[]): Promise<Ended> {
  const env = { PATH: process.env.PATH ?? '' };
  return await call(process.execPath, [bin, ...args], { cwd: folder, env, timeout: 30_000 }).then(
    ({ stdout, stderr }) => ({ status: 0, stdout, stderr }),
    ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({ status: code, stdout, stderr }),
  );
}

beforeAll(async () => {
  folder = await temporaryFolder();
  const pack = ['pack', '--ignore-scripts', '--offline', '--json', '--pack-destination', folder];
  const [tarball] = JSON.parse((await call('npm', pack, { timeout: 60_000 })).stdout);
  packed = tarball.files.map(({ path }: { path: string }) => path);
  const home = join(folder, 'node_modules', 'seawall');
  await mkdir(home, { recursive: true });
  await call('tar', ['-xzf', join(folder, tarball.filename), '-C', home, '--strip-components=1']);
  const manifest = JSON.parse(await readFile(join(home, 'package.json'), 'utf8'));
  bin = join(home, manifest.bin.seawall);
  for (const name of Object.keys(manifest.dependencies)) {
    const link = join(folder, 'node_modules', name);
    await mkdir(join(link, '..'), { recursive: true });
    await symlink(resolve('node_modules', name), link);
  }
}, 90_000);

describe('the package', () => {
  it('has the schemas that the README names, and nothing that only development needs', () => {
    expect(packed).toEqual(
      expect.arrayContaining([
        ...['package.json', 'README.md', 'LICENSE', 'CHANGELOG.md', '.github/summary.svg', 'dist/cli.js'],
        ...['src/report/machine/findings.schema.json', 'targets/scope.schema.json', 'targets/loopback.yaml'],
      ]),
    );
    expect(packed.filter((path) => /^(?:test|reports)\/|^src\/.*\.ts$|node_modules/.test(path))).toEqual([]);
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
});
