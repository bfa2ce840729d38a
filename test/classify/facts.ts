import type { EngineFacts } from '../../src/domain/engine.ts';

type Components = EngineFacts['components'];

/** What Docker's own packages say, in short. */
export function facts(version: string, change: Partial<EngineFacts> = {}): EngineFacts {
  return {
    product: 'docker',
    version,
    apiVersion: '1.47',
    minApiVersion: '1.24',
    os: 'linux',
    arch: 'amd64',
    platform: 'Docker Engine - Community',
    gitCommit: '659604f',
    goVersion: 'go1.22.5',
    kernelVersion: '6.1.0-18-amd64',
    buildTime: '2024-06-26T08:00:00.000000000+00:00',
    rootless: false,
    components: [],
    other: {},
    ...change,
  };
}

export function component(name: string, version: string, GitCommit = ''): Components[number] {
  return { name, version, details: GitCommit === '' ? {} : { GitCommit } };
}
