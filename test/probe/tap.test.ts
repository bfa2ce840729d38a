import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { Tap } from '../../src/probe/tap.ts';
import { Turns } from '../../src/probe/turns.ts';
import { clock } from '../helpers/scope.ts';
import { type Serving, serve } from '../helpers/server.ts';
import { until } from '../helpers/until.ts';

const ADDRESS = '127.8.3.1';
const open: { server: Serving; tap: Tap }[] = [];
afterEach(async () => {
  for (const { server, tap } of open.splice(0)) {
    tap.close();
    await server.close();
  }
});

async function tapped(
  behave: (socket: Socket) => void,
  keep = 100,
  most = 1e9,
): Promise<{ tap: Tap; server: Serving; socket: Socket }> {
  const server = await serve(ADDRESS, behave);
  const socket = connect(server.port, ADDRESS);
  await new Promise((resolve) => socket.once('connect', resolve));
  const tap = new Tap(socket, { keep, most }, { clock, turns: new Turns(clock) });
  open.push({ server, tap });
  return { tap, server, socket };
}

async function readAll(tap: Tap): Promise<string> {
  let text = '';
  for await (const chunk of tap) text += String(chunk);
  return text;
}

describe('the tap', () => {
  it('hands on every byte, and remembers the first ones and how many there were', async () => {
    const before = clock.ticks();
    const { tap } = await tapped((socket) => {
      socket.write('one,');
      setTimeout(() => socket.end('two'.repeat(100)), 60);
    }, 8);
    expect(await readAll(tap)).toBe(`one,${'two'.repeat(100)}`);
    expect(tap.head.toString()).toBe('one,twot');
    expect(tap).toMatchObject({ total: 304, ended: true, failure: undefined });
    const [first = 0, last = 0] = [tap.firstByteAt, tap.lastByteAt];
    expect(first).toBeGreaterThanOrEqual(before);
    expect(last - first).toBeGreaterThan(40);
  });

  it('passes on what is written', async () => {
    const { tap, server } = await tapped((socket) => void socket.once('data', () => socket.end()));
    tap.end('GET / HTTP/1.1\r\n\r\n');
    tap.resume();
    await new Promise((resolve) => tap.once('over', resolve));
    expect(server.heard).toEqual(['GET / HTTP/1.1\r\n\r\n']);
  });

  it('does not half-close when the writer ends: some servers would drop the answer', async () => {
    let ended = false;
    const { tap } = await tapped((socket) => void socket.on('end', () => (ended = true)));
    tap.end('x');
    await sleep(80);
    expect(ended).toBe(false);
  });

  it('knows a reset from an orderly end', async () => {
    const { tap } = await tapped((socket) => void setTimeout(() => socket.resetAndDestroy(), 20));
    tap.resume();
    await new Promise((resolve) => tap.once('over', resolve));
    expect(tap.failure).toMatchObject({ code: 'ECONNRESET' });
    expect(tap).toMatchObject({ ended: false, total: 0, firstByteAt: undefined });
  });

  it('holds a flood back while nothing reads', async () => {
    const { tap } = await tapped((socket) => {
      const pour = (): void => {
        for (let i = 0; i < 64 && !socket.destroyed; i += 1) if (!socket.write('x'.repeat(65_536))) break;
        if (!socket.destroyed && socket.bytesWritten < 64e6) socket.once('drain', pour);
      };
      pour();
    });
    await sleep(150);
    expect(tap.total).toBeLessThan(1_000_000);
    expect(tap.head).toHaveLength(100);
  });
});

describe('draining', () => {
  it('counts on after its reader has gone, for so long and no longer', async () => {
    const { tap } = await tapped((socket) => void setInterval(() => socket.write('abc'), 20).unref());
    await until(() => tap.total > 0);
    tap.destroy();
    const before = { total: tap.total, at: clock.ticks() };
    await tap.drain(200, clock, () => false);
    expect(clock.ticks() - before.at).toBeGreaterThanOrEqual(190);
    expect(clock.ticks() - before.at).toBeLessThan(400);
    expect(tap.total - before.total).toBeGreaterThanOrEqual(4 * 3);
  });

  it('ends when it is enough', async () => {
    const { tap } = await tapped((socket) => void setInterval(() => socket.write('abc'), 20).unref());
    await tap.drain(20_000, clock, () => tap.total > 6);
    expect(tap.total).toBeGreaterThan(6);
  });

  it('ends when the other side does, and at once where it has already', async () => {
    const { tap } = await tapped((socket) => void setTimeout(() => socket.end('bye'), 30));
    const before = clock.ticks();
    await tap.drain(5_000, clock, () => false);
    await tap.drain(5_000, clock, () => false);
    expect(clock.ticks() - before).toBeLessThan(1_000);
    expect(tap).toMatchObject({ total: 3, ended: true });
  });
});

it('closes when more comes than is to be read, whether anybody reads it or not', async () => {
  const { tap, server } = await tapped((socket) => void socket.write('x'.repeat(100_000)), 10, 5_000);
  await tap.drain(5_000, clock, () => false);
  expect(tap).toMatchObject({ exhausted: true, ended: false });
  expect(tap.total).toBeLessThan(200_000);
  await until(() => server.open === 0);
});

it('leaves the socket open when it is destroyed, and closes both when it is closed', async () => {
  const { tap, server, socket } = await tapped(() => undefined);
  await until(() => server.open === 1);
  tap.destroy();
  await sleep(30);
  expect(socket.destroyed).toBe(false);
  expect(server.open).toBe(1);
  tap.close();
  await until(() => server.open === 0);
});

it('lets go of what waits for a turn when nobody wants the answer any more', async () => {
  const server = await serve(ADDRESS, (socket) => void socket.write('x'.repeat(200_000)));
  const socket = connect(server.port, ADDRESS);
  const turns = new Turns(clock);
  const tap = new Tap(socket, { keep: 10, most: 1e9 }, { clock, turns });
  open.push({ server, tap });
  let isOver = false;
  const others = (): void => {
    for (const start = clock.ticks(); clock.ticks() - start < 25; );
    if (!isOver) turns.take(others);
  };
  others();
  await until(() => tap.total > 65_536);
  const [handedOn, over] = [[] as string[], [] as string[]];
  tap.on('more', () => handedOn.push('more')).on('over', () => over.push('over'));
  tap.abandon();
  expect([tap.destroyed, socket.destroyed, over]).toEqual([true, true, ['over']]);
  await sleep(150);
  isOver = true;
  expect([handedOn, over]).toEqual([[], ['over']]);
});
