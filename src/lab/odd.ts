/** Mute, broken and hostile endpoints. */

import { gzipSync } from 'node:zlib';
import { type Exhibit, engineText, TYPICAL } from './engine-exhibits.ts';
import { answer, type Behaviour, pour, response } from './serve.ts';

const JSON_TYPE = 'Content-Type: application/json';

const silent: Behaviour = () => undefined;
const hangUp: Behaviour = (stream) => void stream.end();

function made(
  name: string,
  shows: string,
  behave: Behaviour,
  verdict: Exhibit['verdict'],
  severity: Exhibit['severity'] = 'info',
): Exhibit {
  return { name, shows, behave, verdict, severity };
}

export function odd(): Exhibit[] {
  return [...mute(), ...endless(), ...malformed(), ...decoys(), hostile()];
}

function mute(): Exhibit[] {
  return [
    made('silent', 'accepts and says nothing', silent, 'no-reply'),
    made('hang-up', 'accepts and hangs up', hangUp, 'no-reply'),
    made(
      'reset',
      'resets the connection on the request',
      (stream) =>
        void ('resetAndDestroy' in stream && typeof stream.resetAndDestroy === 'function'
          ? stream.resetAndDestroy()
          : stream.destroy()),
      'no-reply',
    ),
  ];
}

function endless(): Exhibit[] {
  return [
    made(
      'drip',
      'one byte of a header a second',
      pour(
        () => 'HTTP/1.1 200 OK\r\nX: ',
        () => 'x',
        1_000,
      ),
      'tarpit',
    ),
    made(
      'endless-head',
      'a head without end',
      pour(
        () => 'HTTP/1.1 200 OK\r\n',
        () => `X-Pad: ${'x'.repeat(1_000)}\r\n`,
      ),
      'tarpit',
    ),
    made(
      'endless-body',
      'a body without end',
      pour(
        () => `${head()}{"Version":"`,
        () => 'x'.repeat(16_384),
      ),
      'tarpit',
    ),
    made(
      'ssh-tarpit',
      'banner lines without end',
      pour(
        () => '',
        () => `${Math.random().toString(36).slice(2)}\r\n`,
        300,
      ),
      'tarpit',
    ),
  ];
}

/** Within it, a second request is the same client's second try. */
const RETRY_WINDOW_MS = 10_000;

/** Hangs up on a request, and answers the next one if it comes soon: each audit sees both. */
function everySecond(inside: Behaviour): Behaviour {
  let hungUpAt = Number.NEGATIVE_INFINITY;
  return (stream, first, connection) => {
    // A TLS client learns nothing here, and is not counted.
    if (first[0] === 0x16) return hangUp(stream, first, connection);
    const soon = performance.now() - hungUpAt < RETRY_WINDOW_MS;
    hungUpAt = soon ? Number.NEGATIVE_INFINITY : performance.now();
    (soon ? inside : hangUp)(stream, first, connection);
  };
}

/** The head of an answer whose body does not keep to it. */
function head(...headers: readonly string[]): string {
  const date = `Date: ${new Date().toUTCString()}`;
  return ['HTTP/1.1 200 OK', JSON_TYPE, date, ...headers, '', ''].join('\r\n');
}

function malformed(): Exhibit[] {
  const packed = gzipSync(Buffer.alloc(8_000_000, 'a'));
  return [
    made(
      'too-large',
      '10 MB announced',
      answer(() => `${head('Content-Length: 10000000')}{`),
      'inconclusive',
      'medium',
    ),
    made(
      'no-http',
      "an engine's JSON, and no HTTP around it",
      answer(() => JSON.stringify(TYPICAL.body)),
      'inconclusive',
      'medium',
    ),
    made(
      'short-body',
      'less than was announced',
      answer(() => `${head('Content-Length: 900')}{"Platform":`),
      'inconclusive',
      'medium',
    ),
    made(
      'two-lengths',
      'length said twice, in two ways',
      answer(() => `${head('Content-Length: 5', 'Transfer-Encoding: chunked')}5\r\nhello\r\n0\r\n\r\n`),
      'other-service',
      'info',
    ),
    made(
      'gzip',
      'a packed body that nobody asked for',
      (stream) =>
        void stream.end(
          Buffer.concat([Buffer.from(head('Content-Encoding: gzip', `Content-Length: ${packed.length}`)), packed]),
        ),
      'inconclusive',
      'medium',
    ),
  ];
}

function decoys(): Exhibit[] {
  const text = (): string => engineText(TYPICAL);
  const found = { product: 'docker' as const, version: TYPICAL.version };
  return [
    {
      ...made(
        'decoy',
        'a release with the API of another',
        answer(() => text().replace(/1\.51/g, '1.39')),
        'engine-open-plaintext',
        'critical',
      ),
      ...found,
    },
    {
      ...made(
        'decoy-lf',
        'a honeypot that writes bare LF',
        answer(() => text().replaceAll('\r\n', '\n')),
        'engine-open-plaintext',
        'critical',
      ),
      ...found,
    },
    {
      ...made(
        'intermittent',
        'hangs up first, answers later',
        everySecond(answer(text)),
        'engine-open-plaintext',
        'critical',
      ),
      ...found,
    },
  ];
}

function hostile(): Exhibit {
  return {
    ...made(
      'hostile',
      'formulas, escapes and markup in every text',
      answer(() =>
        response(
          '200 OK',
          TYPICAL.headers,
          JSON.stringify({
            Version: "=cmd|' /C calc'!A0",
            ApiVersion: '1.51',
            GitCommit: '\u001b[31mred\u0007',
            Os: '<script>alert(1)</script>',
            Arch: '\u202egpj',
            __proto__x: 1,
            KernelVersion: '| a | b |',
            BuildTime: '\u0000',
          }),
        ),
      ),
      'engine-open-plaintext',
      'critical',
    ),
    product: 'docker',
  };
}
