/** Docker since 18.09: with components, and since 29.0 in another order of keys. Releases as the project built them. */

import type { Product } from '../domain/engine.ts';
import type { Severity } from '../domain/verdicts.ts';
import { type ListedComponent, parts } from './components.ts';

export interface Recent {
  name: string;
  shows: string;
  engine: { version: string; headers: string[]; body: object };
  severity?: Severity;
  product?: Product;
}

export interface LabRelease {
  version: string;
  api: string;
  min: string;
  go: string;
  commit: string;
  built: string;
  platform?: string;
  kernel?: string;
  os?: string;
  /** The components that it lists. */
  beside: readonly ListedComponent[];
}

/** @returns a release as it answers: since 29.4 it names its Go module, whose version has not been captured */
export function engine(release: LabRelease): Recent['engine'] {
  const { version, api, min, go, commit, built, beside } = release;
  const { platform = 'Docker Engine - Community', kernel = '6.1.0-18-amd64', os = 'linux' } = release;
  const level = Number(api.slice(2));
  const details = {
    ApiVersion: api,
    Arch: 'amd64',
    BuildTime: built,
    Experimental: 'false',
    GitCommit: commit,
    GoVersion: go,
    KernelVersion: kernel,
    MinAPIVersion: min,
    ...(/^(?:29\.[4-9]|[3-9]\d)\./.test(version) && {
      Module: 'github.com/moby/moby/v2',
      ModuleVersion: 'v2.0.0+unknown',
    }),
    Os: os,
  };
  const Components = [{ Name: 'Engine', Version: version, Details: details }, ...beside];
  const Platform = { Name: platform };
  const named = { Version: version, ApiVersion: api, MinAPIVersion: min };
  const tail = { KernelVersion: kernel, BuildTime: built };
  const body =
    level >= 52
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

function released(shows: string, name: string, release: LabRelease): Recent {
  return { name, shows, engine: engine(release) };
}

export const RECENT: readonly Recent[] = [
  released('Docker 18.09: one component', 'docker-18.09', {
    version: '18.09.9',
    api: '1.39',
    min: '1.12',
    go: 'go1.11.13',
    commit: '039a7df',
    built: '2019-09-04T16:22:32.000000000+00:00',
    beside: [],
  }),
  released('Docker 19.03: components', 'docker-19.03', {
    version: '19.03.15',
    api: '1.40',
    min: '1.12',
    go: 'go1.13.15',
    commit: '99e3ed8919',
    built: '2021-01-30T03:15:52.000000000+00:00',
    beside: parts(['1.3.9', 'ea765ab'], ['1.0.0-rc10', 'dc9208a'], ['0.18.0', 'fec3683']),
  }),
  released('Docker 23.0', 'docker-23', {
    version: '23.0.6',
    api: '1.42',
    min: '1.12',
    go: 'go1.19.9',
    commit: '9dbdbd4',
    built: '2023-05-05T21:18:13.000000000+00:00',
    beside: parts(['1.6.21', '3dce8eb'], ['1.1.7', 'v1.1.7-0-g860f061']),
  }),
  released('Docker 25.0', 'docker-25', {
    version: '25.0.17',
    api: '1.44',
    min: '1.24',
    go: 'go1.26.5',
    commit: '4dc0f38',
    built: '2026-07-14T08:00:00.000000000+00:00',
    beside: parts(['1.7.27', '05044ec'], ['1.2.5', 'v1.2.5-0-g59923ef']),
  }),
  released('Docker 28.5', 'docker-28', {
    version: '28.5.2',
    api: '1.51',
    min: '1.24',
    go: 'go1.24.9',
    commit: '89c5e8f',
    built: '2025-11-05T14:43:00.000000000+00:00',
    beside: parts(['1.7.28', 'b98a3aa'], ['1.3.3', 'v1.3.3-0-gd842d77']),
  }),
  released('Docker 29.1: keys in a new order', 'docker-29.1', {
    version: '29.1.0',
    api: '1.52',
    min: '1.44',
    go: 'go1.25.4',
    commit: '360952c',
    built: '2025-11-27T16:00:00.000000000+00:00',
    beside: parts(['2.2.0', '1c4457e'], ['1.3.3', 'v1.3.3-0-gd842d77']),
  }),
  released('Docker 29.5: names its Go module', 'docker-29.5', {
    version: '29.5.2',
    api: '1.54',
    min: '1.40',
    go: 'go1.26.3',
    commit: 'c9b1a4e',
    built: '2026-05-20T16:00:00.000000000+00:00',
    beside: parts(['2.2.3', '0a1b2c3'], ['1.3.5', 'v1.3.5-0-g4d5e6f7']),
  }),
];
