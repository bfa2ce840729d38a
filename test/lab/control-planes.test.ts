import { afterAll, beforeAll, expect, it } from 'vitest';
import { isControlPlanePort } from '../../src/domain/control-planes.ts';
import { createCertificate } from '../../src/lab/certificates.ts';
import { controlPlanes } from '../../src/lab/control-planes.ts';
import type { Exhibit } from '../../src/lab/engine-exhibits.ts';
import { type Standing, standAll } from './talk.ts';

const ADDRESS = '127.0.99.10';
let exhibits: Exhibit[];
let standing: Standing;

beforeAll(async () => {
  exhibits = controlPlanes(await createCertificate('plane', [ADDRESS], Date.now()));
  standing = await standAll(ADDRESS, exhibits);
});
afterAll(() => standing.close());

const ask = (name: string): Promise<string> => standing.ask(name);

it('stands on ports where no engine is looked for', () => {
  expect(exhibits.every(({ port = 2375 }) => isControlPlanePort(port))).toBe(true);
});

it.each([
  ['etcd-plane', /^HTTP\/1\.1 200 .*"etcdserver"/s],
  ['kube-plain', /^HTTP\/1\.1 200 .*"gitVersion"/s],
  ['kube-api', /^HTTP\/1\.0 400 .*HTTPS server/s],
  ['kubelet-read', /^HTTP\/1\.1 404 .*404 page not found\n$/s],
  ['registry-plane', /^HTTP\/1\.1 404 .*Docker-Distribution-Api-Version/s],
  ['model-runner', /\{"version":"[^"]+"\}$/],
  ['mcp-open', /^HTTP\/1\.1 307 .*Location: \/mcp\r\n/s],
  ['mcp-token', /^HTTP\/1\.1 401 .*realm="MCP Gateway"/s],
  ['portainer-plane', /ng-app="portainer"/],
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a frame of HTTP/2 is no text.
  ['buildkit', /^\u0000\u0000\u0006\u0004\u0000\u0000\u0000\u0000\u0000\u0000\u0005/],
])('%s', async (name, text) => {
  expect(await ask(name)).toMatch(text);
});
