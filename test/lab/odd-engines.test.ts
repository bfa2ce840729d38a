import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { oddEngines } from '../../src/lab/odd-engines.ts';
import { type Standing, standAll } from './talk.ts';

const ADDRESS = '127.0.88.10';
let standing: Standing;

beforeAll(async () => {
  standing = await standAll(ADDRESS, oddEngines(40));
});
afterAll(() => standing.close());

const ask = (name: string): Promise<string> => standing.ask(name);
const LAST_KEY = '"KernelVersion"';

it.each([
  ['odd-interim', /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK\r\n/],
  ['odd-blanks', /\r\n\r\n {60000}/],
  ['odd-mark', /\r\n\r\n\xef\xbb\xbf\{/],
  ['odd-behind', /\}\n?<!-- -->$/],
  ['odd-headers', /^HTTP\/1\.1 200 OK\r\n(?:.*\r\n)*(?:Set-Cookie: a{1000}\r\n){20}/],
  ['odd-status', /^HTTP\/1\.1 203 /],
  ['odd-bytes', /- Communit\xe9/],
  ['odd-case', /"apiversion":"1\.51"/],
  ['odd-number', /"ApiVersion":1\.51,/],
  ['odd-separator', /6\.1\.0-18\xe2\x80\xa8amd64/],
])('%s', async (name, text) => {
  expect(await ask(name)).toMatch(text);
});

it.each([
  ['odd-too-long', (announced: number, sent: number) => announced > sent],
  ['odd-too-short', (announced: number, sent: number) => announced < sent],
] as const)('%s lies about its length', async (name, isLie) => {
  const text = await ask(name);
  const announced = Number(/Content-Length: (\d+)/.exec(text)?.[1]);
  expect(isLie(announced, text.length - text.indexOf('\r\n\r\n') - 4)).toBe(true);
  expect(text).toContain(LAST_KEY);
});

it('says no length, and never ends', async () => {
  const text = await ask('odd-left-open');
  expect(text).not.toMatch(/Content-Length|Transfer-Encoding/);
  expect(text).toContain(LAST_KEY);
});

it('leaves out the last chunk', async () => {
  const [head = '', size = '', rest = ''] = (await ask('odd-chunks')).split(/\r\n\r\n|(?<=\r\n\r\n[0-9a-f]+)\r\n/);
  expect(head).toContain('Transfer-Encoding: chunked');
  expect(rest).toHaveLength(Number.parseInt(size, 16) + 2);
});

it('packs the answer', async () => {
  const text = await ask('odd-packed');
  expect(text).toContain('Content-Encoding: gzip');
  const packed = Buffer.from(text.slice(text.indexOf('\r\n\r\n') + 4), 'latin1');
  expect(gunzipSync(packed).toString()).toContain(LAST_KEY);
});

it('answers in twelve pieces, over six times the delay', async () => {
  const before = performance.now();
  expect(await ask('odd-slow')).toContain(LAST_KEY);
  expect(performance.now() - before).toBeGreaterThanOrEqual(200);
});

it('names its versions in a component alone', async () => {
  const text = await ask('odd-component');
  const json: Record<string, unknown> = JSON.parse(text.slice(text.indexOf('\r\n\r\n') + 4));
  expect(Object.keys(json)).not.toEqual(expect.arrayContaining(['Version']));
  expect(json).not.toHaveProperty('ApiVersion');
  expect(json).toHaveProperty('Components');
});
