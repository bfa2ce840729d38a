/** Podman: Docker's API, and components of its own. */

import type { Recent } from './recent.ts';

function podman(version: string, apiVersion: string, server: string, parts: object[]): Recent['engine'] {
  const details = {
    APIVersion: server,
    Arch: 'amd64',
    BuildTime: '2024-01-01T00:00:00Z',
    Experimental: 'false',
    GitCommit: '',
    GoVersion: 'go1.19.8',
    KernelVersion: '6.1.0-18-amd64',
    MinAPIVersion: '4.0.0',
    Os: 'linux',
  };
  const Components = [{ Name: 'Podman Engine', Version: version, Details: details }, ...parts];
  const body = {
    Platform: { Name: 'linux/amd64/debian-12' },
    Components,
    Version: version,
    ApiVersion: apiVersion,
    MinAPIVersion: '1.24',
    GitCommit: '',
    GoVersion: 'go1.19.8',
    Os: 'linux',
    Arch: 'amd64',
    KernelVersion: '6.1.0-18-amd64',
    BuildTime: '2024-01-01T00:00:00Z',
  };
  return {
    version,
    headers: [
      `Api-Version: ${apiVersion}`,
      'Content-Type: application/json',
      `Libpod-Api-Version: ${server}`,
      `Server: Libpod/${server} (linux)`,
    ],
    body,
  };
}

const CONMON = {
  Name: 'Conmon',
  Version: 'conmon version 2.1.6, commit: unknown',
  Details: { Package: 'conmon_2.1.6' },
};
const RUNTIME = {
  Name: 'OCI Runtime (crun)',
  Version: 'crun version 1.8.1\ncommit: f8a096b',
  Details: { Package: 'crun_1.8.1' },
};

export const PODMAN: readonly Recent[] = [
  { name: 'podman-3.0', shows: 'Podman 3.0', engine: podman('3.0.1', '1.40', '3.0.0', []), product: 'podman' },
  {
    name: 'podman-4.3',
    shows: 'Podman 4.3',
    engine: podman('4.3.1', '1.41', '4.3.1', [CONMON, RUNTIME]),
    product: 'podman',
  },
  {
    name: 'podman-5.8',
    shows: 'Podman 5.8',
    engine: podman('5.8.6', '1.44', '5.8.6', [CONMON, RUNTIME]),
    product: 'podman',
  },
];
