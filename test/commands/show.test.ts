import { expect, it, vi } from 'vitest';
import { run } from '../helpers/cli.ts';
import { writeRun } from '../helpers/ended-run.ts';
import { GONE, idOf, OLD, runDaysAgo, shortHistory } from '../helpers/history.ts';
import { recordRunFolder } from '../helpers/record-run.ts';
import { scopeOf, temporaryFolder } from '../helpers/scope.ts';

// Each question is a program of its own.
vi.setConfig({ testTimeout: 60_000 });

const { out, runs } = await shortHistory();

it('tells all of a finding, by the beginning of its id', async () => {
  const { stdout, status } = await run(['show', idOf(OLD).slice(0, 8), '--out', out]);
  expect(status).toBe(0);
  expect(stdout).toContain('127.0.9.2:2375 critical Docker Engine API');
  expect(stdout).toMatch(/product +docker 23\.0\.1/);
  expect(stdout).toMatch(/open since +.*, 40 days/);
  const timeline = stdout.slice(stdout.indexOf('Timeline'));
  expect(timeline).toMatch(/new +first answer: engine-open-plaintext/);
  expect(timeline).toMatch(/changed +version: 20\.10\.24 → 23\.0\.1/);
});

it('is JSON for programs', async () => {
  const { stdout } = await run(['show', idOf(GONE), '--out', out, '--json']);
  const { state, finding, timeline } = JSON.parse(stdout);
  expect([state, finding.id]).toEqual(['resolved', idOf(GONE)]);
  expect(timeline.map(({ what, run: id }: { what: string; run: string }) => [what, id])).toEqual([
    ['new', runs[0]],
    ['resolved', runs[1]],
  ]);
  expect(timeline[1].detail).toMatch(/closed: .*ECONNREFUSED.*who closed it/);
});

it('takes a place, and says what an address could mean', async () => {
  expect((await run(['show', `${OLD}:2375`, '--out', out])).stdout).toContain(idOf(OLD));
  const folder = await temporaryFolder();
  const scope = scopeOf(['127.0.9.0/28']);
  for (const [days, port] of [2375, 2376].entries()) {
    const written = { id: runDaysAgo(3 - days, `00000${days}`), scope, answers: { [OLD]: '20.10.24' }, port };
    await recordRunFolder(await writeRun(folder, written), { out: folder, deadlines: {} });
  }
  const refused = await run(['show', OLD, '--out', folder]);
  expect(refused).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining('--all-ports') });
  expect(refused.stderr).toMatch(/is 127\.0\.9\.2:2375 from default .*is 127\.0\.9\.2:2376 from default/);
  const both = await run(['show', OLD, '--all-ports', '--out', folder]);
  expect(both.stdout).toMatch(/127\.0\.9\.2:2375 [\s\S]*\n\n127\.0\.9\.2:2376 /);
  const { stdout } = await run(['show', OLD, '--all-ports', '--json', '--out', folder]);
  expect(JSON.parse(stdout)).toHaveLength(2);
});

it('wants an id that is there, and that is one', async () => {
  expect(await run(['show', 'ffff', '--out', out])).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('FINDING_NOT_FOUND'),
  });
  expect((await run(['show', '', '--out', out])).status).toBe(2);
});
