import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createFolder } from '../../src/journal/create-folder.ts';
import { createRunFolder } from '../../src/journal/folder.ts';
import { temporaryFolder } from '../helpers/scope.ts';

describe('createFolder', () => {
  it('makes what is missing, for its owner alone, and is content with what is there', async () => {
    const folder = join(await temporaryFolder(), 'a', 'b', 'c');
    await createFolder(folder);
    await createFolder(folder);
    for (const path of [folder, join(folder, '..'), join(folder, '..', '..')])
      expect((await stat(path)).mode & 0o777).toBe(0o700);
  });

  it('does not mind another run that makes the same one', async () => {
    const folder = join(await temporaryFolder(), 'a', 'b');
    await Promise.all(Array.from({ length: 8 }, () => createFolder(folder)));
    expect((await stat(folder)).isDirectory()).toBe(true);
  });

  it('says so where a file is in the way', async () => {
    const file = join(await temporaryFolder(), 'file');
    await writeFile(file, '');
    await expect(createFolder(file)).rejects.toMatchObject({ code: 'EEXIST' });
    await expect(createFolder(join(file, 'reports'))).rejects.toMatchObject({ code: 'EEXIST' });
  });

  it.skipIf(process.platform !== 'linux')(
    'says so below /proc, and does not hang',
    async () => {
      for (const path of ['/proc/seawall', '/proc/seawall/a/b', '/proc/1/x']) {
        await expect(createFolder(path)).rejects.toMatchObject({ code: 'ENOENT' });
        await expect(createRunFolder(path, 'x')).rejects.toMatchObject({ code: 'OUTPUT_UNWRITABLE', exitStatus: 2 });
      }
    },
    5_000,
  );
});
