import { existsSync } from 'node:fs';
import { readdir, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { listRuns, pointLatest } from '../../src/journal/folder.ts';
import { openJournal } from '../../src/journal/journal.ts';
import { run } from '../helpers/cli.ts';
import { writeRun } from '../helpers/ended-run.ts';
import { runDaysAgo, shortHistory } from '../helpers/history.ts';
import { scopeOf, temporaryFolder } from '../helpers/scope.ts';

// Each question is a program of its own.
vi.setConfig({ testTimeout: 60_000 });

describe('seawall prune', () => {
  it('removes old runs, and neither history, the latest, nor a running one', async () => {
    const { out, runs } = await shortHistory();
    const scope = scopeOf(['127.0.9.0/28']);
    const old = await writeRun(out, { id: runDaysAgo(50, '0000aa'), scope });
    const running = await writeRun(out, { id: runDaysAgo(45, '0000bb'), scope });
    const journal = await openJournal(running);
    journal.append({ kind: 'resume', at: new Date().toISOString() });
    await journal.close();
    const killed = await writeRun(out, { id: runDaysAgo(44, '0000cc'), scope });
    const again = await openJournal(killed);
    again.append({ kind: 'resume', at: new Date().toISOString() });
    await again.close();
    await utimes(join(killed, 'journal.jsonl'), new Date(), new Date(Date.now() - 44 * 86_400_000));
    await pointLatest(out, join(out, runs[0]));
    const { stdout, status } = await run(['prune', '--keep-days', '30', '--out', out]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^2 runs removed, [\d,]+ bytes; history is untouched$/m);
    expect(stdout).toContain(`kept ${runs[0]}: the latest`);
    expect(stdout).toMatch(/kept .*0000bb: running/);
    expect(old).toContain('0000aa');
    expect(await listRuns(out)).toEqual([runs[1], runs[0], expect.stringContaining('0000bb')]);
    expect(await readdir(out)).toContain('seawall.db');
    expect((await run(['findings', '--out', out, '--state', 'all'])).stdout).toContain('4 findings');
  });

  it('makes no folder that was mistyped', async () => {
    const typo = join(await temporaryFolder(), 'reprots');
    const ended = await run(['prune', '--keep-days', '30', '--out', typo]);
    expect(ended).toMatchObject({ status: 2, stderr: expect.stringContaining('no such folder') });
    expect(existsSync(typo)).toBe(false);
  });

  it('wants to be told how many days', async () => {
    expect(await run(['prune'])).toMatchObject({ status: 2, stderr: expect.stringContaining('--keep-days') });
    expect((await run(['prune', '--keep-days', 'all'])).status).toBe(2);
  });
});
