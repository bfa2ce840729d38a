import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { answer, type Behaviour, bindProblem, type Listening, listen, pour, response } from '../../src/lab/serve.ts';
import { reply, talk, touch } from './talk.ts';

const ADDRESS = '127.0.95.10';
const open: Listening[] = [];

async function serve(port: number, behave: Behaviour): Promise<void> {
  open.push(await listen(ADDRESS, port, behave));
}
afterEach(() => Promise.all(open.splice(0).map((server) => server.close())));

describe('response', () => {
  it('writes headers as given, then Date, then the length in bytes', () => {
    const { status, names, headers, body } = reply(response('200 OK', ['b: 1', 'A: 2'], '\u00fc'));
    expect(status).toBe('HTTP/1.1 200 OK');
    expect(names).toEqual(['b', 'A', 'Date', 'Content-Length']);
    expect(headers.at(-1)).toBe('Content-Length: 2');
    expect(body).toBe('\u00fc');
    expect(Math.abs(Date.parse(headers[2]?.slice(6) ?? '') - Date.now())).toBeLessThan(5_000);
  });

  it('keeps a Date that it was given', () => {
    expect(reply(response('200 OK', ['date: x'], '', '1.0')).headers).toEqual(['date: x', 'Content-Length: 0']);
  });
});

describe('listen', () => {
  it('counts only connections that sent a byte', async () => {
    await serve(3_000, (stream, _first, connection) => void stream.end(String(connection)));
    for (let i = 0; i < 3; i += 1) await touch(ADDRESS, 3_000);
    expect((await talk(ADDRESS, 3_000)).text).toBe('1');
    expect((await talk(ADDRESS, 3_000)).text).toBe('2');
  });

  it('does not lose the answer when a request comes in pieces', async () => {
    await serve(
      3_001,
      answer(() => 'x'.repeat(50_000)),
    );
    const size = await new Promise<number>((resolve, reject) => {
      let read = 0;
      const socket = connect(3_001, ADDRESS, () => {
        socket.write('G');
        setTimeout(() => socket.write('ET / HTTP/1.1\r\n\r\n'), 20);
      });
      socket.on('data', (chunk) => {
        read += chunk.length;
      });
      socket.on('end', () => resolve(read));
      socket.on('error', reject);
    });
    expect(size).toBe(50_000);
  });

  it('says which address is taken', async () => {
    await serve(3_002, () => undefined);
    await expect(listen(ADDRESS, 3_002, () => undefined)).rejects.toMatchObject({
      code: 'LAB_ADDRESS_IN_USE',
      message: expect.stringContaining(`${ADDRESS}:3002`),
    });
  });
});

describe('bindProblem', () => {
  const problem = (code: string) =>
    bindProblem(Object.assign(new Error(`listen ${code}`), { code }), '127.0.0.10', 2_375);

  it.each([
    ['EADDRINUSE', 'LAB_ADDRESS_IN_USE', 'something listens there'],
    ['EACCES', 'LAB_UNAVAILABLE', 'this user may not'],
    ['EADDRNOTAVAIL', 'LAB_UNAVAILABLE', 'does not have that address'],
    ['EMFILE', 'LAB_UNAVAILABLE', 'too few file descriptors'],
    ['ENOMEM', 'LAB_UNAVAILABLE', 'listen ENOMEM'],
  ])('%s', (code, expected, words) => {
    expect(problem(code)).toMatchObject({ code: expected, message: expect.stringContaining(words) });
    expect(problem(code).message).toMatch(/^the lab .*127\.0\.0\.10:2375/);
  });

  it('is what a person is told of an address that the machine does not have', async () => {
    await expect(listen('::2', 3_005, () => undefined)).rejects.toMatchObject({ code: 'LAB_UNAVAILABLE' });
  });
});

describe('pour', () => {
  it('stops by itself near 64 MB', async () => {
    await serve(
      3_003,
      pour(
        () => 'head',
        () => 'x'.repeat(1_000_000),
      ),
    );
    const { bytes, end } = await talk(ADDRESS, 3_003, { bytes: 1e9, milliseconds: 10_000 });
    expect(['fin', 'ECONNRESET']).toContain(end);
    expect(bytes.length).toBeGreaterThan(32e6);
    expect(bytes.length).toBeLessThan(66e6);
  }, 15_000);

  it('waits for a reader that does not read', async () => {
    let made = 0;
    await serve(
      3_004,
      pour(
        () => '',
        () => {
          made += 1;
          return 'x'.repeat(100_000);
        },
      ),
    );
    const socket = connect(3_004, ADDRESS, () => socket.write('x'));
    // A third of a second in which nothing more is made, however long it takes until then.
    for (let then = -1; made === 0 || made !== then; ) {
      then = made;
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    expect(made).toBeLessThan(300);
    socket.destroy();
  });
});
