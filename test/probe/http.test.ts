import { connect, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import type { Timer } from '../../src/domain/time.ts';
import { type Exchange, requestVersion } from '../../src/probe/http.ts';
import type { Limits } from '../../src/probe/probe-limits.ts';
import { Tap } from '../../src/probe/tap.ts';
import { Turns } from '../../src/probe/turns.ts';
import { clock } from '../helpers/scope.ts';
import { respond, type Serving, serve, shortLimits } from '../helpers/server.ts';

const servers: Serving[] = [];
afterAll(() => Promise.all(servers.map((server) => server.close())));

async function ask(
  behave: (socket: Socket) => void,
  change: Partial<Limits> = {},
  timer: Timer = clock,
  address = '127.8.2.1',
): Promise<Exchange & { heard: readonly string[]; tap: Tap; port: number }> {
  const server = await serve(address, behave);
  servers.push(server);
  const socket = connect(server.port, address);
  await new Promise((resolve) => socket.once('connect', resolve));
  const limits = shortLimits(change);
  const tap = new Tap(socket, { keep: limits.head, most: limits.bytes }, { clock: timer, turns: new Turns(timer) });
  const request = { address, port: server.port, userAgent: 'seawall/test (test@localhost; run test)' };
  const exchange = await requestVersion(tap, request, limits, timer);
  tap.close();
  return { ...exchange, heard: server.heard, tap, port: server.port };
}

const pour = (head: string, piece: string, every: number) => (socket: Socket) => {
  socket.once('data', () => {
    socket.write(head);
    const timer = setInterval(() => socket.write(piece), every);
    socket.on('close', () => clearInterval(timer));
  });
};

describe('the request', () => {
  it('is one GET of one path, says who asks, and carries no credentials', async () => {
    const { heard, port } = await ask(respond('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}'));
    expect(heard).toHaveLength(1);
    const [line, ...headers] = (heard[0] ?? '').split('\r\n');
    expect(line).toBe('GET /version HTTP/1.1');
    expect(headers.map((header) => header.toLowerCase()).sort()).toEqual(
      [
        '',
        '',
        'accept-encoding: identity',
        'connection: close',
        `host: 127.8.2.1:${port}`,
        'user-agent: seawall/test (test@localhost; run test)',
      ].sort(),
    );
  });

  it('is not repeated when the answer is cut, nor when a redirect or a refusal comes', async () => {
    for (const text of [
      'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{',
      'HTTP/1.1 307 Go\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n',
      'HTTP/1.1 503 Busy\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n',
    ])
      expect((await ask(respond(text))).heard).toHaveLength(1);
  });

  it('puts brackets around an IPv6 host', async () => {
    const { heard, port } = await ask(respond('HTTP/1.1 204 No\r\n\r\n'), {}, clock, '::1');
    expect(heard[0]?.toLowerCase()).toContain(`\r\nhost: [::1]:${port}\r\n`);
  });
});

describe('an answer', () => {
  it('keeps the order and the case of its headers, and all their values', async () => {
    const { end, http } = await ask(
      respond('HTTP/1.0 200 Very OK\r\nzeta: 1\r\nServer: A\r\nX: \xff\r\nSERVER: b\r\nContent-Length: 2\r\n\r\n{}'),
    );
    expect(end).toBe('answered');
    expect(http).toMatchObject({ version: '1.0', status: 200, reason: 'Very OK', bareLf: false });
    expect(http?.headers.map(([name]) => name)).toEqual(['zeta', 'Server', 'X', 'SERVER', 'Content-Length']);
    expect(http?.body).toEqual({ encoding: 'utf8', data: '{}', total: 2 });
  });

  it.each([
    ['by length', 'Content-Length: 5\r\n\r\nhello'],
    ['by chunks', 'Transfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n'],
    ['by hanging up', '\r\nhello'],
  ])('ends %s', async (_name, rest) => {
    const { end, http } = await ask(respond(`HTTP/1.1 200 OK\r\n${rest}`));
    expect(end).toBe('answered');
    expect(http?.body).toEqual({ encoding: 'utf8', data: 'hello', total: 5 });
  });

  it('comes after early hints', async () => {
    const hints = 'HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n';
    const { end, http } = await ask(respond(`${hints}HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n`));
    expect(end).toBe('answered');
    expect(http).toMatchObject({ status: 404, reason: 'Not Found', headers: [['Content-Length', '0']] });
  });

  it('is kept whole where it looks like JSON, and briefly where not', async () => {
    const body = (text: string): string => `HTTP/1.1 200 OK\r\nContent-Length: ${text.length}\r\n\r\n${text}`;
    const json = await ask(respond(body(` {"a":"${'x'.repeat(20_000)}"}`)));
    // Without the blanks before it.
    expect(json.http?.body.data).toHaveLength(20_008);
    const page = await ask(respond(body(`<p>${'x'.repeat(20_000)}`)));
    expect(page.http?.body).toMatchObject({ total: 20_003, data: `<p>${'x'.repeat(4_093)}` });
  });

  it('is whole with its JSON, however the connection ends', async () => {
    const ok = 'HTTP/1.1 200 OK\r\n';
    const stay = (text: string) => (socket: Socket) => void socket.once('data', () => socket.write(text));
    const drop = (text: string) => (socket: Socket) =>
      void socket.once('data', () => socket.write(text, () => setTimeout(() => socket.resetAndDestroy(), 30)));
    for (const behave of [
      stay(`${ok}\r\n{"a":1}`),
      stay(`${ok}Content-Length: 900\r\n\r\n{"a":1}`),
      drop(`${ok}Content-Length: 900\r\n\r\n{"a":1}`),
      stay(`${ok}Transfer-Encoding: chunked\r\n\r\n7\r\n{"a":1}\r\n`),
      pour(`${ok}\r\n{"a":1}`, ' '.repeat(9_000), 5),
      pour(`${ok}\r\n{"a":1}`, ' ', 20),
      respond(`${ok}\r\n${' '.repeat(70_000)}{"a":1}`),
    ]) {
      const { end, http } = await ask(behave);
      expect([end, http?.body.data.trimEnd()]).toEqual(['answered', '{"a":1}']);
    }
  });

  it('is unpacked within the limit where it was compressed without being asked', async () => {
    const head = (body: Buffer): Buffer =>
      Buffer.concat([
        Buffer.from(`HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ${body.length}\r\n\r\n`),
        body,
      ]);
    expect((await ask(respond(head(gzipSync('{"a":1}'))))).http?.body.data).toBe('{"a":1}');
    const bomb = gzipSync(Buffer.alloc(10_000_000, 0x20));
    expect((await ask(respond(head(bomb)))).http?.body.data.length).toBeLessThan(bomb.length * 2);
  });

  it('may have tens of kilobytes of headers, of which some are kept', async () => {
    const cookies = `Set-Cookie: ${'a'.repeat(1_000)}\r\n`.repeat(22);
    const { end, http } = await ask(
      respond(`HTTP/1.1 200 OK\r\n${cookies}Server: late\r\nContent-Length: 2\r\n\r\n{}`),
      { head: 262_144 },
    );
    expect(end).toBe('answered');
    expect(http?.headers).toContainEqual(['Server', 'late']);
    expect(JSON.stringify(http?.headers).length).toBeLessThan(10_000);
  });

  it('has a bounded reason', async () => {
    const { http } = await ask(respond(`HTTP/1.1 200 ${'r'.repeat(5_000)}\r\nContent-Length: 0\r\n\r\n`));
    expect(http?.reason).toHaveLength(200);
  });
});

describe('an answer without measure', () => {
  it('is not read when it announces too much', async () => {
    const { end, http, tap } = await ask(pour('HTTP/1.1 200 OK\r\nContent-Length: 65537\r\n\r\n', 'x'.repeat(100), 5));
    expect(end).toBe('oversize');
    expect(http?.status).toBe(200);
    expect(tap.total).toBeLessThan(65_537);
  });

  it('is read to its end up to a bound, and kept up to a smaller one', async () => {
    const body = `{"a":"${'x'.repeat(3_000)}`;
    const { end, http } = await ask(respond(`HTTP/1.1 200 OK\r\n\r\n${body}`), { json: 1_000 });
    expect(end).toBe('oversize');
    expect(http?.body).toMatchObject({ total: body.length, data: body.slice(0, 1_000) });
  });

  it('is unending beyond that', async () => {
    const { end, http } = await ask(pour('HTTP/1.1 200 OK\r\n\r\n<', 'x'.repeat(9_000), 5), { excess: 50_000 });
    expect(end).toBe('unending');
    expect(http?.body.data.length).toBeLessThanOrEqual(65_536);
  });

  it('has the bound of the connection where it begins as JSON does', async () => {
    const { end, tap } = await ask(pour('HTTP/1.1 200 OK\r\n\r\n{', 'x'.repeat(9_000), 5), {
      excess: 9,
      bytes: 100_000,
    });
    expect(end).toBe('unending');
    expect(tap.total).toBeGreaterThan(100_000);
  });

  it('is unending in more pieces than anybody sends', async () => {
    const { end, tap } = await ask(
      pour('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n', '1\r\nx\r\n'.repeat(5_000), 5),
    );
    expect(end).toBe('unending');
    expect(tap.total).toBeLessThan(200_000);
  });

  it.each([
    ['a head that is too long', pour('HTTP/1.1 200 OK\r\n', `X: ${'x'.repeat(500)}\r\n`, 5)],
    ['one line that is too long', pour('HTTP/1.1 200 OK\r\nX: ', 'x'.repeat(900), 5)],
    ['a body, byte by byte', pour('HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n', 'x', 50)],
    ['a head, byte by byte', pour('HTTP/1.1 200 OK\r\nX: ', 'x', 50)],
  ])('is unending: %s', async (_name, behave) => {
    expect((await ask(behave)).end).toBe('unending');
  });
});

describe('no whole answer', () => {
  it.each<[string, string, (socket: Socket) => void]>([
    ['silence', 'silent', () => undefined],
    ['a hang-up', 'closed', (socket) => void socket.once('data', () => socket.end())],
    ['a reset', 'reset', (socket) => void socket.once('data', () => socket.resetAndDestroy())],
    ['less than announced', 'cut', respond('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{')],
    ['no last chunk', 'cut', respond('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n')],
    ['half a head', 'cut', respond('HTTP/1.1 200 OK\r\nServ')],
    ['a greeting', 'unparsable', respond('SSH-2.0-OpenSSH_9.2p1\r\n')],
    ['half a word', 'unparsable', respond('HTT')],
    ['a bad length', 'unparsable', respond('HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n')],
    ['two lengths', 'unparsable', respond('HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello')],
    ['HTTP/2', 'unparsable', respond(Buffer.from('00001804000000000000040040000000', 'hex'))],
    ['lines that end in LF alone', 'unparsable', respond('HTTP/1.1 200 OK\nContent-Length: 2\n\n{}')],
    ['a NUL in a header', 'unparsable', respond('HTTP/1.1 200 OK\r\nX: a\0b\r\n\r\n')],
  ])('%s: %s', async (_name, end, behave) => {
    expect((await ask(behave)).end).toBe(end);
  });

  it('has one word for a start that was left and one that goes on: which of them it is would depend on load', async () => {
    const left = (text: string) => (socket: Socket) => void socket.once('data', () => socket.write(text));
    expect((await ask(left('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{'))).end).toBe('unending');
    expect((await ask(left('HTTP/1.1 200'))).end).toBe('unending');
  });

  it('does not become another protocol', async () => {
    const { end, http } = await ask(
      respond('HTTP/1.1 101 Switching Protocols\r\nUpgrade: tcp\r\nConnection: Upgrade\r\n\r\nraw'),
    );
    expect(http).toBeUndefined();
    expect(end).not.toBe('answered');
  });

  it('bears rubbish of every first byte', async () => {
    for (let byte = 0; byte < 256; byte += 15) {
      const { end } = await ask(respond(Buffer.alloc(40, byte)));
      expect(['unparsable', 'cut']).toContain(end);
    }
  });
});
