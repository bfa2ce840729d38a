import { createWriteStream } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SeawallError } from '../../src/domain/errors.ts';
import type { FolderFormat, Format, ReportFile } from '../../src/report/format.ts';
import { filesOf, parseFormats, RUN_FORMAT, targetOf } from '../../src/report/formats.ts';
import { streamReport, writeReports } from '../../src/report/write.ts';
import { largeReport, sampleReport } from './sample.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seawall-report-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const read = (file: string): Promise<string> => readFile(join(folder, file), 'utf8');
const whole = (format: Format, report = sampleReport()): string =>
  [...filesOf(format, report)].flatMap(({ chunks }) => [...chunks]).join('');
const CHOSEN = parseFormats('csv,json');

/** A format that writes something, and then fails as the system would. */
function failing(code: string): Format {
  return {
    name: 'failing',
    file: 'failing.txt',
    describe: '',
    render: function* () {
      yield 'x'.repeat(200_000);
      throw Object.assign(new Error(`${code}: as the system says it`), { code });
    },
  };
}

describe('writeReports', () => {
  test('writes what was asked for, and the run record', async () => {
    expect(await writeReports(folder, sampleReport(), CHOSEN)).toEqual({
      written: ['findings.csv', 'coverage.csv', 'findings.json', 'run.json'],
      failed: [],
    });
    for (const format of [...CHOSEN, RUN_FORMAT])
      expect(await read(targetOf(format, sampleReport()))).toBe(whole(format));
    expect((await readdir(folder)).sort()).toEqual(['coverage.csv', 'findings.csv', 'findings.json', 'run.json']);
  });

  test('writes the run record alone when nothing else is asked for', async () => {
    expect((await writeReports(folder, sampleReport(), [])).written).toEqual(['run.json']);
  });

  test('lets nobody else read them, also where the old file was open to all', async () => {
    await writeFile(join(folder, 'findings.csv'), 'old');
    await chmod(join(folder, 'findings.csv'), 0o644);
    await writeReports(folder, sampleReport(), CHOSEN);
    for (const file of await readdir(folder)) expect((await stat(join(folder, file))).mode & 0o777).toBe(0o600);
    expect(await read('findings.csv')).not.toBe('old');
  });

  test('goes on after a format that fails, which leaves nothing behind', async () => {
    const { written, failed } = await writeReports(folder, sampleReport(), [failing('ENOSPC'), ...CHOSEN]);
    expect(written).toEqual(['findings.csv', 'coverage.csv', 'findings.json', 'run.json']);
    expect(failed.map(({ file }) => file)).toEqual(['failing.txt']);
    expect((await readdir(folder)).sort()).toEqual(['coverage.csv', 'findings.csv', 'findings.json', 'run.json']);
  });

  test('keeps the old file when the new one fails', async () => {
    await writeFile(join(folder, 'failing.txt'), 'old');
    await writeReports(folder, sampleReport(), [failing('EIO')]);
    expect(await read('failing.txt')).toBe('old');
  });

  test.each([
    ['ENOSPC', 'no space left on the device: make room or choose another folder with --out (ENOSPC)'],
    ['EACCES', 'no permission to write there: change the permissions or choose another folder with --out (EACCES)'],
    ['EROFS', 'the file system is read-only: choose another folder with --out (EROFS)'],
    ['EXYZ', 'EXYZ: as the system says it'],
  ])('explains %s', async (code, text) => {
    const { failed } = await writeReports(folder, sampleReport(), [failing(code)]);
    expect(failed).toEqual([{ file: 'failing.txt', message: `cannot write ${join(folder, 'failing.txt')}: ${text}` }]);
  });

  test('does not take a bug of ours for trouble with the disk', async () => {
    const { failed } = await writeReports(folder, sampleReport(), [failing('')]);
    expect(failed[0]?.message).toMatch(/: a bug in Seawall: : as the system says it$/);
  });

  test('explains what really is in the way', async () => {
    await mkdir(join(folder, 'findings.csv'));
    expect((await writeReports(folder, sampleReport(), CHOSEN)).failed[0]?.message).toMatch(
      /a folder of that name is in the way/,
    );
    expect((await readdir(folder)).sort()).toEqual(['coverage.csv', 'findings.csv', 'findings.json', 'run.json']);
    const { written, failed } = await writeReports(join(folder, 'gone'), sampleReport(), CHOSEN);
    expect(written).toEqual([]);
    expect(failed).toHaveLength(4);
    expect(failed[0]?.message).toMatch(/the folder does not exist any more.*ENOENT/);
    expect((await writeReports(join(folder, 'run.json'), sampleReport(), [])).failed[0]?.message).toMatch(/ENOTDIR/);
  });

  test('hands over what was chosen, and lets a format name its file', async () => {
    const chosen = parseFormats('csv,shadowserver');
    const { written, failed } = await writeReports(folder, sampleReport(), chosen, { excel: true, org: 'team_a-eu' });
    expect(failed).toEqual([]);
    expect(written).toEqual(['findings.csv', 'coverage.csv', '2026-03-01-scan_docker-team_a-eu.csv', 'run.json']);
    expect((await read('findings.csv')).charCodeAt(0)).toBe(0xfeff);
    expect((await read('2026-03-01-scan_docker-team_a-eu.csv')).charCodeAt(0)).not.toBe(0xfeff);
  });

  test('writes large reports whole', async () => {
    const report = largeReport(5000);
    await writeReports(folder, report, CHOSEN);
    for (const format of CHOSEN) expect(await read(targetOf(format, report))).toBe(whole(format, report));
  });
});

