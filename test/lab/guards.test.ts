import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCertificate } from '../../src/lab/certificates.ts';
import type { Exhibit } from '../../src/lab/engine-exhibits.ts';
import { guards } from '../../src/lab/guards.ts';
import { type Listening, listen } from '../../src/lab/serve.ts';
import { type Reply, reply, talk, talkTls } from './talk.ts';

const ADDRESS = '127.10.93.10';
const servers: Listening[] = [];
let exhibits: Exhibit[];

beforeAll(async () => {
  exhibits = guards(await createCertificate('docker-lab', [ADDRESS], Date.now()), 100);
  for (const [i, { behave }] of exhibits.entries()) servers.push(await listen(ADDRESS, 3_000 + i, behave));
});
afterAll(() => Promise.all(servers.map((server) => server.close())));

function port(name: string): number {
  const place = exhibits.findIndex((exhibit) => exhibit.name === name);
  if (place < 0) throw new Error(`no exhibit ${name}`);
  return 3_000 + place;
}

async function plain(name: string): Promise<Reply> {
  return reply((await talk(ADDRESS, port(name))).text);
}

describe('guards', () => {
  it('denies as a plug-in does: JSON, and none of the headers of an engine', async () => {
    const { status, names, body } = await plain('authz-denied');
    expect(status).toBe('HTTP/1.1 403 Forbidden');
    expect(names).toEqual(['Content-Type', 'Date', 'Content-Length']);
    expect(JSON.parse(body).message).toMatch(/^authorization denied by plugin labdeny: /);
  });

  it('breaks as a plug-in does', async () => {
    const { status, names, body } = await plain('authz-broken');
    expect(status).toBe('HTTP/1.1 500 Internal Server Error');
    expect(names).not.toContain('Server');
    expect(JSON.parse(body).message).toMatch(/^plugin labdead failed with error: Post /);
  });

  it('refuses an old client with the headers of an engine, and an unknown page without them', async () => {
    const old = await plain('engine-refused');
    expect(old.status).toMatch(/ 400 /);
    expect(old.headers).toContain('Server: Docker/28.5.2 (linux)');
    const lost = await plain('engine-404');
    expect(lost.status).toMatch(/ 404 /);
    expect(lost.names).not.toContain('Server');
    expect(lost.body.trimEnd()).toBe('{"message":"page not found"}');
  });

  it('leaves the marks of nginx, and of a socket proxy', async () => {
    const nginx = await plain('nginx-open');
    expect(nginx.headers).toEqual(expect.arrayContaining(['Server: nginx/1.22.1', 'Api-Version: 1.51']));
    expect(nginx.headers.filter((line) => line.startsWith('Server:'))).toHaveLength(1);
    const proxy = await plain('socket-proxy');
    expect(proxy.names).toContain('api-version');
    expect(proxy.names).toEqual(proxy.names.map((name) => name.toLowerCase()));
    expect(JSON.parse(proxy.body)).toEqual(JSON.parse(nginx.body));
  });

  it('asks for a password, and forbids', async () => {
    const basic = await plain('basic-plain');
    expect(basic.status).toMatch(/ 401 /);
    expect(basic.headers).toContain('WWW-Authenticate: Basic realm="docker"');
    const denied = await plain('haproxy-deny');
    expect(denied.status).toMatch(/ 403 /);
    expect(denied.names).not.toContain('server');
    expect(denied.body).toContain('Request forbidden by administrative rules.');
  });

  it('asks for the password inside TLS too', async () => {
    const basic = reply((await talkTls(ADDRESS, port('basic-tls'))).text);
    expect(basic.status).toMatch(/ 401 /);
    expect(basic.headers).toContain('WWW-Authenticate: Basic realm="docker"');
  });
});
