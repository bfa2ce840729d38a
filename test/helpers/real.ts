/** Starts real software from Debian packages on loopback, and stops it by its own pid. */

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const PROGRAMS = [
  'dockerd',
  'podman',
  'nginx',
  'haproxy',
  'stunnel4',
  'docker-registry',
  'etcd',
  'redis-server',
  'sshd',
  'openssl',
];
const PATHS = ['/usr/sbin', '/usr/bin', '/usr/local/bin', '/usr/local/sbin'];

function find(program: string): string | undefined {
  return PATHS.map((path) => join(path, program)).find((path) => existsSync(path));
}

/** Why the real software cannot run here, or undefined. */
export function whyNotReal(): string | undefined {
  return notInstalled(PROGRAMS) ?? (process.getuid?.() === 0 ? undefined : 'not root');
}

/** What is missing of programs that need no root, or undefined. */
export function notInstalled(programs: readonly string[]): string | undefined {
  const missing = programs.filter((program) => find(program) === undefined);
  return missing.length > 0 ? `not installed: ${missing.join(', ')}` : undefined;
}

export interface Real {
  readonly folder: string;
  file(name: string, text: string): string;
  path(name: string): string;
  /** Starts a program and waits until it accepts a connection. */
  start(program: string, args: readonly string[], where: { address: string; port: number }): Promise<ChildProcess>;
  version(program: string, args: readonly string[], pattern: RegExp): string;
  /** An authorisation plug-in of an engine, on a Unix socket. */
  plugin(name: string): Promise<Server>;
  stopAll(): Promise<void>;
}

export function createReal(): Real {
  const folder = mkdtempSync(join(tmpdir(), 'seawall-real-'));
  const children: ChildProcess[] = [];
  const cleanUps: (() => void)[] = [];
  const path = (name: string): string => join(folder, name);
  return {
    folder,
    path,
    file(name, text) {
      writeFileSync(path(name), text);
      return path(name);
    },
    async start(program, args, { address, port }) {
      const child = spawn(find(program) ?? program, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
      let log = '';
      for (const stream of [child.stdout, child.stderr])
        stream?.on('data', (chunk) => {
          log = (log + chunk).slice(-2_000);
        });
      children.push(child);
      for (let tries = 0; tries < 300; tries += 1) {
        if (await accepts(address, port)) return child;
        if (child.exitCode !== null) break;
        await sleep(100);
      }
      throw new Error(`${program} ${args.join(' ')} does not listen on ${address}:${port}: ${log}`);
    },
    version(program, args, pattern) {
      const text = execFileSync(find(program) ?? program, args, { encoding: 'utf8' });
      return pattern.exec(text)?.[1] ?? '';
    },
    async plugin(name) {
      mkdirSync('/run/docker/plugins', { recursive: true });
      const socket = `/run/docker/plugins/${name}.sock`;
      const server = createServer((request, response) => {
        request.resume();
        const body =
          request.url === '/Plugin.Activate' ? { Implements: ['authz'] } : { Allow: false, Msg: 'the lab says no' };
        response.end(JSON.stringify(body));
      });
      await new Promise<void>((resolve) => server.listen(socket, resolve));
      cleanUps.push(() => {
        server.closeAllConnections();
        server.close();
        rmSync(socket, { force: true });
      });
      return server;
    },
    async stopAll() {
      for (const child of children.reverse()) await stop(child);
      for (const cleanUp of cleanUps) cleanUp();
      unmountBelow(folder);
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** An engine that had to be killed leaves its mounts behind. */
function unmountBelow(folder: string): void {
  const mounts = readFileSync('/proc/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '');
  for (const mount of mounts.reverse()) if (mount.startsWith(`${folder}/`)) execFileSync('umount', ['-l', mount]);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const killer = setTimeout(() => child.kill('SIGKILL'), 8_000);
  await ended;
  clearTimeout(killer);
}

function accepts(address: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** A CA and a server certificate for some addresses, in the folder: ca.pem, server.pem, server.key, both.pem. */
export function createCertificates({ path, file }: Real, addresses: readonly string[]): void {
  const openssl = (...args: string[]): void => void execFileSync('openssl', args, { stdio: 'ignore' });
  openssl(
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '2',
    '-subj',
    '/CN=seawall test ca',
    '-keyout',
    path('ca.key'),
    '-out',
    path('ca.pem'),
  );
  openssl(
    'req',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-subj',
    '/CN=test-host',
    '-keyout',
    path('server.key'),
    '-out',
    path('server.csr'),
  );
  file('san', `subjectAltName=${addresses.map((address) => `IP:${address}`).join(',')}`);
  openssl(
    'x509',
    '-req',
    '-days',
    '2',
    '-in',
    path('server.csr'),
    '-CA',
    path('ca.pem'),
    '-CAkey',
    path('ca.key'),
    '-CAcreateserial',
    '-extfile',
    path('san'),
    '-out',
    path('server.pem'),
  );
  execFileSync('sh', ['-c', 'cat server.pem server.key > both.pem'], { cwd: path('.') });
}
