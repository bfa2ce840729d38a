/** Refusals in an engine's own words, and what else lives on the ports of engines. */

import { SETTINGS } from '../../../src/lab/control-planes.ts';
import { ENGINE_JSON } from './http.ts';
import { type Kind, onRequest, reply } from './kind.ts';

const TLS_HANDSHAKE = 22;

const page = (status: string, body: string, headers = ''): Kind['serve'] =>
  reply(`HTTP/1.1 ${status}\r\n${headers}Content-Length: ${Buffer.byteLength(body, 'latin1')}\r\n\r\n${body}`);
const refusal = (name: string, text: string, headers: string): Kind => ({
  name,
  verdict: 'engine-refused',
  product: 'docker',
  serve: page('400 Bad Request', `${text}\n`, headers),
});
const unclear = (name: string, serve: Kind['serve']): Kind => ({ name, verdict: 'inconclusive', serve });
const mute = (name: string, serve: Kind['serve']): Kind => ({ name, verdict: 'no-reply', serve });
const other = (name: string, serve: Kind['serve'], product: Kind['product'] = ''): Kind => ({
  name,
  verdict: 'other-service',
  product,
  serve,
});

/** A service that speaks first. */
const greets =
  (greeting: Buffer, then: Kind['serve']): Kind['serve'] =>
  (socket) => {
    socket.write(greeting);
    then(socket);
  };
/** Hangs up on plain text; to a TLS client it says this, or nothing. */
const plainTextService = (toTls?: string): Kind['serve'] =>
  onRequest((socket, first) => {
    if (first[0] !== TLS_HANDSHAKE) socket.end();
    else if (toTls !== undefined) socket.end(toTls);
  });

const JSON_TYPE = 'Content-Type: application/json\r\n';
const MYSQL = Buffer.from('4a0000000a352e352e35002a0000006162636465666768', 'hex');

export const SERVICE_KINDS: readonly Kind[] = [
  refusal(
    'a client that is too new, in the words of 1.13 and later',
    '{"message":"client version 1.99 is too new. Maximum supported API version is 1.41"}',
    JSON_TYPE,
  ),
  refusal(
    'a client that is too new, in the words of 1.8',
    'client is newer than server (client API version: 1.99, server API version: 1.20)',
    'Content-Type: text/plain\r\n',
  ),
  mute('Redis: hangs up on HTTP, and lets a ClientHello wait', plainTextService()),
  mute('memcached: hangs up on HTTP, and calls a ClientHello an error', plainTextService('ERROR\r\n')),
  mute('a reset as soon as a connection is accepted', (socket) => socket.resetAndDestroy()),
  mute(
    'a reset on the request',
    onRequest((socket) => void socket.resetAndDestroy()),
  ),
  unclear(
    'HTTP/2 alone, without TLS, as gRPC has it',
    onRequest((socket) => void socket.end(SETTINGS)),
  ),
  unclear(
    'a binary greeting',
    greets(MYSQL, (socket) => void socket.on('error', () => undefined)),
  ),
  unclear('a greeting of mail', greets(Buffer.from('220 mx.example ESMTP\r\n'), reply('500 5.5.1 what\r\n'))),
  other('a greeting of FTP', greets(Buffer.from('220 (vsFTPd 3.0.3)\r\n'), reply('500 what\r\n')), 'ftp'),
  other(
    'an echo',
    onRequest((socket, first) => void socket.end(first)),
    'echo',
  ),
  unclear('a part of an answer: 206', page('206 Partial Content', ENGINE_JSON.slice(0, 90), JSON_TYPE)),
  unclear('too slow: 408', page('408 Request Time-out', '<h1>408</h1>')),
  unclear('another name: 421', page('421 Misdirected Request', '')),
  unclear('too often: 429', page('429 Too Many Requests', '<h1>429</h1>')),
  unclear('another HTTP: 505', page('505 HTTP Version Not Supported', '<h1>505</h1>')),
  {
    name: 'an engine under 404',
    verdict: 'engine-refused',
    product: 'docker',
    serve: page('404 Not Found', ENGINE_JSON),
  },
  unclear("an engine's JSON inside other JSON", page('200 OK', `{"data":${ENGINE_JSON}}`, JSON_TYPE)),
  unclear(
    "an engine's JSON in UTF-16",
    page('200 OK', Buffer.from(ENGINE_JSON, 'utf16le').toString('latin1'), JSON_TYPE),
  ),
  other('a page that quotes an engine', page('200 OK', `<h1>How to</h1><pre>${ENGINE_JSON}</pre>`)),
  other(
    'a single-page application',
    page('200 OK', '<!doctype html><div id="app"></div>', 'Content-Type: text/html\r\n'),
  ),
  other("a Go server's 404", page('404 Not Found', '404 page not found\n', 'X-Content-Type-Options: nosniff\r\n')),
  other('a password for a proxy: 407', page('407 Proxy Authentication Required', '', 'Proxy-Authenticate: Basic\r\n')),
];
