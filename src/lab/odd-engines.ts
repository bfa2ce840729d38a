/** Engines in odd HTTP and with odd JSON, as Docker's own client takes them: each is open. */

import { gzipSync } from 'node:zlib';
import { type Exhibit, engineText, TYPICAL } from './engine-exhibits.ts';
import type { Behaviour } from './serve.ts';

/** The typical answer in pieces. */
interface Pieces {
  /** Status line and headers without a length, each with its end of line. */
  head: string;
  body: string;
  /** All of it, as an engine writes it. */
  whole: string;
}

function pieces(): Pieces {
  const whole = engineText(TYPICAL);
  const end = whole.indexOf('\r\n\r\n');
  return { head: whole.slice(0, whole.lastIndexOf('\r\n', end - 1) + 2), body: whole.slice(end + 4), whole };
}

const length = (bytes: number): string => `Content-Length: ${bytes}\r\n\r\n`;
const chunk = (text: string): string => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
const withBody = ({ head }: Pieces, body: string): string => `${head}${length(Buffer.byteLength(body))}${body}`;
const changed = (change: object): string => JSON.stringify({ ...TYPICAL.body, ...change });

function open(name: string, shows: string, behave: Behaviour): Exhibit {
  const { version } = TYPICAL;
  return { name, shows, behave, verdict: 'engine-open-plaintext', severity: 'critical', product: 'docker', version };
}

/** Sends and hangs up. */
function sends(name: string, shows: string, text: (typical: Pieces) => string | Buffer): Exhibit {
  return open(name, shows, (stream) => void stream.end(text(pieces())));
}

/** Sends and stays. */
function stays(name: string, shows: string, text: (typical: Pieces) => string): Exhibit {
  return open(name, shows, (stream) => void stream.write(text(pieces())));
}

/** @param delay milliseconds that a broken plug-in takes: a slow engine takes six times as long */
export function oddEngines(delay: number): Exhibit[] {
  return [...oddHttp(), slow(delay), ...oddJson()];
}

function oddHttp(): Exhibit[] {
  return [
    sends('odd-interim', '100 Continue before the answer', ({ whole }) => `HTTP/1.1 100 Continue\r\n\r\n${whole}`),
    sends('odd-blanks', 'blanks before the JSON', ({ head, body }) => `${head}\r\n${' '.repeat(70_000)}${body}`),
    sends('odd-mark', 'a byte order mark before the JSON', (typical) => withBody(typical, `\ufeff${typical.body}`)),
    sends('odd-behind', 'text behind the JSON', (typical) => withBody(typical, `${typical.body}<!-- -->`)),
    stays('odd-too-long', 'a length that never comes', ({ head, body }) => `${head}${length(5_000)}${body}`),
    sends('odd-too-short', 'a length that cuts it off', ({ head, body }) => `${head}${length(body.length - 9)}${body}`),
    stays('odd-left-open', 'no length, and left open', ({ head, body }) => `${head}\r\n${body}`),
    stays('odd-chunks', 'no last chunk', ({ head, body }) => `${head}Transfer-Encoding: chunked\r\n\r\n${chunk(body)}`),
    sends('odd-headers', '20 kB of headers', ({ head, body }) => {
      const cookies = `Set-Cookie: ${'a'.repeat(1_000)}\r\n`.repeat(20);
      return `${head}${cookies}${length(Buffer.byteLength(body))}${body}`;
    }),
    sends('odd-packed', 'packed, and nobody asked for that', ({ head, body }) => {
      const packed = gzipSync(body);
      return Buffer.concat([Buffer.from(`${head}Content-Encoding: gzip\r\n${length(packed.length)}`), packed]);
    }),
    sends('odd-status', '203 instead of 200', ({ whole }) => whole.replace('200 OK', '203 Non-Authoritative')),
    sends('odd-bytes', 'a byte that is no UTF-8', ({ whole }) =>
      Buffer.from(whole.replace('- Community', '- Communit\xe9'), 'latin1'),
    ),
  ];
}

/** In pieces, the head and the beginning at once. */
function slow(delay: number): Exhibit {
  return open('odd-slow', 'twelve seconds for an answer', (stream) => {
    const { whole } = pieces();
    const size = Math.ceil(whole.length / 12);
    let sent = 0;
    const next = (): void => {
      stream.write(whole.slice(sent, sent + size));
      sent += size;
      if (sent < whole.length) return;
      clearInterval(timer);
      stream.end();
    };
    const timer = setInterval(next, delay / 2);
    stream.on('close', () => clearInterval(timer));
    next();
  });
}

function oddJson(): Exhibit[] {
  const lowered = Object.fromEntries(Object.entries(TYPICAL.body).map(([key, value]) => [key.toLowerCase(), value]));
  return [
    sends('odd-case', 'keys in lower case', (typical) => withBody(typical, JSON.stringify(lowered))),
    sends('odd-number', 'an API version that is a number', (typical) =>
      withBody(typical, changed({ ApiVersion: 1.51 })),
    ),
    sends('odd-component', 'versions in a component alone', (typical) =>
      withBody(typical, changed({ ApiVersion: undefined, Version: undefined })),
    ),
    sends('odd-separator', 'a line separator of Unicode in a text', (typical) =>
      withBody(typical, changed({ KernelVersion: '6.1.0-18\u2028amd64' })),
    ),
  ];
}