describe('writeReports into folders', () => {
  const many = (files: () => Iterable<ReportFile>): FolderFormat => ({
    name: 'many',
    describe: '',
    folder: 'many',
    files,
  });
  const texts = (...paths: string[]): FolderFormat =>
    many(() => paths.map((path) => ({ path, chunks: [`text of ${path}`] })));
  const write = (format: Format) => writeReports(folder, sampleReport(), [format]);
  const list = async (): Promise<string[]> => (await readdir(folder, { recursive: true })).sort();

  test('makes what folders are needed, for the owner only', async () => {
    expect(await write(texts('index.md', 'a/b/x.txt', '支付/x.txt'))).toEqual({
      written: ['many/', 'run.json'],
      failed: [],
    });
    expect(await read('many/a/b/x.txt')).toBe('text of a/b/x.txt');
    expect(await read('many/支付/x.txt')).toBe('text of 支付/x.txt');
    for (const path of await list()) {
      const { mode } = await stat(join(folder, path));
      expect((mode & 0o777).toString(8), path).toBe(/\.(txt|md|json)$|\.seawall$/.test(path) ? '600' : '700');
    }
  });

  test('leaves nothing of an earlier rendering', async () => {
    await write(texts('gone/x.txt', 'kept/x.txt'));
    await write(texts('kept/x.txt'));
    expect(await list()).toEqual(['many', 'many/.seawall', 'many/kept', 'many/kept/x.txt', 'run.json']);
  });

  test('keeps the earlier rendering as a whole when the new one fails half way', async () => {
    await write(texts('a.txt', 'b.txt'));
    const { failed } = await write(
      many(function* () {
        yield { path: 'a.txt', chunks: ['new'] };
        throw Object.assign(new Error('full'), { code: 'ENOSPC' });
      }),
    );
    expect(failed).toEqual([{ file: 'many/', message: expect.stringMatching(/cannot write .*many\/: no space left/) }]);
    expect(await list()).toEqual(['many', 'many/.seawall', 'many/a.txt', 'many/b.txt', 'run.json']);
    expect(await read('many/a.txt')).toBe('text of a.txt');
  });

  test('never replaces what it did not write', async () => {
    await mkdir(join(folder, 'many'));
    await writeFile(join(folder, 'many/thesis.txt'), 'mine');
    expect((await write(texts('a.txt'))).failed[0]?.message).toMatch(
      /something that Seawall did not write is in the way/,
    );
    expect(await list()).toEqual(['many', 'many/thesis.txt', 'run.json']);
  });

  test('does not follow a link that lies in its place', async () => {
    await mkdir(join(folder, 'elsewhere'));
    await writeFile(join(folder, 'elsewhere/.seawall'), '');
    await symlink(join(folder, 'elsewhere'), join(folder, 'many'));
    expect((await write(texts('a.txt'))).failed).toHaveLength(1);
    expect(await readdir(join(folder, 'elsewhere'))).toEqual(['.seawall']);
  });

  test.each([
    '../x',
    '/x',
    'a//x',
    'a/./x',
    '.hidden',
    'a\\x',
    'c:x',
    'nul\0',
    'dot.',
    'blank ',
    '',
    `${'x'.repeat(121)}`,
  ])('does not write to %j', async (path) => {
    const { failed } = await write(texts('first.txt', path));
    expect(failed[0]?.message).toMatch(/a bug in Seawall: a file cannot be called/);
    expect(await list()).toEqual(['run.json']);
  });

  test('takes two files of one name for the bug that it is', async () => {
    expect((await write(texts('x.txt', 'x.txt'))).failed).toHaveLength(1);
    expect(await list()).toEqual(['run.json']);
  });

  test('cannot be streamed', async () => {
    await expect(streamReport(texts('x'), sampleReport(), new PassThrough())).rejects.toMatchObject({
      code: 'USAGE',
      message: expect.stringContaining("'many' gives several files: choose a folder for them with --to"),
    });
  });
});

describe('streamReport', () => {
  const [csv = RUN_FORMAT] = CHOSEN;

  test('writes the same bytes and leaves the stream open', async () => {
    const stream = new PassThrough();
    await streamReport(csv, sampleReport(), stream);
    expect(String(stream.read())).toBe(whole(csv));
    expect(stream.writable).toBe(true);
    expect(stream.listenerCount('error')).toBe(0);
  });

  test('waits for a slow reader', async () => {
    let waiting = 0;
    let most = 0;
    const slow = new Writable({
      write(chunk: Buffer, _encoding, done) {
        waiting = chunk.length + slow.writableLength - chunk.length;
        most = Math.max(most, waiting);
        setTimeout(done, 1);
      },
    });
    await streamReport(csv, largeReport(5000), slow);
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThan(500_000);
  });

  test('is content when the reader has seen enough', async () => {
    const stream = new Writable({
      write: (_chunk, _encoding, done) => done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })),
    });
    await streamReport(csv, sampleReport(), stream);
    await sleep(1);
  });

  test('says why it cannot write', async () => {
    const full = createWriteStream('/dev/full');
    const error: unknown = await streamReport(csv, sampleReport(), full).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(SeawallError);
    expect(error).toMatchObject({
      code: 'OUTPUT_UNWRITABLE',
      message: expect.stringMatching(/^cannot write the report to the output: no space left.*ENOSPC/),
    });
    await sleep(1);
  });
});
