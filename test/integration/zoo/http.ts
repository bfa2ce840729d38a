/** Engines whose HTTP is odd, as Docker's own client takes it, and floods. */

import { deflateSync, gzipSync } from 'node:zlib';
import { type Kind, onRequest, pour, reply, replyAndStay } from './kind.ts';

export const ENGINE_JSON = JSON.stringify({
  Platform: { Name: 'Docker Engine - Community' },
  Components: [{ Name: 'Engine', Version: '20.10.24', Details: { ApiVersion: '1.41', Os: 'linux' } }],
  ...{ Version: '20.10.24', ApiVersion: '1.41', MinAPIVersion: '1.12', GitCommit: '5d6db84', GoVersion: 'go1.19.7' },
  ...{ Os: 'linux', Arch: 'amd64', KernelVersion: '6.1.0-18-amd64', BuildTime: '2023-04-04T18:23:09.000000000+00:00' },
});
const LENGTH = ENGINE_JSON.length;
const OK = 'HTTP/1.1 200 OK\r\n';
const ENGINE_HEADERS =
  'Api-Version: 1.41\r\nContent-Type: application/json\r\nDocker-Experimental: false\r\nOstype: linux\r\nServer: Docker/20.10.24 (linux)\r\nDate: Sun, 01 Mar 2026 02:00:00 GMT\r\n';
