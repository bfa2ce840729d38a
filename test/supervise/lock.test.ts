import { type ChildProcess, spawn } from 'node:child_process';
import { readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type Actor, markProcess } from '../../src/supervise/actor.ts';
import { LOCK, lockFolder, tryLock } from '../../src/supervise/lock.ts';
import { clock, temporaryFolder } from '../helpers/scope.ts';

const actor: Actor = { user: 'ann', host: 'here', pid: process.pid, isAlive: () => true };
const request = { actor, clock, purpose: 'seawall audit' };
const MODULE = fileURLToPath(new URL('../../dist/supervise/lock.js', import.meta.url));

/** A process that takes the lock, says `held` or `refused`, and waits. */
function contender(out: string, then = 'setTimeout(() => undefined, 60_000)'): ChildProcess {
  const code = `
    import { lockFolder } from ${JSON.stringify(MODULE)};
    const actor = { user: 'bob', host: 'here', pid: process.pid, isAlive: () => true };
    const clock = { now: () => Date.now() };
    try {
      const lock = await lockFolder(${JSON.stringify(out)}, { actor, clock, purpose: 'seawall audit' });
      console.log('held');
      ${then};
    } catch (error) { console.log(error.code === 'LOCK_HELD' ? 'refused' : String(error)); }`;
  return spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
}

async function firstWord(child: ChildProcess): Promise<string> {
  let text = '';
  for await (const chunk of child.stdout ?? []) {
    text += chunk;
    if (text.includes('\n')) break;
  }
  return text.trim();
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await new Promise((resolve) => child.once('exit', resolve));
}

describe('a free lock', () => {
  it('is taken, says who and since when, and is given back', async () => {
    const out = join(await temporaryFolder(), 'new');
    const lock = await lockFolder(out, request);
    await expect(lockFolder(out, request)).rejects.toMatchObject({
      code: 'LOCK_HELD',
      exitStatus: 2,
      message: expect.stringMatching(
        new RegExp(`in use \\(seawall audit of ann on here, pid ${process.pid}, since 20.*\\).*wait.*SIGTERM.*--out`),
      ),
    });
    await lock.release();
    await (await lockFolder(out, request)).release();
    expect(await readdir(out)).toEqual([]);
  });

  it('says where it cannot be written', async () => {
    const file = join(await temporaryFolder(), 'file');
    await writeFile(file, '');
    await expect(lockFolder(join(file, 'out'), request)).rejects.toMatchObject({ code: 'OUTPUT_UNWRITABLE' });
  });
});

describe('the lock of a killed process', () => {
  it('does not block, also when its number is in use again', async () => {
    const out = await temporaryFolder();
    const child = contender(out);
    expect(await firstWord(child)).toBe('held');
    await expect(lockFolder(out, request)).rejects.toMatchObject({ code: 'LOCK_HELD' });
    child.kill('SIGKILL');
    await ended(child);
    const lock = await lockFolder(out, request);
    // The same number, another start: somebody else's process.
    const holder = JSON.parse(await readFile(join(out, LOCK), 'utf8'));
    await writeFile(join(out, LOCK), JSON.stringify({ ...holder, nonce: '0123456789abcdef', started: '1' }));
    await lock.release();
    await (await lockFolder(out, request)).release();
  });

  it('is won by exactly one of many that come at once', async () => {
    for (let round = 0; round < 4; round += 1) {
      const out = await temporaryFolder();
      const dead = {
        ...markProcess(actor),
        nonce: '00000000000000aa',
        user: 'x',
        since: '',
        purpose: '',
        started: '1',
      };
      if (round > 0) await writeFile(join(out, LOCK), JSON.stringify(dead));
      // A replacer was killed, too.
      if (round > 1)
        await writeFile(join(out, `${LOCK}-${dead.nonce}`), JSON.stringify({ ...dead, nonce: '00000000000000bb' }));
      const children = Array.from({ length: 12 }, () => contender(out));
      const words = await Promise.all(children.map(firstWord));
      expect(words.filter((word) => word === 'held')).toHaveLength(1);
      expect(words.filter((word) => word === 'refused')).toHaveLength(11);
      for (const child of children) child.kill('SIGKILL');
      await Promise.all(children.map(ended));
    }
  }, 60_000);

  it('goes from hand to hand without two ever holding it', async () => {
    const out = await temporaryFolder();
    const stale = { ...markProcess(actor), user: 'x', since: '', purpose: '', started: '1' };
    let holding = 0;
    let most = 0;
    let turns = 0;
    const worker = async (): Promise<void> => {
      for (let turn = 0; turn < 25; ) {
        const lock = await tryLock(join(out, LOCK), request);
        if (!('release' in lock)) {
          await new Promise((resolve) => setTimeout(resolve, 1));
          continue;
        }
        holding += 1;
        most = Math.max(most, holding);
        await new Promise((resolve) => setTimeout(resolve, 1));
        holding -= 1;
        turn += 1;
        turns += 1;
        // Half of them die with the lock in hand.
        if (turn % 2 === 0) await lock.release();
        else
          await writeFile(join(out, LOCK), JSON.stringify({ ...stale, nonce: turns.toString(16).padStart(16, '0') }));
      }
    };
    await Promise.all(Array.from({ length: 8 }, worker));
    expect({ most, turns }).toEqual({ most: 1, turns: 200 });
  }, 60_000);
});

describe('a lock from elsewhere', () => {
  const foreign = { ...markProcess(actor), host: 'there', boot: 'another', nonce: '00000000000000cc' };
  const text = JSON.stringify({ ...foreign, user: 'eve', since: '2026-11-24T12:00:00.000Z', purpose: 'seawall audit' });

  it.each([
    [30, 'LOCK_HELD'],
    [90, ''],
  ])('%i seconds after its last sign of life', async (age, code) => {
    const out = await temporaryFolder();
    await writeFile(join(out, LOCK), text);
    const then = Date.now() / 1_000 - age;
    await utimes(join(out, LOCK), then, then);
    const taken = lockFolder(out, request);
    if (code === '') await (await taken).release();
    else
      await expect(taken).rejects.toMatchObject({ code, message: expect.stringContaining('if that machine is gone') });
  });

  it('or that cannot be read blocks for a minute', async () => {
    for (const content of ['', 'half a li', '{}']) {
      const out = await temporaryFolder();
      await writeFile(join(out, LOCK), content);
      await expect(lockFolder(out, request)).rejects.toMatchObject({
        message: expect.stringContaining('remove that file'),
      });
      await utimes(join(out, LOCK), 1_000, 1_000);
      await (await lockFolder(out, request)).release();
    }
  });
});

it('leaves a lock alone that is somebody else’s by now', async () => {
  const out = await temporaryFolder();
  const first = await lockFolder(out, request);
  await writeFile(
    join(out, LOCK),
    JSON.stringify({ ...markProcess(actor), nonce: '00000000000000dd', user: '', since: '', purpose: '' }),
  );
  await first.release();
  expect(await readdir(out)).toEqual([LOCK]);
});
