import { spawn } from 'node:child_process';
import { expect, it } from 'vitest';
import { type Actor, lifeOf, markProcess } from '../../src/supervise/actor.ts';

const actor: Actor = { user: 'ann', host: 'here', pid: process.pid, isAlive: () => false };

it('knows itself, and tells a start from another', () => {
  const mark = markProcess(actor);
  expect(mark).toMatchObject({ host: 'here', pid: process.pid, boot: expect.stringMatching(/^[0-9a-f-]{36}$/) });
  expect(mark.started).toMatch(/^\d+$/);
  expect(lifeOf(mark, actor)).toBe('alive');
  expect(lifeOf({ ...mark, started: '1' }, actor)).toBe('dead');
});

it('takes a killed process for dead, also before its parent has asked for it', async () => {
  // The shell never waits for its child: a zombie.
  const child = spawn('sh', ['-c', 'sleep 60 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const pid = Number(await new Promise((resolve) => child.stdout.once('data', (chunk) => resolve(String(chunk)))));
  const mark = markProcess({ host: 'here', pid });
  expect(lifeOf(mark, actor)).toBe('alive');
  process.kill(pid, 'SIGKILL');
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(lifeOf(mark, actor)).toBe('dead');
  child.kill('SIGKILL');
});

it('does not judge what it cannot see', () => {
  const mark = markProcess(actor);
  expect(lifeOf({ ...mark, boot: 'another' }, actor)).toBe('unknown');
  expect(lifeOf({ ...mark, namespace: 'pid:[1]' }, actor)).toBe('unknown');
  expect(lifeOf({ ...mark, boot: '' }, actor)).toBe('unknown');
});
