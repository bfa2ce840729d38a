import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Listening, listen } from '../../src/lab/serve.ts';
import { unclearAnswers } from '../../src/lab/unclear.ts';
import { talk } from './talk.ts';

const ADDRESS = '127.10.20.20';
const exhibits = unclearAnswers();
const servers: Listening[] = [];

beforeAll(async () => {
  for (const [i, { behave }] of exhibits.entries()) servers.push(await listen(ADDRESS, 3_000 + i, behave));
});
afterAll(() => Promise.all(servers.map((server) => server.close())));

const ask = (name: string, limits = {}) =>
  talk(ADDRESS, 3_000 + exhibits.findIndex((exhibit) => exhibit.name === name), limits);

it.each(exhibits.map(({ name }) => name).filter((name) => name.startsWith('flood-')))('%s has no end', async (name) => {
  expect(await ask(name, { bytes: 700_000 })).toMatchObject({ end: 'enough' });
});

it.each([
  ['too-slow', /^HTTP\/1\.1 408 /],
  ['too-often', /^HTTP\/1\.1 429 /],
  ['other-http', /^HTTP\/1\.1 505 /],
  ['mail', /^500 /],
  ['quiet', /^$/],
  ['marks-headers', /\r\nServer: Docker\/28\.5\.2 \(linux\)\r\n(?:.*\r\n)*\r\n$/],
  ['marks-inside', /\{"data":\{"Platform":/],
  ['marks-half', /\r\n\r\n\{"Platform":.*[^}]$/s],
])('%s', async (name, text) => {
  expect((await ask(name, { milliseconds: 1_000 })).text).toMatch(text);
});

it('begins with the settings of HTTP/2: a frame of type 4 on stream 0', async () => {
  expect((await ask('http2')).bytes.subarray(0, 9)).toEqual(Buffer.from([0, 0, 6, 4, 0, 0, 0, 0, 0]));
});

it('lets a TLS client wait where plain text is hung up on', async () => {
  expect(await ask('quiet')).toMatchObject({ end: 'fin' });
  expect(await ask('quiet', { request: '\x16\x03\x01', milliseconds: 300 })).toMatchObject({ end: 'silent' });
});
