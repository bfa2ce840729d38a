/** HTTP answers over real sockets: whatever comes, the probe ends within its limits with facts that can be kept and judged. */

import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { classify } from '../../src/classify/classify.ts';
import { isProbe } from '../../src/domain/probe-shape.ts';
import { deliver } from '../../src/notify/deliver.ts';
import { PRESETS } from '../../src/notify/presets.ts';
import { messageFor } from '../../src/notify/report-message.ts';
import { parseTarget } from '../../src/notify/target.ts';
import { attempt } from '../../src/probe/attempt.ts';
import { Turns } from '../../src/probe/turns.ts';
import { fuzz, mutatedBytes, mutatedJson } from '../helpers/fuzz.ts';
import { probeAt } from '../helpers/journal.ts';
import { clock } from '../helpers/scope.ts';
import { serve, shortLimits } from '../helpers/server.ts';
import { sampleReport } from '../report/sample.ts';

const BODY = '{"Version":"20.10.7","ApiVersion":"1.41","Os":"linux"}';
const SAMPLES = [
  `HTTP/1.1 200 OK\r\nServer: Docker/20.10.7 (linux)\r\nContent-Length: ${BODY.length}\r\n\r\n${BODY}`,
  `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${BODY.length.toString(16)}\r\n${BODY}\r\n0\r\n\r\n`,
  `HTTP/1.0 200 OK\nContent-Type: application/json\n\n${BODY}`,
  'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm="x"\r\nContent-Length: 0\r\n\r\n',
  'SSH-2.0-OpenSSH_9.2\r\n',
].map((text) => Buffer.from(text));
/** Pieces that make trouble for parsers. */
const PIECES = [
  '\r\n',
  '\0',
  'Content-Length: -1\r\n',
  'Transfer-Encoding: gzip\r\n',
  'ffffffffffffffff\r\n',
  ';'.repeat(90),
  '\x15\x03\x01',
];

it('end within the limits, and are judged', async () => {
  let answer: Uint8Array = Buffer.alloc(0);
  const server = await serve('127.8.9.1', (socket) => void socket.once('data', () => socket.end(answer)));
  const limits = shortLimits({ linger: 20, firstByte: 300, total: 400 });
  const request = { ...server, transport: 'plain', purpose: 'first', userAgent: 'seawall/test', limits } as const;
  const context = { permit: () => true, clock, signal: new AbortController().signal, turns: new Turns(clock) };
  const odd = fc
    .tuple(fc.constantFrom(...SAMPLES), fc.nat(), fc.constantFrom(...PIECES))
    .map(([sample, at, piece]) =>
      Buffer.concat([
        sample.subarray(0, at % sample.length),
        Buffer.from(piece, 'latin1'),
        sample.subarray(at % sample.length),
      ]),
    );
  try {
    await fuzz(fc.oneof(mutatedBytes(SAMPLES), odd), async (bytes) => {
      answer = bytes;
      const made = await attempt({ ...request, address: server.address, port: server.port }, context);
      expect(made.elapsed, createHash('sha256').update(bytes).digest('hex')).toBeLessThan(3_000);
      const probe = probeAt(0, { attempts: [made] });
      expect(isProbe(JSON.parse(JSON.stringify(probe)))).toBe(true);
      classify(probe);
    });
  } finally {
    await server.close();
  }
});

it('to notifications are deliveries or failures', async () => {
  let answer: Uint8Array = Buffer.alloc(0);
  const server = await serve('127.8.9.2', (socket) => void socket.once('data', () => socket.end(answer)));
  const message = messageFor(sampleReport(), { when: 'always', from: 'info' });
  if (message === undefined) throw new Error('no message');
  const options = {
    ...{ secrets: () => 'secret', clock, random: () => 0, userAgent: 'seawall/test' },
    patience: { tries: 1, timeout: 500, pause: 0, longestPause: 0 },
  };
  const says = (body: string): Buffer => Buffer.from(`HTTP/1.1 200 OK\r\nRetry-After: 1e9\r\n\r\n${body}`);
  const bodies = mutatedJson([
    { errcode: 0, errmsg: 'ok' },
    { code: 0, msg: 'ok', data: {} },
  ]).map((body) => says(JSON.stringify(body) ?? ''));
  try {
    const targets = PRESETS.map(({ name }) => parseTarget(`${name}+http://${server.address}:${server.port}/`));
    const inputs = fc.tuple(fc.constantFrom(...targets), fc.oneof(bodies, bodies, mutatedBytes(SAMPLES)));
    await fuzz(inputs, async ([target, bytes]) => {
      answer = bytes;
      const { ok, error } = await deliver(target, message, 'id', options);
      expect(ok).toBe(error === '');
    });
  } finally {
    await server.close();
  }
});
