import { expect, it, vi } from 'vitest';
import { run } from '../helpers/cli.ts';
import { ENGINE, GONE, idOf, OLD, shortHistory } from '../helpers/history.ts';

vi.setConfig({ testTimeout: 60_000 });

const { out } = await shortHistory();
const record = (...args: string[]) => run(['record-change', ...args, '--out', out]);

it('needs a reference, and is told in the timeline, of what closed before, too', async () => {
  expect((await record(idOf(GONE))).stderr).toContain('needs --reference');
  expect((await record('--reference', 'CHG-7')).stderr).toContain("missing required argument 'finding'");
  const { status } = await record(idOf(GONE), '--reference', 'CHG-7', '--by', 'ops');
  expect(status).toBe(0);
  expect((await run(['show', idOf(GONE), '--out', out])).stdout).toMatch(/change record +CHG-7, by ops/);
});

it('takes several places, and ranges for what lives there', async () => {
  const { stdout, status } = await record('127.0.9.0/28', OLD, '--reference', 'CHG-8', '--by', 'ops');
  expect(status).toBe(0);
  expect(stdout.trimEnd().split('\n').sort()).toEqual(
    [ENGINE, OLD].map((one) => `recorded change CHG-8 of ${idOf(one)} (${one}:2375, critical), by ops`).sort(),
  );
  expect(await record('127.0.10.0/28', '--reference', 'CHG-8')).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('[FINDING_NOT_FOUND]'),
  });
});
