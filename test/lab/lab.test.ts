import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseV4 } from '../../src/domain/address.ts';
import { isControlPlanePort } from '../../src/domain/control-planes.ts';
import { PRODUCTS } from '../../src/domain/engine.ts';
import { VERDICTS } from '../../src/domain/verdicts.ts';
import { type Lab, type LabEndpoint, startLab } from '../../src/lab/lab.ts';
import { isJudgedByItsRule } from '../helpers/probe.ts';
import { until } from '../helpers/until.ts';
import { reply, type Talk, talk, touch } from './talk.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await startLab({ first: '127.0.90.10', delay: 300 });
});
afterAll(() => lab.close());

function named(name: string): LabEndpoint {
  const found = lab.endpoints.find((endpoint) => endpoint.name === name);
  if (found === undefined) throw new Error(`no exhibit ${name}`);
  return found;
}

function ask(name: string, limits = {}): Promise<Talk> {
  const { address, port } = named(name);
  return talk(address, port, limits);
}

describe('the table of the lab', () => {
  it('has one address for each exhibit, all inside one /24', () => {
    const first = parseV4('127.0.90.10');
    expect(lab.endpoints.length).toBeLessThanOrEqual(240);
    expect(lab.endpoints.map(({ address }) => parseV4(address) - first)).toEqual([...lab.endpoints.keys()]);
    expect(new Set(lab.endpoints.map(({ name }) => name)).size).toBe(lab.endpoints.length);
    const ports = new Set(lab.endpoints.map(({ port }) => port));
    expect([...ports].filter((port) => !isControlPlanePort(port)).sort()).toEqual([2375, 2376]);
  });

  it('shows every verdict that the test of its rule does not take from a server, and every product', () => {
    const unseen = VERDICTS.filter((word) => !lab.endpoints.some(({ verdict }) => verdict === word));
    expect(unseen.filter((verdict) => !isJudgedByItsRule(verdict))).toEqual([]);
    expect(PRODUCTS.filter((word) => !lab.endpoints.some(({ product }) => product === word))).toEqual([]);
  });

  it('describes each exhibit in one line', () => {
    for (const { name, shows } of lab.endpoints) {
      expect(name).toMatch(/^[a-z0-9.-]+$/);
      expect(shows).toMatch(/^[^\n]{5,60}$/);
    }
  });
});

