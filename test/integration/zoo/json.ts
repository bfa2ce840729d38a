/** Engines whose JSON is odd, other makers of the same API, and services that must not be taken for engines. */

import { ENGINE_JSON } from './http.ts';
import { type Kind, reply } from './kind.ts';

const answer = (body: string, headers = 'Content-Type: application/json\r\n', status = '200 OK'): Kind['serve'] =>
  reply(`HTTP/1.1 ${status}\r\n${headers}Content-Length: ${Buffer.byteLength(body, 'latin1')}\r\n\r\n${body}`);

const engine: Record<string, unknown> = JSON.parse(ENGINE_JSON);
const changed = (change: Record<string, unknown>): string => JSON.stringify({ ...engine, ...change });
const without = (...keys: string[]): string => changed(Object.fromEntries(keys.map((key) => [key, undefined])));
const lowered = JSON.stringify(
  Object.fromEntries(Object.entries(engine).map(([key, value]) => [key.toLowerCase(), value])),
);

const open = (name: string, serve: Kind['serve'], product: Kind['product'] = 'docker'): Kind => ({
  name,
  verdict: 'engine-open-plaintext',
  product,
  serve,
});
/** Ports other than an engine's own were asked for as control planes. */
const plane = (name: string, serve: Kind['serve'], product: NonNullable<Kind['product']>): Kind => ({
  name,
  verdict: 'control-plane-open',
  product,
  serve,
});
const other = (name: string, serve: Kind['serve'], product: Kind['product'] = ''): Kind => ({
  name,
  verdict: 'other-service',
  product,
  serve,
});

export const JSON_KINDS: readonly Kind[] = [
  open('keys in lower case', answer(lowered)),
  open('keys in capitals', answer(ENGINE_JSON.replaceAll(/"(\w+)":/g, (_, key: string) => `"${key.toUpperCase()}":`))),
  open('an API version that begins with v', answer(changed({ ApiVersion: 'v1.41' }))),
  open('an API version of three parts', answer(changed({ ApiVersion: '1.41.0' }))),
  open('an API version that is a number', answer(changed({ ApiVersion: 1.41 }))),
  open('the API version in a component alone', answer(without('ApiVersion'))),
  open(
    'no API version at all',
    answer(
      JSON.stringify({ ...JSON.parse(without('ApiVersion')), Components: [{ Name: 'Engine', Version: '20.10.24' }] }),
    ),
  ),
  open('an empty version', answer(changed({ Version: '' }))),
  open('no version', answer(without('Version'))),
  open('no operating system', answer(without('Os'))),
  open('201 instead of 200', answer(ENGINE_JSON, '', '201 Created')),
  open('203 instead of 200', answer(ENGINE_JSON, '', '203 Non-Authoritative Information')),
  open(
    'PouchContainer',
    answer(
      '{"ApiVersion":"1.24","Arch":"amd64","GoVersion":"go1.10.4","KernelVersion":"3.10.0","Os":"linux","Version":"1.2.0"}',
      'Date: Sun, 01 Mar 2026 02:00:00 GMT\r\n',
    ),
    'pouch',
  ),
  open(
    'finch-daemon',
    answer(
      '{"Platform":{"Name":"Finch Daemon"},"Components":[{"Name":"nerdctl","Version":"2.0.0","Details":null},{"Name":"containerd","Version":"v1.7.24"}],"Version":"v0.14.0","ApiVersion":"1.43","MinAPIVersion":"1.35","GitCommit":"abc","Os":"linux","Arch":"amd64"}',
    ),
    'finch',
  ),
  open(
    'vSphere Integrated Containers',
    answer(
      '{"Version":"v1.1.0-9852-e974a51","ApiVersion":"1.25","MinAPIVersion":"1.19","GitCommit":"e974a51","GoVersion":"go1.7.4","Os":"linux","Arch":"amd64","KernelVersion":"4.4.41-1.ph1-esx"}',
    ),
    'vic',
  ),
  open(
    'socktainer',
    answer('{"Platform":{"Name":"socktainer"},"Version":"v1.51","ApiVersion":"v1.51","Os":"macOS","Arch":"arm64"}'),
    'socktainer',
  ),
  { name: 'half the JSON of an engine', verdict: 'inconclusive', serve: answer(ENGINE_JSON.slice(0, -40)) },
  {
    name: "an engine's headers around nothing",
    verdict: 'inconclusive',
    serve: answer('', 'Api-Version: 1.41\r\nOstype: linux\r\nServer: Docker/20.10.24 (linux)\r\n'),
  },
  other('a version and nothing else', answer('{"version":"1.2.3"}')),
  plane(
    'Kubernetes',
    answer(
      '{"major":"1","minor":"29","gitVersion":"v1.29.1","gitCommit":"abc","gitTreeState":"clean","buildDate":"2024-01-17T13:49:03Z","goVersion":"go1.21.6","compiler":"gc","platform":"linux/amd64"}',
    ),
    'kubernetes',
  ),
  plane('etcd', answer('{"etcdserver":"3.4.23","etcdcluster":"3.4.0"}'), 'etcd'),
  plane(
    'a registry',
    answer('404 page not found', 'Docker-Distribution-Api-Version: registry/2.0\r\n', '404 Not Found'),
    'registry',
  ),
  other('SSH', reply('SSH-2.0-OpenSSH_9.2p1\r\nInvalid SSH identification string.\r\n'), 'ssh'),
  {
    name: 'a gateway error',
    verdict: 'other-service',
    serve: answer('<h1>502</h1>', 'Server: nginx\r\n', '502 Bad Gateway'),
  },
];
