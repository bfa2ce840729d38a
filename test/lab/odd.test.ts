import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { odd } from '../../src/lab/odd.ts';
import { reply, type Standing, standAll } from './talk.ts';

const ADDRESS = '127.0.98.10';
const exhibits = odd();
let standing: Standing;

beforeAll(async () => {
  standing = await standAll(ADDRESS, exhibits);
});
afterAll(() => standing.close());

const ask = (name: string): Promise<string> => standing.ask(name);

it('packs a body that grows when unpacked', async () => {
  const { headers, body } = reply(await ask('gzip'));
  expect(headers).toContain('Content-Encoding: gzip');
  expect(gunzipSync(Buffer.from(body, 'latin1')).length).toBe(8_000_000);
});

it('announces ten million bytes', async () => {
  expect(reply(await ask('too-large')).headers).toContain('Content-Length: 10000000');
});

it('puts hostile text into fields that reach reports', async () => {
  const { body } = reply(await ask('hostile'));
  const values: unknown[] = Object.values(JSON.parse(Buffer.from(body, 'latin1').toString()));
  expect(values).toEqual(expect.arrayContaining([expect.stringMatching(/^=cmd/), expect.stringContaining('<script>')]));
  const texts = values.filter((value) => typeof value === 'string');
  for (const mark of ['\u001b[', '\u202e', '\u0000', '|'])
    expect(texts.filter((text) => text.includes(mark))).not.toEqual([]);
});
