/** Podman: Docker's API, and components of its own. As 4.3.1 of Debian 12 answers; the others differ as noted. */

import type { ListedComponent } from './components.ts';
import type { Recent } from './recent.ts';

interface Podman {
  version: string;
  api: string;
  /** Of the API, which 3.0 counted apart. */
  own?: string;
  go: string;
  platform: string;
  beside: readonly ListedComponent[];
}

function podman({ version, api, own = version, go, platform, beside }: Podman): Recent {
  const details = {
    APIVersion: own,
    Arch: 'amd64',
    BuildTime: '1970-01-01T00:00:00Z',
    Experimental: 'false',
    GitCommit: '',
    GoVersion: go,
    KernelVersion: '6.1.0-18-amd64',
    MinAPIVersion: own.startsWith('3.') ? '3.0.0' : '4.0.0',
    Os: 'linux',
  };
  const body = {
    Platform: { Name: platform },
    Components: [{ Name: 'Podman Engine', Version: version, Details: details }, ...beside],
    Version: version,
    ApiVersion: api,
    MinAPIVersion: '1.24',
    GitCommit: '',
    GoVersion: go,
    Os: 'linux',
    Arch: 'amd64',
    KernelVersion: '6.1.0-18-amd64',
    BuildTime: '1970-01-01T00:00:00Z',
  };
  const headers = [
    `Api-Version: ${api}`,
    'Content-Type: application/json',
    `Libpod-Api-Version: ${own}`,
    `Server: Libpod/${own} (linux)`,
  ];
  if (!own.startsWith('3.')) headers.push('X-Reference-Id: 0xc0004b0000');
  const [major, minor] = version.split('.');
  return {
    name: `podman-${major}.${minor}`,
    shows: `Podman ${major}.${minor}`,
    engine: { version, headers, body },
    product: 'podman',
  };
}

function conmon(version: string, revision: string): ListedComponent {
  return {
    Name: 'Conmon',
    Version: `conmon version ${version}, commit: unknown`,
    Details: { Package: `conmon_${revision}_amd64` },
  };
}

function runtime(name: string, version: string, revision: string): ListedComponent {
  return {
    Name: `OCI Runtime (${name})`,
    Version: `${name} version ${version}\ncommit: ${revision}\nspec: 1.0.2-dev`,
    Details: { Package: `${name}_${revision}_amd64` },
  };
}

export const PODMAN: readonly Recent[] = [
  podman({
    version: '3.0.1',
    api: '1.40',
    own: '3.0.0',
    go: 'go1.15.15',
    platform: 'linux/amd64/debian-11',
    beside: [],
  }),
  podman({
    version: '4.3.1',
    api: '1.41',
    go: 'go1.19.8',
    platform: 'linux/amd64/debian-12',
    beside: [conmon('2.1.6', '2.1.6+ds1-1'), runtime('runc', '1.1.5+ds1', '1.1.5+ds1-1+deb12u1')],
  }),
  podman({
    version: '5.4.2',
    api: '1.41',
    go: 'go1.24.4',
    platform: 'linux/amd64/debian-13',
    beside: [conmon('2.1.12', '2.1.12-4'), runtime('crun', '1.21', '1.21-1')],
  }),
  podman({
    version: '5.8.6',
    api: '1.44',
    go: 'go1.26.5',
    platform: 'linux/amd64/debian-unknown',
    beside: [conmon('2.2.1', '2.2.1-1'), runtime('crun', '1.28', '1.28-1')],
  }),
];
