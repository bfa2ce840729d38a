/** A port on loopback that answers nothing: its queue is full and its process is stopped, so that the kernel drops every SYN. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from './until.ts';

const PROGRAM = `require('node:net').createServer().listen({ host: process.argv[1], port: +process.argv[2], backlog: 1 }, () => console.log('up'))`;

export async function listenSilently(address: string, port: number): Promise<{ close(): Promise<void> }> {
  const child = spawn(process.execPath, ['-e', PROGRAM, address, String(port)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  child.kill('SIGSTOP');
  // Stopped: it accepts nothing any more.
  await until(() => /\) T /.test(readFileSync(`/proc/${child.pid}/stat`, 'utf8')));
  const held: Socket[] = [];
  // The queue takes a few; the first that is not accepted shows that it is full.
  while (held.length < 16) {
    const socket = connect({ host: address, port });
    socket.on('error', () => undefined);
    held.push(socket);
    const connected = await Promise.race([once(socket, 'connect').then(() => true), sleep(250).then(() => false)]);
    if (!connected) break;
  }
  return {
    async close() {
      for (const socket of held) socket.destroy();
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
  };
}
