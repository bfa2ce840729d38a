import { afterAll, beforeAll, expect, it } from 'vitest';
import { OTHERS } from '../../src/lab/others.ts';
import { type Listening, listen } from '../../src/lab/serve.ts';
import { reply, talk } from './talk.ts';

const ADDRESS = '127.0.96.10';
const servers: Listening[] = [];

beforeAll(async () => {
  for (const [i, { behave }] of OTHERS.entries()) servers.push(await listen(ADDRESS, 3_000 + i, behave));
});
afterAll(() => Promise.all(servers.map((server) => server.close())));

async function ask(name: string): Promise<string> {
  const place = OTHERS.findIndex((exhibit) => exhibit.name === name);
  expect(place).toBeGreaterThanOrEqual(0);
  return (await talk(ADDRESS, 3_000 + place)).text;
}

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
