import { afterAll, beforeAll, expect, it } from 'vitest';
import { createCertificate } from '../../src/lab/certificates.ts';
import type { Exhibit } from '../../src/lab/engine-exhibits.ts';
import { oddCertificates, oddTls } from '../../src/lab/odd-tls.ts';
import { type Listening, listen } from '../../src/lab/serve.ts';
import { PERMISSIVE, USUAL } from '../../src/probe/tls-offers.ts';
import { askInTls, talk } from './talk.ts';

const ADDRESS = '127.10.40.40';
const servers: Listening[] = [];
let exhibits: Exhibit[];

beforeAll(async () => {
  const now = Date.now();
  exhibits = oddTls(await oddCertificates(await createCertificate('usual', [ADDRESS], now), now), 50);
  for (const [i, { behave }] of exhibits.entries()) servers.push(await listen(ADDRESS, 3_000 + i, behave));
});
afterAll(() => Promise.all(servers.map((server) => server.close())));

const port = (name: string): number => 3_000 + exhibits.findIndex((exhibit) => exhibit.name === name);

/** What a client that takes everything learns, or the usual one. */
async function ask(name: string, offer = PERMISSIVE): Promise<{ session: string; text: string; message: string }> {
  const { protocol, cipher, text, message } = await askInTls(ADDRESS, port(name), offer);
  return { session: protocol === null ? '' : `${protocol} ${cipher}`, text, message };
}

it.each([
  ['tls-1.0', /^TLSv1 /],
  ['tls-1.1', /^TLSv1\.1 /],
  ['tls-null', /NULL/],
  ['tls-before-5746', /^TLSv1\.2 AES128-SHA$/],
  ['tls-1.0-before-5746', /^TLSv1 AES128-SHA$/],
  ['tls-curve', /^TLSv1\.2 /],
  ['tls-http2', /^TLSv1\.3 /],
])('%s: an engine for who offers everything, and nothing for the usual offer', async (name, session) => {
  const told = await ask(name);
  expect(told.session).toMatch(session);
  expect(told.text).toMatch(/^HTTP\/1\.1 200 OK\r\n.*"Version":"28\.5\.2"/s);
  expect(await ask(name, USUAL)).toMatchObject({
    session: '',
    text: '',
    message: expect.stringContaining('SSL routines'),
  });
});

it.each(['tls-many-names', 'tls-separator', 'tls-slow', 'tls-beside-silence', 'tls-beside-bytes'])(
  '%s: an engine for the usual offer',
  async (name) => {
    expect((await ask(name, USUAL)).text).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  },
);

it.each([
  ['mtls-before-5746', /alert number 42/],
  ['mtls-late', /alert number 40/],
  ['tls-alert', /alert number 42/],
  ['tls-no-der', /routines/],
  ['tls-long-chain', /excessive message size/],
])('%s lets nobody in', async (name, message) => {
  expect(await ask(name)).toMatchObject({ text: '', message: expect.stringMatching(message) });
});

it.each([
  ['tls-beside-silence', '', 'silent'],
  ['tls-beside-hang-up', '', 'fin'],
  ['tls-beside-bytes', 'nonsense\r\n', 'fin'],
  ['tls-stall', '', 'fin'],
])('%s: what plain text gets', async (name, text, end) => {
  expect(await talk(ADDRESS, port(name), { milliseconds: 300 })).toMatchObject({ text, end });
});

it('tells a plain client in words or by a redirect', async () => {
  expect((await talk(ADDRESS, port('tls-beside-words'))).text).toContain('requires TLS');
  expect((await talk(ADDRESS, port('tls-beside-redirect'))).text).toContain('Location: https://127.');
});
