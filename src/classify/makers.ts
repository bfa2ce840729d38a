/**
 * Who made an engine. Others serve Docker's API with numbers of their own: by those no decoy can be told, and no
 * advisory of Docker's applies.
 */

import type { Product } from '../domain/engine.ts';
import { RELEASE_LINES } from './releases.ts';

/** What an engine's answer says of its maker. */
export interface MakerMarks {
  version: string;
  apiVersion: string;
  platform: string;
  kernelVersion: string;
  goVersion: string;
  components: readonly string[];
  /** The `Server` header. */
  server: string;
  /** The key of that name, which balenaEngine alone has. */
  engine: string;
}

/** In the order in which they are asked. Read from the source of each project, or from what its users quote. */
const MAKERS: readonly [product: Product, made: (marks: MakerMarks) => boolean][] = [
  ['podman', ({ components }) => components.includes('Podman Engine')],
  // With the second spelling, one release was shipped.
  ['balena', ({ engine }) => engine === 'balena-engine' || engine === 'balaena-engine'],
  ['swarm-classic', ({ version }) => version.startsWith('swarm/')],
  ['ucp', ({ version }) => version.startsWith('ucp/')],
  ['finch', ({ platform }) => platform.startsWith('Finch Daemon')],
  ['socktainer', ({ platform }) => platform === 'socktainer'],
  ['nerdctld', ({ components }) => components.includes('nerdctl') && !components.includes('Engine')],
  // It is written for Node, and says so where others name their Go.
  ['triton', ({ goVersion }) => /^node\d/.test(goVersion)],
  [
    'vic',
    ({ version, kernelVersion, components }) =>
      components.length === 0 &&
      (kernelVersion === '-' || /^v\d{1,2}\.\d{1,2}\.\d{1,2}-\d{1,6}-[0-9a-f]{7}$/.test(version)),
  ],
  // Microsoft numbered its builds so until 2020; since then it takes the numbers of the project.
  ['moby', ({ version }) => /^3\.0\.\d/.test(version)],
  ['kubedock', ({ version, apiVersion }) => version === apiVersion && /^1\.\d{1,2}$/.test(version)],
  ['pouch', (marks) => marks.apiVersion === '1.24' && /^(?:0|1\.[0-3])\.\d/.test(marks.version) && !namesDocker(marks)],
  ['docker', (marks) => namesDocker(marks) || isDockersNumber(marks)],
];

/** @returns an empty text for an engine of a maker that nothing names */
export function makerOf(marks: MakerMarks): Product {
  return MAKERS.find(([, made]) => made(marks))?.[0] ?? '';
}

/** Whether an engine is Docker's own code under another numbering or build: what repairs Docker repairs it. */
export function isDockers(product: Product): boolean {
  return product === 'docker' || product === 'moby';
}

/** Makers whose answers are not written by Go's HTTP server, or nobody knows by what. */
export function isOtherServer(product: Product): boolean {
  return product === '' || product === 'socktainer' || product === 'triton';
}

function namesDocker({ server, platform, components }: MakerMarks): boolean {
  return /^Docker\//.test(server) || /^(?:Docker|Mirantis)\b/.test(platform) || components.includes('Engine');
}

/** From 17.03 on nobody else counts so; before that, the API must be that of the release. */
function isDockersNumber({ version, apiVersion }: MakerMarks): boolean {
  const [, major = '', minor = ''] = /^(\d{1,4})\.0*(\d{1,4})/.exec(version) ?? [];
  if (Number(major) >= 17) return true;
  const line = RELEASE_LINES[`${major}.${minor}`];
  return line !== undefined && (apiVersion === '' || line.apis.includes(apiVersion));
}
