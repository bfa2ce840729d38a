import { connect, createServer, type Server, type Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { createServer as createTlsServer, connect as tlsConnect } from 'node:tls';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { createCertificate } from '../../src/lab/certificates.ts';
import { RecordMeter } from '../../src/probe/records.ts';
import { listenOn } from '../helpers/server.ts';
import { keyUpdates } from '../integration/zoo/key-updates.ts';

const ADDRESS = '127.8.14.1';
const { key, cert } = await createCertificate('records', [ADDRESS], Date.now());
const servers: Server[] = [];
afterAll(() => {
  for (const server of servers) server.close();
});

/** What a client hears that is fed by the meter. */
async function hear(serve: (socket: Socket) => void): Promise<{ text: string; isFlooded: boolean }> {
  const server = createServer(serve);
  servers.push(server);
  const socket = connect(await listenOn(server, ADDRESS), ADDRESS);
  const meter = new RecordMeter(socket);
  const tls = tlsConnect({ socket: meter.stream, rejectUnauthorized: false });
  meter.watch(() => tls.bytesRead);
  let text = '';
  tls.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  tls.on('error', () => undefined);
  tls.on('secureConnect', () => tls.write('ask'));
  await new Promise<void>((resolve) => tls.once('close', resolve));
  socket.destroy();
  return { text, isFlooded: meter.isFlooded };
}

/** Hands each connection to a TLS server. */
const inTls = (answer: (socket: Socket) => void): ((socket: Socket) => void) => {
  const tls = createTlsServer({ key, cert }, (socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => answer(socket));
  });
  return (socket) => void tls.emit('connection', socket);
};

describe('a connection that is read record by record', () => {
  it('hears all of a large answer', async () => {
    const answer = 'x'.repeat(400_000);
    expect(await hear(inTls((socket) => socket.end(answer)))).toEqual({ text: answer, isFlooded: false });
  });

  it('hears an answer of which each record brings one byte', async () => {
    const answer = 'x'.repeat(600);
    const serve = inTls((socket) => {
      for (const letter of answer) socket.write(letter);
      socket.end();
    });
    expect(await hear(serve)).toEqual({ text: answer, isFlooded: false });
  });

  it.each([false, true])('bears some key updates, and ends at many; those that ask for one: %s', async (requested) => {
    const some = keyUpdates({ key, cert, count: 60, requested });
    const ended = await hear((socket) => {
      some(socket);
      setTimeout(() => socket.destroy(), 700);
    });
    expect(ended.isFlooded).toBe(false);
    expect((await hear(keyUpdates({ key, cert, count: 5_000, requested }))).isFlooded).toBe(true);
  });
});

it('passes on any bytes as they came, however they are cut', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 20 }), (chunks) => {
      const source = new PassThrough();
      const meter = new RecordMeter(source);
      let made = 0;
      meter.watch(() => {
        made += 1;
        return made;
      });
      for (const chunk of chunks) source.emit('data', Buffer.from(chunk));
      expect(meter.stream.read() ?? Buffer.alloc(0)).toEqual(Buffer.concat(chunks));
    }),
  );
});
