import { expect, it, vi } from 'vitest';
import { run } from '../helpers/cli.ts';
import { ENGINE, GONE, OLD, shortHistory } from '../helpers/history.ts';

// Each question is a program of its own.
vi.setConfig({ testTimeout: 60_000 });

const { out, runs } = await shortHistory();

it('tells what appeared, changed and went, and in which way', async () => {
  const { stdout, status } = await run(['diff', ...runs, '--out', out]);
  expect(status).toBe(0);
  expect(stdout).toMatch(new RegExp(`Appeared \\(1\\)\n  critical ${ENGINE}:2375`));
  expect(stdout).toMatch(
    new RegExp(`Changed \\(1\\)\n  critical ${OLD}:2375 .*version:\\s+20.10.24\\s+→\\s+23.0.1`, 's'),
  );
  expect(stdout).toMatch(new RegExp(`Gone \\(1\\)\n  critical ${GONE}:2375 .*closed \\(ECONNREFUSED\\)`, 's'));
  expect(stdout).toMatch(/1 unchanged\n$/);
});

it('compares the last two finished runs without words, and a run with the one before it', async () => {
  const { stdout } = await run(['diff', ...runs, '--out', out]);
  expect(await run(['diff', '--out', out])).toMatchObject({ status: 0, stdout });
  expect(await run(['diff', runs[1], '--out', out])).toMatchObject({ status: 0, stdout });
  const first = await run(['diff', runs[0], '--out', out]);
  expect(first).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining('RUN_NOT_FOUND') });
});

it('says that it goes backwards', async () => {
  const { stdout } = await run(['diff', runs[1], runs[0], '--out', out]);
  expect(stdout.replace(/\s+/g, ' ')).toContain(`this goes backwards: ${runs[1]} is the newer run`);
  expect((await run(['diff', ...runs, '--out', out])).stdout).not.toContain('backwards');
});

it('does not call gone what the other run did not look at', async () => {
  const { stdout } = await run(['diff', runs[1], runs[0], '--out', out, '--json']);
  const { gone, same } = JSON.parse(stdout);
  expect(gone).toMatchObject([{ finding: { address: ENGINE }, word: expect.stringContaining('did not keep why') }]);
  expect(same).toBe(1);
});
