import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { run } from '../helpers/cli.ts';
import { shortHistory } from '../helpers/history.ts';
import { temporaryFolder } from '../helpers/scope.ts';

// Each question is a program of its own.
vi.setConfig({ testTimeout: 60_000 });

it('lists runs newest first, marks what was pruned, and is JSON for programs', async () => {
  const { out, runs } = await shortHistory();
  await rm(join(out, runs[0]), { recursive: true });
  const { stdout, status } = await run(['runs', '--out', out]);
  expect(status).toBe(0);
  expect(stdout).toMatch(new RegExp(`^RUN .*\\n${runs[1]} .* finished .*\\n${runs[0]} .* pruned\\n2 runs\\n$`));
  const limited = await run(['runs', '--out', out, '--limit', '1', '--json']);
  expect(JSON.parse(limited.stdout)).toMatchObject({ total: 2, runs: [{ id: runs[1], folder: true }] });
});

it('tells a new folder from a mistyped one', async () => {
  expect(await run(['runs', '--out', await temporaryFolder()])).toMatchObject({ status: 0, stdout: 'No runs yet.\n' });
  expect(await run(['runs', '--out', '/proc/self/net'])).toMatchObject({ status: 2, stdout: '' });
  const typo = await run(['runs', '--out', 'reprots']);
  expect(typo).toMatchObject({ status: 2, stderr: expect.stringContaining('no such folder') });
});
