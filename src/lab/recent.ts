/** Docker since 18.09: with components, and since 29.0 in another order of keys. */

import type { Product, Severity } from '../model.ts';

export interface Recent {
  name: string;
  shows: string;
  engine: { version: string; headers: string[]; body: object };
  severity?: Severity;
  product?: Product;
}

interface Release {
  version: string;
  api: string;
  min: string;
  go: string;
  commit: string;
  built: string;
  platform?: string;
  kernel?: string;
  os?: string;
  extra?: object[];
}

const PARTS = [
  { Name: 'containerd', Version: '1.7.25', Details: { GitCommit: 'bcc810d6b9066471b0b6fa75f557a15a1cbf31bb' } },
  { Name: 'runc', Version: '1.2.5', Details: { GitCommit: 'v1.2.5-0-g59923ef' } },
  { Name: 'docker-init', Version: '0.19.0', Details: { GitCommit: 'de40ad0' } },
];

function engine({
  version,
  api,
  min,
  go,
  commit,
  built,
  platform = 'Docker Engine - Community',
  kernel = '6.1.0-18-amd64',
  os = 'linux',
  extra,
}: Release): Recent['engine'] {
  const details = {
    ApiVersion: api,
    Arch: 'amd64',
    BuildTime: built,
    Experimental: 'false',
    GitCommit: commit,
    GoVersion: go,
    KernelVersion: kernel,
    MinAPIVersion: min,
    Os: os,
  };
  const Components = [{ Name: 'Engine', Version: version, Details: details }, ...(extra ?? PARTS)];
  const Platform = { Name: platform };
  const named = { Version: version, ApiVersion: api, MinAPIVersion: min };
  const tail = { KernelVersion: kernel, BuildTime: built };
  const body =
    Number.parseInt(version, 10) >= 29
      ? { Platform, ...named, Os: os, Arch: 'amd64', Components, GitCommit: commit, GoVersion: go, ...tail }
      : { Platform, Components, ...named, GitCommit: commit, GoVersion: go, Os: os, Arch: 'amd64', ...tail };
  const headers = [
    `Api-Version: ${api}`,
    'Content-Type: application/json',
    'Docker-Experimental: false',
    `Ostype: ${os}`,
    `Server: Docker/${version} (${os})`,
  ];
  return { version, headers, body };
}

const ROOTLESS = {
  Name: 'rootlesskit',
  Version: '2.0.0',
  Details: {
    ApiVersion: '1.1.1',
    NetworkDriver: 'slirp4netns',
    PortDriver: 'builtin',
    StateDir: '/run/user/1000/dockerd-rootless',
  },
};

export const RECENT: readonly Recent[] = [
  {
    name: 'docker-18.09',
    shows: 'Docker 18.09: one component',
    engine: engine({
      version: '18.09.9',
      api: '1.39',
      min: '1.12',
      go: 'go1.11.13',
      commit: '039a7df',
      built: '2019-09-04T16:22:32.000000000+00:00',
      extra: [],
    }),
  },
  {
    name: 'docker-19.03',
    shows: 'Docker 19.03',
    engine: engine({
      version: '19.03.15',
      api: '1.40',
      min: '1.12',
      go: 'go1.13.15',
      commit: '99e3ed8919',
      built: '2021-01-30T03:15:52.000000000+00:00',
    }),
  },
  {
    name: 'docker-20.10-debian',
    shows: 'Docker 20.10 built by Debian',
    engine: engine({
      version: '20.10.24+dfsg1',
      api: '1.41',
      min: '1.12',
      go: 'go1.19.8',
      commit: '5d6db84',
      built: '2026-05-07T10:05:00.000000000+00:00',
      platform: '',
    }),
  },
  {
    name: 'docker-24-rootless',
    shows: 'rootless Docker 24.0: an account, not root',
    engine: engine({
      version: '24.0.9',
      api: '1.43',
      min: '1.12',
      go: 'go1.20.13',
      commit: 'fca702d',
      built: '2024-02-01T00:48:39.000000000+00:00',
      extra: [...PARTS, ROOTLESS],
    }),
    severity: 'high',
  },
  {
    name: 'docker-25',
    shows: 'Docker 25.0',
    engine: engine({
      version: '25.0.17',
      api: '1.44',
      min: '1.24',
      go: 'go1.26.5',
      commit: '4dc0f38',
      built: '2026-07-14T08:00:00.000000000+00:00',
    }),
  },
  {
    name: 'docker-desktop',
    shows: 'Docker Desktop on a workstation',
    engine: engine({
      version: '28.3.2',
      api: '1.51',
      min: '1.24',
      go: 'go1.24.5',
      commit: 'e77ff99',
      built: '2025-07-09T16:13:55.000000000+00:00',
      platform: 'Docker Desktop 4.43.2 (199162)',
      kernel: '6.10.14-linuxkit',
    }),
  },
  {
    name: 'docker-windows',
    shows: 'engine on Windows',
    engine: engine({
      version: '28.5.2',
      api: '1.51',
      min: '1.24',
      go: 'go1.24.9',
      commit: '89c5e8f',
      built: '2025-11-05T14:43:00.000000000+00:00',
      os: 'windows',
      kernel: '10.0 20348 (20348.1.amd64fre.fe_release.210507-1500)',
      extra: [],
    }),
  },
  {
    name: 'docker-28',
    shows: 'Docker 28.5',
    engine: engine({
      version: '28.5.2',
      api: '1.51',
      min: '1.24',
      go: 'go1.24.9',
      commit: '89c5e8f',
      built: '2025-11-05T14:43:00.000000000+00:00',
    }),
  },
  {
    name: 'docker-29.1',
    shows: 'Docker 29.1: keys in a new order',
    engine: engine({
      version: '29.1.0',
      api: '1.52',
      min: '1.44',
      go: 'go1.25.4',
      commit: '360952c',
      built: '2025-11-27T16:00:00.000000000+00:00',
    }),
  },
  {
    name: 'docker-29.5',
    shows: 'Docker 29.5',
    engine: engine({
      version: '29.5.2',
      api: '1.54',
      min: '1.40',
      go: 'go1.26.3',
      commit: 'c9b1a4e',
      built: '2026-05-20T16:00:00.000000000+00:00',
    }),
  },
];
