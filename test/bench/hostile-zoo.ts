/**
 * Hostile servers on loopback, one to an address, engines among them: `hostile-zoo.js FIRST COUNT ENGINES KIND...`. Prints the
 * addresses of the engines, and stops when its input ends or after ten minutes.
 */

import { createServer, type Socket } from 'node:net';
import { createServer as createTlsServer, type TLSSocket } from 'node:tls';
import { formatV4, parseV4 } from '../../src/domain/address.ts';
import { createCertificate } from '../../src/lab/certificates.ts';
import { engineText, TYPICAL } from '../../src/lab/engine-exhibits.ts';

const PORT = 2375;
const LIFE_MS = 600_000;
const OK = 'HTTP/1.1 200 OK\r\n';
const ENGINE = engineText(TYPICAL);

const certificate = await createCertificate('engine.example', ['127.0.0.1'], Date.now());
const tls = createTlsServer({ ...certificate, minVersion: 'TLSv1.2' });

/** Writes until the far side hangs up, as fast as it reads. */
function flood(socket: Socket, text: string): void {
  const chunk = Buffer.from(text.repeat(Math.ceil(16_384 / text.length)));
  const write = (): void => {
    while (!socket.destroyed && socket.write(chunk));
  };
  socket.on('drain', write);
  write();
}

function every(socket: Socket, ms: number, write: (turn: number) => void): void {
  let turn = 0;
  const timer = setInterval(() => {
    turn += 1;
    if (socket.writable) write(turn);
  }, ms);
  socket.on('close', () => clearInterval(timer));
}

/** Called with the first bytes of a client. */
const KINDS: Readonly<Record<string, (socket: Socket, first: Buffer) => void>> = {
  engine: (socket) => socket.end(ENGINE),
  'tls-engine': () => undefined,
  silent: () => undefined,
  drip(socket) {
    socket.write(`${OK}X-`);
    every(socket, 900, () => socket.write('a'));
  },
  'hang-up': (socket) => socket.end(),
  page: (socket) => socket.end(`${OK}Content-Length: 6\r\n\r\nparked`),
  'tls-stall': (socket, first) => (first[0] === 0x16 ? undefined : socket.end()),
  'header-flood'(socket) {
    socket.write(OK);
    flood(socket, `X-A: ${'a'.repeat(200)}\r\n`);
  },
  'informational-flood': (socket) => flood(socket, 'HTTP/1.1 102 Processing\r\n\r\n'),
  'extension-flood'(socket) {
    socket.write(`${OK}Transfer-Encoding: chunked\r\n\r\n1;`);
    flood(socket, 'a');
  },
  'byte-flood': (socket) => flood(socket, 'SSH-2.0-x\r\n'),
  'body-flood'(socket) {
    socket.write(`${OK}\r\n`);
    flood(socket, ' ');
  },
  'one-byte-chunks'(socket) {
    socket.write(`${OK}Transfer-Encoding: chunked\r\n\r\n`);
    flood(socket, '1\r\na\r\n');
  },
  'control-characters': (socket) => socket.end(`${OK}\r\n{${'\u0001'.repeat(65_000)}`),
  'late-page'(socket) {
    const parts = 28;
    socket.write(`${OK}Content-Length: ${parts}\r\n\r\n`);
    every(socket, 500, (turn) => (turn === parts ? socket.end('a') : socket.write('a')));
  },
  'blank-tail'(socket) {
    socket.write(`${OK}\r\n{"status":"up"}`);
    every(socket, 900, () => socket.write(' '));
  },
};

function serve(socket: Socket, kind: string): void {
  socket.on('error', () => undefined);
  if (kind === 'tls-engine') return void tls.emit('connection', socket);
  socket.once('data', (first: Buffer) => KINDS[kind]?.(socket, first));
}

tls.on('secureConnection', (socket: TLSSocket) => {
  socket.on('error', () => undefined);
  socket.once('data', () => socket.end(ENGINE));
});
tls.on('tlsClientError', (_error, socket) => socket.destroy());

const [first = '', count = '', engines = '', ...kinds] = process.argv.slice(2);
const [total, step] = [Number(count), Math.floor(Number(count) / Number(engines))];
const found: string[] = [];
for (let i = 0; i < total; i += 1) {
  const address = formatV4(parseV4(first) + i);
  const nth = Math.floor(i / step);
  // One engine in each stretch, at another place each time, so that no kind is always beside it.
  const isEngine = nth < Number(engines) && i % step === (nth * 7) % step;
  const kind = isEngine ? (nth % 3 === 0 ? 'tls-engine' : 'engine') : (kinds[i % kinds.length] ?? 'silent');
  if (isEngine) found.push(address);
  const server = createServer((socket) => serve(socket, kind));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen({ port: PORT, host: address, backlog: 64 }, resolve);
  });
}
process.stdout.write(`${found.join(' ')}\n`);
process.stdin.on('end', () => process.exit()).resume();
setTimeout(() => process.exit(), LIFE_MS);
