import { afterAll, beforeAll, expect, it } from 'vitest';
import { OTHERS } from '../../src/lab/others.ts';
import { reply, type Standing, standAll } from './talk.ts';

const ADDRESS = '127.0.96.10';
let standing: Standing;

beforeAll(async () => {
  standing = await standAll(ADDRESS, OTHERS);
});
afterAll(() => standing.close());

const ask = (name: string): Promise<string> => standing.ask(name);

it.each([
  ['etcd', ['etcdserver', 'etcdcluster']],
  ['kubernetes', ['gitVersion', 'goVersion', 'platform']],
  ['lookalike', ['version']],
])('%s answers 200 with keys of its own and none of an engine', async (name, keys) => {
  const { status, body } = reply(await ask(name));
  expect(status).toBe('HTTP/1.1 200 OK');
  expect(Object.keys(JSON.parse(body))).toEqual(expect.arrayContaining(keys));
  expect(body).not.toMatch(/"(Version|ApiVersion|Components)"/);
});

it.each([
  ['registry', /^HTTP\/1\.1 404 .*Docker-Distribution-Api-Version: registry\/2\.0\r\n.*404 page not found\n$/s],
  ['portainer', /^HTTP\/1\.1 200 .*ng-app="portainer"/s],
  ['catch-all', /^HTTP\/1\.1 200 .*Content-Type: text\/html/s],
  ['bad-gateway', /^HTTP\/1\.1 502 /],
  ['redis', /^-NOAUTH .*\r\n$/],
])('%s', async (name, text) => {
  expect(await ask(name)).toMatch(text);
});