const HEAD = OK + ENGINE_HEADERS;
export const ENGINE_ANSWER = `${HEAD}Content-Length: ${LENGTH}\r\n\r\n${ENGINE_JSON}`;
const chunk = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n`;
const packed = (coding: string, body: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`${HEAD}Content-Encoding: ${coding}\r\nContent-Length: ${body.length}\r\n\r\n`), body]);
const headersOf = (bytes: number): string => `Set-Cookie: ${'a'.repeat(988)}\r\n`.repeat(bytes / 1_000);

const open = (name: string, serve: Kind['serve']): Kind => ({
  name,
  verdict: 'engine-open-plaintext',
  product: 'docker',
  serve,
});
const tarpit = (name: string, serve: Kind['serve']): Kind => ({ name, verdict: 'tarpit', serve });

const GZIP = gzipSync(ENGINE_JSON);
/** The engine's members behind so many characters of others. */
const withJunk = (characters: number): string =>
  `{${Array.from({ length: characters / 13 }, (_, i) => `"k${String(i).padStart(6, '0')}":12,`).join('')}${ENGINE_JSON.slice(1)}`;

/** Hangs up in the middle of the second part, once. */
const halfAtFirst = (first: string, second: string): Kind['serve'] => {
  let asked = 0;
  return onRequest((socket) => {
    asked += 1;
    socket.end(first + (asked === 1 ? second.slice(0, second.length / 2) : second));
  });
};

/** Sends a beginning at once, then pieces with pauses between them, then hangs up. */
const inPieces = (text: string, pieces: number, pauseMs: number, atOnce = 0): Kind['serve'] =>
  onRequest((socket) => {
    const size = Math.ceil(text.length / pieces);
    let at = atOnce;
    socket.write(text.slice(0, at));
    const timer = setInterval(() => {
      socket.write(text.slice(at, at + size));
      at += size;
      if (at >= text.length) {
        clearInterval(timer);
        socket.end();
      }
    }, pauseMs);
    socket.on('close', () => clearInterval(timer));
  });

/** Sends a beginning at once, and the rest later. */
const late = (first: string, rest: string, afterMs: number): Kind['serve'] =>
  onRequest((socket) => {
    socket.write(first);
    const timer = setTimeout(() => socket.end(rest), afterMs);
    socket.on('close', () => clearTimeout(timer));
  });

const resetAfter = (text: string): Kind['serve'] =>
  onRequest((socket) => socket.write(text, () => setTimeout(() => socket.resetAndDestroy(), 50)));

export const HTTP_KINDS: readonly Kind[] = [
  open('a genuine answer', reply(ENGINE_ANSWER)),
  open('an answer after 100 Continue', reply(`HTTP/1.1 100 Continue\r\n\r\n${ENGINE_ANSWER}`)),
  open('an answer after early hints', reply(`HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n${ENGINE_ANSWER}`)),
  open('an answer after several interim ones', reply(`${'HTTP/1.1 102 Processing\r\n\r\n'.repeat(3)}${ENGINE_ANSWER}`)),
  open('blanks before the JSON', reply(`${HEAD}\r\n${' '.repeat(5_000)}${ENGINE_JSON}`)),
  open('300 kB of blanks before the JSON', reply(`${HEAD}\r\n${' '.repeat(300_000)}${ENGINE_JSON}`)),
  open('many blanks before the JSON', reply(`${HEAD}\r\n${'\r\n\t '.repeat(20_000)}${ENGINE_JSON}`)),
  open('a byte order mark', reply(`${HEAD}Content-Length: ${LENGTH + 3}\r\n\r\n\xef\xbb\xbf${ENGINE_JSON}`)),
  open('a length that is too large, hung up', reply(`${HEAD}Content-Length: ${LENGTH + 3}\r\n\r\n${ENGINE_JSON}`)),
  open('a length that is too large, left open', replyAndStay(`${HEAD}Content-Length: 5000\r\n\r\n${ENGINE_JSON}`)),
  open('a length that is too large, reset', resetAfter(`${HEAD}Content-Length: 5000\r\n\r\n${ENGINE_JSON}`)),
  open('a length of a gigabyte', replyAndStay(`${HEAD}Content-Length: 1000000000\r\n\r\n${ENGINE_JSON}`)),
  open('a length that is too small', reply(`${HEAD}Content-Length: ${LENGTH - 9}\r\n\r\n${ENGINE_JSON}`)),
  open('no length, left open', replyAndStay(`${HEAD}\r\n${ENGINE_JSON}`)),
  open('no length, hung up', reply(`${HEAD}\r\n${ENGINE_JSON}`)),
  open('no length, and a blank now and then for ever', pour(`${HEAD}\r\n${ENGINE_JSON}`, ' ', 200)),
  open('megabytes of blanks behind the JSON', pour(`${HEAD}\r\n${ENGINE_JSON}`, ' '.repeat(100_000), 2)),
  open('chunks', reply(`${HEAD}Transfer-Encoding: chunked\r\n\r\n${chunk(ENGINE_JSON)}0\r\n\r\n`)),
  open(
    'chunks of one byte',
    reply(`${HEAD}Transfer-Encoding: chunked\r\n\r\n${[...ENGINE_JSON].map(chunk).join('')}0\r\n\r\n`),
  ),
  open('no last chunk, left open', replyAndStay(`${HEAD}Transfer-Encoding: chunked\r\n\r\n${chunk(ENGINE_JSON)}`)),
  open('no last chunk, hung up', reply(`${HEAD}Transfer-Encoding: chunked\r\n\r\n${chunk(ENGINE_JSON)}`)),
  open('a broken chunk behind the JSON', reply(`${HEAD}Transfer-Encoding: chunked\r\n\r\n${chunk(ENGINE_JSON)}zz\r\n`)),
  open(
    '20 kB of headers',
    reply(`${OK}${headersOf(20_000)}${ENGINE_HEADERS}Content-Length: ${LENGTH}\r\n\r\n${ENGINE_JSON}`),
  ),
  open(
    '200 kB of headers',
    reply(`${OK}${headersOf(200_000)}${ENGINE_HEADERS}Content-Length: ${LENGTH}\r\n\r\n${ENGINE_JSON}`),
  ),
  open(
    '500 kB of headers',
    reply(`${OK}${headersOf(500_000)}${ENGINE_HEADERS}Content-Length: ${LENGTH}\r\n\r\n${ENGINE_JSON}`),
  ),
  open(
    '500 kB of headers and a wrong length',
    reply(`${OK}${headersOf(500_000)}Content-Length: 9999\r\n\r\n${ENGINE_JSON}`),
  ),
  open('70 kB of unknown keys before the JSON of an engine', reply(`${HEAD}\r\n${withJunk(70_000)}`)),
  open('500 kB of unknown keys before the JSON of an engine', reply(`${HEAD}\r\n${withJunk(500_000)}`)),
  open(
    'half an answer, and the whole one on the next connection',
    halfAtFirst(`${HEAD}Content-Length: ${LENGTH}\r\n\r\n`, ENGINE_JSON),
  ),
  open(
    'half an answer with its own length, and the whole one later',
    halfAtFirst(`${HEAD}Connection: close\r\n\r\n`, ENGINE_JSON),
  ),
  open('half a head, and the whole answer on the next connection', halfAtFirst(OK, ENGINE_ANSWER.slice(OK.length))),
  open('gzip that nobody asked for', reply(packed('gzip', gzipSync(ENGINE_JSON)))),
  open('gzip with a wrong checksum', reply(packed('gzip', Buffer.concat([GZIP.subarray(0, -8), Buffer.alloc(8)])))),
  open('gzip without its trailer', reply(packed('gzip', GZIP.subarray(0, -8)))),
  open(
    'gzip without its trailer, left open',
    replyAndStay(Buffer.concat([Buffer.from(`${HEAD}Content-Encoding: gzip\r\n\r\n`), GZIP.subarray(0, -8)])),
  ),
  open(
    'gzip of megabytes of blanks behind the JSON',
    reply(packed('gzip', gzipSync(ENGINE_JSON + ' '.repeat(5_000_000)))),
  ),
  open(
    'gzip after 100 Continue',
    reply(Buffer.concat([Buffer.from('HTTP/1.1 100 Continue\r\n\r\n'), packed('gzip', GZIP)])),
  ),
  open('deflate that nobody asked for', reply(packed('deflate', deflateSync(ENGINE_JSON)))),
  open('text behind the JSON', reply(`${HEAD}Content-Length: ${LENGTH + 9}\r\n\r\n${ENGINE_JSON}<!-- x -->`)),
  open('a byte that is no UTF-8', reply(ENGINE_ANSWER.replace('- Community', '- Communit\xe9'))),
  open(
    'a line feed, and a byte that is no UTF-8',
    reply(`${HEAD}\r\n\n${ENGINE_JSON.replace('- Community', '- Communit\xe9')}`),
  ),
  open('a line separator of Unicode', reply(ENGINE_ANSWER.replace('- Community', '-\xe2\x80\xa8Community'))),
  open('a head that takes longer than a first try', late(OK, ENGINE_ANSWER.slice(OK.length), 4_000)),
  open('100 Continue, and the answer after a first try', late('HTTP/1.1 100 Continue\r\n\r\n', ENGINE_ANSWER, 4_000)),
  open('HTTP/1.0', reply(ENGINE_ANSWER.replace('HTTP/1.1', 'HTTP/1.0'))),
  open('no reason phrase', reply(ENGINE_ANSWER.replace('200 OK', '200'))),
  open('pieces within the time of a first try', inPieces(ENGINE_ANSWER, 12, 100)),
  open('pieces that need a patient try', inPieces(ENGINE_ANSWER, 40, 150, HEAD.length)),
  {
    ...open(
      'both ways of giving a length',
      reply(`${HEAD}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n${chunk(ENGINE_JSON)}0\r\n\r\n`),
    ),
  },
  { ...open('lines that end in LF', reply(ENGINE_ANSWER.replaceAll('\r\n', '\n'))) },
  tarpit('a chunk extension without end', pour(`${OK}Transfer-Encoding: chunked\r\n\r\n5;`, 'x'.repeat(50_000), 1)),
  tarpit('blank lines without end', pour('', '\r\n'.repeat(20_000), 1)),
  tarpit('bytes without end that are no HTTP', pour('', 'abcdefgh'.repeat(6_000), 1)),
  tarpit('interim answers without end', pour('', 'HTTP/1.1 102 Processing\r\n\r\n'.repeat(1_000), 1)),
  tarpit('headers without end', pour(OK, `X: ${'x'.repeat(9_000)}\r\n`, 1)),
  tarpit('headers in drops', pour(OK, 'X: x\r\n', 100)),
  tarpit('a page without end', pour(`${OK}Content-Type: text/html\r\n\r\n<p>`, 'x'.repeat(50_000), 1)),
  tarpit('a page in drops', pour(`${OK}Content-Length: 60000\r\n\r\n<p>`, 'x', 100)),
  tarpit('a greeting in drops', pour('', 'x', 100)),
  { name: 'silence', verdict: 'no-reply', serve: (socket) => void socket.on('error', () => undefined) },
  { name: 'a hang-up', verdict: 'no-reply', serve: onRequest((socket) => void socket.end()) },
];
