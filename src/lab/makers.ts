/** Other makers of Docker's API, as their sources and users have them answer. */

import { parts } from './components.ts';
import type { Recent } from './recent.ts';

const JSON_TYPE = 'Content-Type: application/json';
const KERNEL = '6.1.0-18-amd64';

const MOBY = {
  Version: '3.0.13+azure',
  ApiVersion: '1.40',
  MinAPIVersion: '1.12',
  GitCommit: 'dd360c7',
  GoVersion: 'go1.13.11',
  Os: 'linux',
  Arch: 'amd64',
};

export const MAKERS: readonly Recent[] = [
  made('moby', "Microsoft's moby, with numbers of its own", {
    Platform: { Name: '' },
    Components: [{ Name: 'Engine', Version: MOBY.Version, Details: { ...MOBY, Experimental: 'false' } }, ...own()],
    ...MOBY,
    KernelVersion: '4.15.0-1092-azure',
    BuildTime: '2020-05-21T00:00:00.000000000+00:00',
  }),
  made('ucp', 'Universal Control Plane: a cluster behind one API', {
    Version: 'ucp/3.2.4',
    ApiVersion: '1.40',
    GitCommit: 'a04d39d',
    GoVersion: 'go1.12.9',
    Os: 'linux',
    Arch: 'amd64',
  }),
  made('pouch', 'PouchContainer', {
    ApiVersion: '1.24',
    Arch: 'amd64',
    BuildTime: '2019-01-17T09:00:00.000000000Z',
    GitCommit: '50b9ed4',
    GoVersion: 'go1.9.1',
    KernelVersion: '3.10.0-1160.el7.x86_64',
    Os: 'linux',
    Version: '1.3.2',
  }),
  made('finch', 'Finch: a daemon on containerd', {
    Platform: { Name: 'Finch Daemon - 0.13.0' },
    Version: '0.13.0',
    ApiVersion: '1.43',
    MinAPIVersion: '1.35',
    GitCommit: 'c3a1c0f',
    Os: 'Linux',
    Arch: 'x86_64',
    KernelVersion: KERNEL,
    Experimental: false,
    Components: parts(['1.7.24', '88bf19b'], ['1.2.2', 'v1.2.2-0-g7cb3632']).slice(0, 2),
  }),
  made('nerdctld', 'nerdctld: containerd under the API', {
    Platform: { Name: '\u{1f913}' },
    Version: '1.7.6',
    ApiVersion: '1.43',
    MinAPIVersion: '1.24',
    Os: 'linux',
    Arch: 'amd64',
    Components: [{ Name: 'nerdctl', Version: '1.7.6' }, ...own()],
  }),
  made('socktainer', "socktainer: Apple's containers under the API", {
    Platform: { Name: 'socktainer' },
    Components: [],
    Version: '0.6.0',
    ApiVersion: 'v1.51',
    MinAPIVersion: 'v1.51',
    GitCommit: '2b5b96f',
    Os: 'macOS',
    Arch: 'arm64',
    KernelVersion: '25.0.0',
    Experimental: false,
    BuildTime: '2025-11-01T10:00:00Z',
  }),
  made('triton', 'Triton: a data centre behind one API', {
    ApiVersion: '1.24',
    Arch: 'amd64',
    BuildTime: '20180612T101112Z',
    GitCommit: 'dd0fc22',
    GoVersion: 'node0.10.48',
    Os: 'solaris',
    Version: '1.9.0',
  }),
  made('vic', 'vSphere Integrated Containers: machines under the API', {
    Version: '1.5.4-21221-16e3a2b3',
    ApiVersion: '1.25',
    MinAPIVersion: '1.19',
    GitCommit: '16e3a2b3',
    GoVersion: 'go1.8.7',
    Os: 'linux',
    Arch: 'amd64',
    KernelVersion: '-',
    Experimental: true,
    BuildTime: 'Wed Oct 23 00:10:52 2019',
  }),
  made('kubedock', 'kubedock: pods under the API', {
    ApiVersion: '1.25',
    Arch: 'amd64',
    BuildTime: '20240901-101112',
    GitCommit: '1c9ea98',
    GoVersion: 'go1.22.6',
    Os: 'linux',
    Version: '1.25',
  }),
];

/** The parts of an engine that are the makers' own packages. */
function own(): ReturnType<typeof parts> {
  return parts(['1.3.9+azure', 'ea765ab'], ['1.0.0-rc10+azure', 'dc9208a']);
}

function made(
  product: NonNullable<Recent['product']>,
  shows: string,
  body: { Version: string; [key: string]: unknown },
): Recent {
  return { name: product, shows, engine: { version: body.Version, headers: [JSON_TYPE], body }, product };
}
