import { describe, expect, it } from 'vitest';
import { read } from '../../src/classify/reading.ts';
import { alert, attempt, goHeaders, goSaysTls, rawBytes, record, respond } from '../fixtures/answers/build.ts';
import { DEBIAN_20_10, engine, engineHeaders, engineJson, MODERN } from '../fixtures/answers/generations.ts';

describe('read', () => {
  it('takes the attempt that tells most, wherever it stands', () => {
    const answer = engine(DEBIAN_20_10);
    expect(read(record([attempt('silent'), answer, attempt('closed')])).attempt).toBe(answer);
    expect(read(record([goSaysTls(), alert(116)])).attempt?.end).toBe('tls-refused');
    expect(read(record([attempt('silent'), rawBytes('SSH-2.0-x\r\n')])).attempt?.end).toBe('unparsable');
    expect(read(record([])).attempt).toBeUndefined();
  });

  it('takes the first of two that tell as much', () => {
    const first = attempt('silent');
    expect(read(record([first, attempt('silent', { purpose: 'patient' })])).attempt).toBe(first);
  });

  it('takes the refusal of a handshake that offered everything', () => {
    const permissive = { ...alert(40), purpose: 'permissive' } as const;
    expect(read(record([alert(70), permissive])).attempt).toBe(permissive);
  });

  it.each([
    ['an answer: what it came over', [attempt('closed'), respond(200, [], '', { transport: 'tls' })], 'tls'],
    ['told that TLS is not spoken here', [attempt('closed'), attempt('plain-here', { transport: 'tls' })], 'plain'],
    ['told that TLS is spoken here', [goSaysTls(), attempt('closed', { transport: 'tls' })], 'tls'],
    ['a handshake, then nothing', [attempt('silent', { transport: 'tls', tls: { established: true } })], 'tls'],
    ['nothing at all: the first try', [attempt('silent'), attempt('reset', { transport: 'tls' })], 'plain'],
    ['nothing at all, TLS first', [attempt('closed', { transport: 'tls' }), attempt('reset')], 'tls'],
    ['nothing tried', [], 'plain'],
  ] as const)('names the transport after %s', (_case, attempts, transport) => {
    expect(read(record([...attempts])).transport).toBe(transport);
  });

  it('reads headers without regard to case, the first of each name', () => {
    const { headers } = read(
      record([
        respond(
          200,
          [
            ['X-A', '1'],
            ['x-a', '2'],
            ['__proto__', '3'],
          ],
          '',
        ),
      ]),
    );
    expect([...headers]).toEqual([
      ['x-a', '1'],
      ['__proto__', '3'],
    ]);
  });

  it('keeps the keys of the engine in the order of the wire', () => {
    const { engineKeys, engine: facts } = read(record([engine(MODERN)]));
    expect(engineKeys.slice(0, 3)).toEqual(['Platform', 'Components', 'Version']);
    expect(facts?.version).toBe('28.5.2');
  });

  it('reads an engine from HTTP that no parser took, and from nothing else that is no HTTP', () => {
    const json = JSON.stringify(engineJson(MODERN));
    expect(read(record([rawBytes(`HTTP/1.1 200 OK\nA: b\n\n${json}`)])).engine?.version).toBe('28.5.2');
    expect(read(record([rawBytes(json)])).engine).toBeUndefined();
    expect(read(record([rawBytes(`HTTP/1.1 200 OK\n${json}`)])).engine).toBeUndefined();
  });

  it('reads a whole answer however its connection ended', () => {
    for (const end of ['cut', 'oversize', 'unending'] as const) {
      expect(read(record([{ ...engine(MODERN), end }])).engine?.version, end).toBe('28.5.2');
    }
  });

  it('takes an answer inside TLS for more telling than what the port says in plain text', () => {
    const plain = respond(400, [], 'TLS, please');
    const tls = { established: true, protocol: 'TLSv1.3', cipher: '', keyed: true };
    const inside = { ...engine(MODERN), transport: 'tls', tls } as const;
    expect(read(record([plain, inside]))).toMatchObject({ transport: 'tls', engine: { version: '28.5.2' } });
    expect(read(record([inside, plain]))).toMatchObject({ transport: 'tls', engine: { version: '28.5.2' } });
  });

  it('reads an engine whose JSON has a byte that is no UTF-8', () => {
    const json = Buffer.from(JSON.stringify({ ...engineJson(MODERN), Note: '#' }));
    json[json.lastIndexOf('#')] = 0xff;
    const { engine: facts } = read(record([respond(200, goHeaders(engineHeaders(MODERN), ''), json)]));
    expect(facts?.version).toBe('28.5.2');
  });
});
