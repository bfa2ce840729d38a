/**
 * The parts of an engine that advisories can be compared with, and how far each one's version can be trusted. A version
 * alone lies in known ways; each is named where it is met.
 */

import type { RiskComponent } from '../domain/advisory.ts';
import type { EngineFacts } from '../domain/engine.ts';
import { parseRelease, type Release } from './versions.ts';

export interface EnginePart {
  component: RiskComponent;
  /** As compared; undefined where nothing comparable was said. */
  release: Release | undefined;
  /** Built by a vendor that may have fixed faults without changing the version. */
  rebuilt: boolean;
  /** The package that it came in, where the answer names it. */
  revision: string;
  note?: string;
}

/** Newest known lines: a newer version under this name is another product. */
const NEWEST_RUNC = parseRelease('1.5.999');
/** Builds of the projects themselves: nothing behind the version, or a word of theirs. */
const OWN_REST = /^(?:|-ce|\+incompatible)$/;
const HASH = /^[0-9a-f]{7,40}$/;
/** `v1.1.13-0-g58aa9203`: the version from `git describe`. */
const DESCRIBED = /^v?(\d+\.\d+\.\d+(?:-rc\.?\d+)?)-\d+-g[0-9a-f]+$/;
/** Podman: `runc version 1.1.5+ds1 commit: 1.1.5+ds1-1+deb12u1 spec: ...` in the place of a version. */
const PARAGRAPH = /^runc version (\S+)(?: commit: (\S+))?/;

/** The facts that a judgement of risk rests on. */
export type RiskFacts = Pick<
  EngineFacts,
  'product' | 'version' | 'gitCommit' | 'platform' | 'os' | 'components' | 'other'
>;

export function partsOf(engine: RiskFacts): EnginePart[] {
  if (engine.product === 'podman') return [podmanPart(engine), ...engine.components.flatMap(podmanRuntime)];
  if (engine.product !== 'docker') return [];
  const named = (name: string) => engine.components.find((component) => component.name === name);
  const [containerd, runc] = [named('containerd'), named('runc')];
  const parts = [enginePart(engine)];
  if (containerd !== undefined) parts.push(plainPart('containerd', containerd));
  if (runc !== undefined) parts.push(runcPart(runc, containerd?.version ?? ''));
  return [...parts, ...desktopPart(engine)];
}

type Component = EngineFacts['components'][number];

/** Whoever builds for a distribution leaves a mark: in the version, as package, or in place of the commit. */
function enginePart({ version, gitCommit, platform, other }: RiskFacts): EnginePart {
  const release = parseRelease(version);
  const [major = 0, minor = 0] = release?.order ?? [];
  // Since 18.09 Docker's own builds name their platform.
  const nameless = (major > 18 || (major === 18 && minor >= 9)) && platform === '';
  const commit = gitCommit === '' || HASH.test(gitCommit.replace(/-(?:dirty|unsupported)$/, ''));
  const own = OWN_REST.test(release?.rest ?? '') && !('PkgVersion' in other) && commit && !nameless;
  const commercial = isCommercial({ platform, version });
  return { component: 'engine', release, rebuilt: !own || commercial, revision: '' };
}

/** Docker EE and its successor, Mirantis Container Runtime. */
export function isCommercial({ platform, version }: Pick<EngineFacts, 'platform' | 'version'>): boolean {
  return /-ee\b/.test(version) || /Enterprise|Mirantis/.test(platform);
}

function plainPart(component: RiskComponent, { version, details }: Component): EnginePart {
  const release = parseRelease(version);
  const commit = details.GitCommit ?? '';
  const foreign = commit !== '' && !HASH.test(commit) && !DESCRIBED.test(commit);
  return {
    component,
    release,
    rebuilt: !OWN_REST.test(release?.rest ?? '') || foreign,
    revision: foreign ? commit : '',
  };
}

/** The component called runc is the default runtime, which may be another one; its version has been that of containerd. */
function runcPart(found: Component, containerd: string): EnginePart {
  const part = plainPart('runc', found);
  const described = DESCRIBED.exec(found.details.GitCommit ?? '')?.[1];
  if (described !== undefined) return { ...part, release: parseRelease(described), rebuilt: false };
  if (part.release === undefined) return part;
  const [major = 0, minor = 0] = part.release.order;
  if (found.version === containerd && (major > 1 || minor >= 7)) {
    const note = "runc gives containerd's version as its own, a known fault of packages of 2024: not comparable";
    return { ...part, release: undefined, note };
  }
  if (NEWEST_RUNC !== undefined && (major > 1 || minor > (NEWEST_RUNC.order[1] ?? 0))) {
    const note = 'the component called runc has a version that no known runc has, and may be another runtime';
    return { ...part, release: undefined, note };
  }
  return part;
}

function desktopPart({ platform }: RiskFacts): EnginePart[] {
  const version = /^Docker Desktop (\S+)/.exec(platform)?.[1];
  return version === undefined
    ? []
    : [{ component: 'desktop', release: parseRelease(version), rebuilt: false, revision: '' }];
}

/** Its platform names the distribution: `linux/amd64/debian-12`. */
function podmanPart({ version, platform }: RiskFacts): EnginePart {
  const release = parseRelease(version);
  const rebuilt = !OWN_REST.test(release?.rest ?? '') || /^[^/]+\/[^/]+\/[a-z]/.test(platform);
  return { component: 'podman', release, rebuilt, revision: '' };
}

function podmanRuntime({ name, version }: Component): EnginePart[] {
  const said = /^OCI Runtime \(runc/.test(name) ? PARAGRAPH.exec(version) : null;
  if (said === null) return [];
  const [, number = '', commit = ''] = said;
  return [plainPart('runc', { name: 'runc', version: number, details: { GitCommit: commit } })];
}
