/** Folders and databases that are missing, mistyped or not to be read: never an all-clear. */

import { existsSync } from 'node:fs';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { run } from '../helpers/cli.ts';
import { idOf, OLD, shortHistory } from '../helpers/history.ts';
import { leftOut } from '../helpers/left-out.ts';
import { scopeFile, scopeText, temporaryFolder } from '../helpers/scope.ts';

// Each question is a program of its own.
vi.setConfig({ testTimeout: 120_000 });

const day = new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10);
const { file: scope, folder: scopes } = await scopeFile(scopeText(['127.0.9.0/28']));
// For everybody to read: what is refused here is something else.
await chmod(scopes, 0o755);

/** Every command that reads a folder of runs. */
const READERS: readonly (readonly string[])[] = [
  ['findings'],
  ['findings', '--json'],
  ['verify', scope],
  ['verify', `${OLD}:2375`, scope],
  ['show', idOf(OLD)],
  ['accept', idOf(OLD), '--reason', 'r', '--owner', 'o', '--until', day],
  ['record-change', idOf(OLD), '--reference', 'CHG-1'],
  ['diff', 'latest', 'latest'],
  ['report', 'latest'],
  ['prune', '--keep-days', '30'],
  ['runs'],
  ['diff'],
  ['audit', scope, '--resume', 'latest'],
];

/** Those that ask the folders of runs and not the history, or both. */
const HISTORYLESS = ['diff', 'report', 'prune', 'runs', 'audit'];

async function expectRefused(out: string, readers: typeof READERS, words: RegExp, before?: string[]): Promise<void> {
  for (const args of readers) {
    const ended = await run([...args, '--out', out], { ...(before && { before }) });
    expect({ args, ...ended }).toMatchObject({ status: 2, stdout: '', stderr: expect.stringMatching(words) });
  }
}

it('is refused where there is no such folder, and none is made', async () => {
  const typo = join(await temporaryFolder(), 'reprots');
  await expectRefused(typo, READERS, /reprots: no such folder: say with --out where the runs are/);
  expect(existsSync(typo)).toBe(false);
});

it('is refused where nothing was ever audited', async () => {
  const known = READERS.filter(([name]) => !HISTORYLESS.includes(name ?? ''));
  await expectRefused(await temporaryFolder(), known, /no run has ended in .* yet.*\[HISTORY_MISSING\]/);
});

it('is refused where the history of runs was lost, with what mends it', async () => {
  const out = await temporaryFolder();
  await mkdir(join(out, '20260301T020000Z-4f1a2b'));
  const known = READERS.filter(([name]) => !HISTORYLESS.includes(name ?? ''));
  await expectRefused(out, known, /the history is missing.*'seawall history rebuild'/);
  await writeFile(join(out, 'seawall.db'), '');
  await expectRefused(out, known, /the history is empty.*'seawall history rebuild'/);
});

/** Starts a program as somebody who may not read what was closed. */
const OTHER = process.getuid?.() === 0 ? ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups'] : [];
const started = await run(['--version'], { before: OTHER }).catch(() => undefined);
const why = started?.status === 0 ? undefined : 'no setpriv, or the build is not readable for others';

describe.skipIf(leftOut('another user', why))('another user', () => {
  it('is told who runs and which right is wanted: of a folder', async () => {
    const { out } = await shortHistory();
    await chmod(out, 0);
    await expectRefused(out, READERS, /permission denied: Seawall runs as .*, who must be able to /, OTHER);
    await chmod(out, 0o700);
  });

  it('is told the same of a database alone', async () => {
    const { out } = await shortHistory();
    await chmod(out, 0o755);
    await chmod(join(out, 'seawall.db'), 0);
    const known = READERS.filter(([name]) => !HISTORYLESS.includes(name ?? ''));
    await expectRefused(out, known, /seawall\.db: permission denied: Seawall runs as .*rw?-/, OTHER);
    await chmod(join(out, 'seawall.db'), 0o600);
  });

  it('is told the same of a scope folder, and of a file in one', async () => {
    const { folder, file } = await scopeFile(scopeText(['127.0.9.0/28']));
    await chmod(folder, 0);
    for (const path of [folder, file])
      expect(await run(['plan', path], { before: OTHER })).toMatchObject({
        status: 2,
        stderr: expect.stringMatching(/permission denied: Seawall runs as .*\[SCOPE_UNREADABLE\]/),
      });
    await chmod(folder, 0o700);
  });
});
