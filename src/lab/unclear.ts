/** Answers that prove nothing: floods, statuses about the request, other protocols, and marks of an engine without one. */

import { SETTINGS } from './control-planes.ts';
import { type Exhibit, engineHeaders, TYPICAL } from './engine-exhibits.ts';
import { answer, type Behaviour, pour, response } from './serve.ts';

const OK = 'HTTP/1.1 200 OK\r\n';
const JSON_TYPE = 'Content-Type: application/json';
const TLS_HANDSHAKE = 0x16;

function exhibit(name: string, shows: string, behave: Behaviour, verdict: Exhibit['verdict'], more = {}): Exhibit {
  return { name, shows, behave, verdict, severity: verdict === 'inconclusive' ? 'medium' : 'info', ...more };
}

function flood(
  name: string,
  shows: string,
  head: string,
  piece: string,
  verdict: Exhibit['verdict'] = 'tarpit',
): Exhibit {
  const text = piece.repeat(Math.ceil(16_384 / piece.length));
  return exhibit(
    name,
    shows,
    pour(
      () => head,
      () => text,
    ),
    verdict,
  );
}

function unclear(name: string, shows: string, behave: Behaviour, more = {}): Exhibit {
  return exhibit(name, shows, behave, 'inconclusive', more);
}

function status(name: string, shows: string, line: string): Exhibit {
  return unclear(
    name,
    shows,
    answer(() => response(line, ['Content-Type: text/html'], `<h1>${line}</h1>`)),
  );
}

export function unclearAnswers(): Exhibit[] {
  return [...floods(), ...aboutTheRequest(), ...otherProtocols(), ...marks()];
}

function floods(): Exhibit[] {
  return [
    flood('flood-extension', 'a chunk extension without end', `${OK}Transfer-Encoding: chunked\r\n\r\n5;`, 'x'),
    flood('flood-chunks', 'chunks of one byte without end', `${OK}Transfer-Encoding: chunked\r\n\r\n`, '1\r\nx\r\n'),
    flood('flood-lines', 'blank lines without end', '', '\r\n'),
    flood('flood-interim', 'interim answers without end', '', 'HTTP/1.1 102 Processing\r\n\r\n'),
    flood('flood-bytes', 'bytes without end that are no HTTP', '', 'abcdefgh'),
    flood('flood-blanks', 'blanks without end where JSON should be', `${OK}${JSON_TYPE}\r\n\r\n`, ' ', 'inconclusive'),
    flood('flood-control', 'control characters behind a brace', `${OK}${JSON_TYPE}\r\n\r\n{`, '\x01'),
  ];
}

function aboutTheRequest(): Exhibit[] {
  return [
    status('too-slow', 'says that we were too slow', '408 Request Time-out'),
    status('too-often', 'says that we asked too often', '429 Too Many Requests'),
    status('other-http', 'wants another HTTP', '505 HTTP Version Not Supported'),
  ];
}

function otherProtocols(): Exhibit[] {
  return [
    unclear('http2', 'HTTP/2 alone, as gRPC has it', (stream) => void stream.end(SETTINGS)),
    unclear('binary', 'a binary greeting', () => undefined, { greeting: '\x05\x00\x00\x00\x0a5.5.5\x00' }),
    unclear('mail', 'a mail server', (stream) => void stream.end('500 5.5.1 what\r\n'), {
      greeting: '220 mx.example ESMTP\r\n',
    }),
    exhibit(
      'quiet',
      'hangs up on HTTP, silent to TLS, as Redis is',
      (stream, first) => (first[0] === TLS_HANDSHAKE ? undefined : void stream.end()),
      'no-reply',
    ),
  ];
}

/** What only engines have, and no whole answer of one. */
function marks(): Exhibit[] {
  return [
    unclear(
      'marks-headers',
      "an engine's headers around nothing",
      answer(() => response('200 OK', engineHeaders(TYPICAL.version, '1.51'), '')),
    ),
    unclear(
      'marks-inside',
      "an engine's JSON inside other JSON",
      answer(() => response('200 OK', [JSON_TYPE], JSON.stringify({ data: TYPICAL.body }))),
    ),
    unclear(
      'marks-half',
      "half of an engine's JSON",
      answer(() => response('200 OK', [JSON_TYPE], JSON.stringify(TYPICAL.body).slice(0, -40))),
    ),
  ];
}