describe('what the exhibits do', () => {
  it('answers with JSON of an engine wherever a version is promised over plain HTTP', async () => {
    const engines = lab.endpoints.filter(
      ({ port, version, name }) => port === 2375 && version !== '' && !/tls|intermittent|decoy-lf|^odd-/.test(name),
    );
    expect(engines.length).toBeGreaterThan(20);
    for (const { address, port, version } of engines) {
      const { status, headers, body } = reply((await talk(address, port)).text);
      expect(status).toBe('HTTP/1.1 200 OK');
      expect(JSON.parse(body).Version).toBe(version);
      expect(headers.map((line) => line.toLowerCase())).toContain(
        `content-length: ${Buffer.byteLength(body, 'latin1')}`,
      );
    }
  });

  it.each([
    ['silent', '', 'silent'],
    ['hang-up', '', 'fin'],
    ['reset', '', 'ECONNRESET'],
    ['echo', 'GET /version HTTP/1.1\r\nHost: lab\r\nConnection: close\r\n\r\n', 'fin'],
    ['memcached', 'ERROR\r\nERROR\r\n', 'fin'],
  ])('%s', async (name, text, end) => {
    expect(await ask(name, { milliseconds: 500 })).toMatchObject({ text, end });
  });

  it('lets services that speak first do so before any request', async () => {
    expect((await ask('ssh', { request: '', milliseconds: 300 })).text).toMatch(/^SSH-2\.0-OpenSSH_\S+ .*\r\n$/);
    expect((await ask('ftp', { request: '', milliseconds: 300 })).text).toMatch(/^220 .*\r\n$/);
  });

  it('drips and pours without an end of its own', async () => {
    const drip = await ask('drip', { milliseconds: 2_400 });
    expect(drip.end).toBe('silent');
    expect(drip.text).toMatch(/^HTTP\/1\.1 200 OK\r\nX: x{2,4}$/);
    for (const name of ['endless-head', 'endless-body']) {
      expect(await ask(name, { bytes: 1_000_000 })).toMatchObject({ end: 'enough' });
    }
    expect((await ask('endless-head', { bytes: 300_000 })).text).not.toContain('\r\n\r\n');
    expect((await ask('ssh-tarpit', { milliseconds: 1_000 })).text).toMatch(/^([a-z0-9]+\r\n){2,4}$/);
  });

  it('lies about lengths as it says', async () => {
    const short = reply((await ask('short-body')).text);
    expect(short.headers).toContain('Content-Length: 900');
    expect(short.body.length).toBeLessThan(900);
    const two = reply((await ask('two-lengths')).text);
    expect(two.names).toEqual(expect.arrayContaining(['Content-Length', 'Transfer-Encoding']));
  });

  it('makes decoys that no engine could be', async () => {
    const bare = (await ask('decoy-lf')).text;
    expect(bare).toContain('\nServer: Docker/28.5.2 (linux)\n');
    expect(bare).not.toContain('\r');
    expect(JSON.parse(reply((await ask('decoy')).text).body)).toMatchObject({ Version: '28.5.2', ApiVersion: '1.39' });
  });

  it('points its redirect at loopback', async () => {
    const { status, headers } = reply((await ask('redirect')).text);
    expect(status).toMatch(/ 301 /);
    expect(headers.find((line) => line.startsWith('Location:'))).toMatch(/^Location: http:\/\/127\./);
  });

  it('hangs up and answers by turns, so that every audit sees both, whatever a sweep or a TLS client does', async () => {
    const { address, port } = named('intermittent');
    for (let audit = 0; audit < 3; audit += 1) {
      for (let i = 0; i < 3; i += 1) await touch(address, port);
      expect(await talk(address, port)).toMatchObject({ text: '', end: 'fin' });
      expect(await talk(address, port, { request: Buffer.from([0x16, 3, 1, 0, 0]) })).toMatchObject({
        text: '',
        end: 'fin',
      });
      expect(reply((await talk(address, port)).text).status).toBe('HTTP/1.1 200 OK');
    }
  });

  it('dates its answers with the time of the answer', async () => {
    const date = async (name: string): Promise<number> =>
      Date.parse((await ask(name)).text.match(/^date: (.*?)\r?$/im)?.[1] ?? '');
    const names = ['docker-28', 'decoy', 'decoy-lf', 'hostile', 'short-body', 'two-lengths', 'authz-denied', 'etcd'];
    const first = await Promise.all(names.map(date));
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    const second = await Promise.all(names.map(date));
    for (const [i, name] of names.entries()) expect(second[i], name).toBeGreaterThan(first[i] ?? Number.NaN);
  });

  it('takes the time that was asked for before the broken plug-in answers', async () => {
    const before = performance.now();
    expect(reply((await ask('authz-broken')).text).status).toMatch(/ 500 /);
    expect(performance.now() - before).toBeGreaterThanOrEqual(290);
  });
});

describe('starting and ending', () => {
  it('names the address that is taken, and lets go of the others', async () => {
    await expect(startLab({ first: '127.0.90.10' })).rejects.toMatchObject({ code: 'LAB_ADDRESS_IN_USE' });
    const blocker = createServer();
    await new Promise<void>((resolve) => blocker.listen(2375, '127.0.89.12', resolve));
    await expect(startLab({ first: '127.0.89.10' })).rejects.toThrow('127.0.89.12:2375');
    await new Promise((resolve) => blocker.close(resolve));
    const again = await startLab({ first: '127.0.89.10' });
    await again.close();
  });

  it.each(['10.0.0.1', '126.255.255.255', '128.0.0.1', '127.255.255.250', '127.0.0.0', '::1', 'lab', ''])(
    'refuses to start at %j',
    async (first) => {
      await expect(startLab({ first })).rejects.toMatchObject({ code: 'USAGE' });
    },
  );

  it('starts and closes three times and leaves nothing open, with clients hanging on', async () => {
    const sockets = (): number => process.getActiveResourcesInfo().filter((name) => /^TCP/.test(name)).length;
    // A closed handle is counted until the event loop has gone round.
    const settled = (): boolean => sockets() === lab.endpoints.length;
    await until(settled);
    for (let i = 0; i < 3; i += 1) {
      const one = await startLab({ first: '127.10.92.10' });
      const waiting = one.endpoints
        .filter(({ name }) => ['silent', 'drip', 'endless-body'].includes(name))
        .map(({ address, port }) => talk(address, port, { bytes: 1e9 }));
      await new Promise((resolve) => setTimeout(resolve, 50));
      await one.close();
      for (const { end } of await Promise.all(waiting)) expect(['fin', 'ECONNRESET']).toContain(end);
    }
    await until(settled);
  });
});
