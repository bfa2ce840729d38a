/** Answers of engines of each generation: headers and keys in the order of the wire. */

import type { Product } from '../domain/engine.ts';
import type { Severity, Verdict } from '../domain/verdicts.ts';
import { BUILDS } from './builds.ts';
import { MAKERS } from './makers.ts';
import { PODMAN } from './podman.ts';
import { RECENT } from './recent.ts';
import { answer, type Behaviour, response } from './serve.ts';
import { overPlain } from './tls-server.ts';

/** One endpoint of the lab: what it does, and what an audit must say of it. */
export interface Exhibit {
  name: string;
  shows: string;
  /** 2375 unless given. */
  port?: number;
  behave: Behaviour;
  /** Service that speaks first. */
  greeting?: string;
  verdict: Verdict;
  severity: Severity;
  product?: Product;
  version?: string;
}

export interface CannedAnswer {
  version: string;
  headers: readonly string[];
  body: object;
}

/** The common headers of an engine at its API level. */
export function engineHeaders(version: string, api: string, os = 'linux'): string[] {
  const level = Number(api.slice(2));
  const headers: string[] = [];
  if (level >= 25) headers.push(`Api-Version: ${api}`);
  headers.push('Content-Type: application/json');
  if (level >= 25) headers.push('Docker-Experimental: false');
  if (level >= 30) headers.push(`Ostype: ${os}`);
  if (level >= 20) headers.push(`Server: Docker/${version} (${os})`);
  return headers;
}

export function engineText({ headers, body }: CannedAnswer): string {
  return response('200 OK', headers, `${JSON.stringify(body)}\n`);
}

function generation(version: string, api: string, go: string, commit: string, more: object = {}): CannedAnswer {
  const body = {
    Version: version,
    ApiVersion: api,
    GitCommit: commit,
    GoVersion: go,
    Os: 'linux',
    Arch: 'amd64',
    KernelVersion: '3.10.0-1160.el7.x86_64',
    ...more,
  };
  return { version, headers: engineHeaders(version, api), body };
}

function open(name: string, shows: string, engine: CannedAnswer, more: Partial<Exhibit> = {}): Exhibit {
  return {
    name,
    shows,
    behave: overPlain(answer(() => engineText(engine))),
    verdict: 'engine-open-plaintext',
    severity: 'critical',
    product: 'docker',
    version: engine.version,
    ...more,
  };
}

const OLD: readonly Exhibit[] = [
  open('docker-0.5', 'Docker 0.5: nothing but a version', {
    version: '0.5.0',
    headers: ['Content-Type: application/json'],
    body: { Version: '0.5.0' },
  }),
  open('docker-0.7', 'Docker 0.7: three keys, no API version', {
    version: '0.7.2',
    headers: ['Content-Type: application/json'],
    body: { Version: '0.7.2', GitCommit: '28b162e', GoVersion: 'go1.2' },
  }),
  open('docker-0.9', 'Docker 0.9: Job-Name header, no API version', {
    version: '0.9.1',
    headers: ['Content-Type: application/json', 'Job-Name: version'],
    body: { GitCommit: '3600720', GoVersion: 'go1.2.1', Version: '0.9.1' },
  }),
  open('docker-1.0', 'Docker 1.0: Job-Name header, API version', {
    version: '1.0.1',
    headers: ['Content-Type: application/json', 'Job-Name: version'],
    body: {
      ApiVersion: '1.12',
      Arch: 'amd64',
      GitCommit: '990021a',
      GoVersion: 'go1.2.1',
      KernelVersion: '3.13.0-24-generic',
      Os: 'linux',
      Version: '1.0.1',
    },
  }),
  open('docker-1.7', 'Docker 1.7: no Server header yet', generation('1.7.1', '1.19', 'go1.4.2', '786b29d')),
  open(
    'docker-1.12',
    'Docker 1.12',
    generation('1.12.6', '1.24', 'go1.6.4', '78d1802', { BuildTime: '2017-01-10T20:38:45.000000000+00:00' }),
  ),
  open(
    'docker-1.13-rhel',
    'Docker 1.13 of RHEL: PkgVersion',
    generation('1.13.1', '1.26', 'go1.10.3', '7d71120/1.13.1', {
      MinAPIVersion: '1.12',
      PkgVersion: 'docker-1.13.1-209.git7d71120.el7.centos.x86_64',
    }),
  ),
  open(
    'docker-17.03',
    'Docker 17.03: Api-Version header',
    generation('17.03.2-ce', '1.27', 'go1.7.5', 'f5ec1e2', {
      MinAPIVersion: '1.12',
      BuildTime: '2017-06-27T03:35:14.000000000+00:00',
    }),
  ),
  open(
    'docker-17.06',
    'Docker 17.06: Ostype header',
    generation('17.06.2-ce', '1.30', 'go1.8.3', 'cec0b72', {
      MinAPIVersion: '1.12',
      BuildTime: '2017-09-05T20:00:17.000000000+00:00',
    }),
  ),
  open(
    'balena',
    'balenaEngine',
    generation('dev', '1.40', 'go1.12.17', '', { Engine: 'balena-engine', MinAPIVersion: '1.12' }),
    { product: 'balena' },
  ),
  open(
    'swarm-classic',
    'classic Swarm manager',
    {
      version: 'swarm/1.2.9',
      headers: ['Content-Type: application/json'],
      body: {
        Version: 'swarm/1.2.9',
        ApiVersion: '1.22',
        GitCommit: '527a849',
        GoVersion: 'go1.9.4',
        Os: 'linux',
        Arch: 'amd64',
        KernelVersion: '<unknown>',
      },
    },
    { product: 'swarm-classic' },
  ),
];

export const ENGINES: readonly Exhibit[] = [
  ...OLD,
  ...[...RECENT, ...BUILDS, ...PODMAN, ...MAKERS].map(({ name, shows, engine, ...more }) =>
    open(name, shows, engine, more),
  ),
];

/** The engine behind what stands before an engine. */
export const TYPICAL: CannedAnswer = RECENT.find(({ name }) => name === 'docker-28')?.engine ?? {
  version: '',
  headers: [],
  body: {},
};
