/** When packets arrived at the far end of the wire, for tools that wait longer than they send. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { INTERFACE, type Network } from '../helpers/wire.ts';

export interface Meter {
  start(): void;
  /** @returns seconds between the first and the last hundredth of the packets since `start` */
  stop(): number;
  close(): void;
}

const INTERVAL = 20;
/**
 * Lives in the targets' namespace, so that its /proc entry shows their interfaces, and sends ten small datagrams a second:
 * masscan looks at its clock only when a packet arrives, and would wait for ever for the end of a silent range.
 */
const BEAT = `const socket = require('node:dgram').createSocket('udp4');
setInterval(() => socket.send('x', 9, '10.63.255.1', () => undefined), 100);
console.log('beating');`;

export async function createMeter({ scanner, targets }: Network): Promise<Meter> {
  // Or the scanner's kernel would complain, by ICMP, to an address outside the scope.
  scanner.nft('table inet beat { chain input { type filter hook input priority 0; udp dport 9 drop; }\n }');
  const [command = 'ip', ...rest] = [...targets.inside, process.execPath, '-e', BEAT];
  const child = spawn(command, rest, { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  const arrived = (): number => {
    const text = readFileSync(`/proc/${child.pid}/net/dev`, 'utf8');
    return Number(new RegExp(`${INTERFACE}:\\s*\\d+\\s+(\\d+)`).exec(text)?.[1]);
  };
  let samples: { at: number; packets: number }[] = [];
  let timer: NodeJS.Timeout | undefined;
  const sample = (): void => void samples.push({ at: performance.now(), packets: arrived() });
  return {
    start() {
      samples = [];
      sample();
      timer = setInterval(sample, INTERVAL);
    },
    stop() {
      clearInterval(timer);
      sample();
      const first = samples[0]?.packets ?? 0;
      const total = (samples.at(-1)?.packets ?? 0) - first;
      const when = (share: number): number =>
        samples.find(({ packets }) => packets - first >= total * share)?.at ?? Number.NaN;
      return (when(0.99) - when(0.01)) / 1_000;
    },
    close: () => void child.kill(),
  };
}
