/** Upstream support state of an engine's release line. Distributions may fix a release longer than upstream does. */

import type { EngineRisk } from '../domain/advisory.ts';
import {
  CONTAINERD_LINES,
  ENGINE_ALL_OVER_BEFORE,
  ENGINE_LINES,
  PODMAN_LINES,
  type SupportLine,
} from './data/support-dates.ts';
import type { EnginePart, RiskFacts } from './parts.ts';
import { compareReleases, parseRelease, type Release } from './versions.ts';

type Support = Pick<EngineRisk, 'line' | 'status' | 'supportEnds' | 'notes'>;

/** @param day `YYYY-MM-DD` */
export function judgeSupport(
  { product }: Pick<RiskFacts, 'product'>,
  parts: readonly EnginePart[],
  day: string,
): Support {
  const release = parts[0]?.release;
  if (release === undefined) return { line: '', status: 'unknown', supportEnds: null, notes: [] };
  const lines = product === 'podman' ? PODMAN_LINES : ENGINE_LINES;
  const support = judgeLine(lines, release, day);
  const old = product === 'docker' && support.status === 'unknown' && isOlder(release);
  return {
    ...support,
    ...(old && { status: 'ended' as const }),
    notes: [...support.notes, ...containerdNote(parts, day)],
  };
}

function judgeLine(lines: readonly SupportLine[], release: Release, day: string): Support {
  const known = lines.find(({ line }) => isOf(release, line));
  const own = known?.line ?? lineOf(release);
  if (known === undefined) return { line: own, status: 'unknown', supportEnds: null, notes: [] };
  const ended = known.ends === null || (known.ends !== undefined && known.ends <= day);
  const newest = known.last === undefined ? undefined : parseRelease(known.last);
  const behind = !ended && newest !== undefined && compareReleases(release, newest) < 0;
  return {
    line: own,
    status: ended ? 'ended' : 'supported',
    supportEnds: known.ends ?? null,
    notes: behind ? [`within a line only the newest release is mended: ${known.last} or later`] : [],
  };
}

function isOlder(release: Release): boolean {
  const bound = parseRelease(ENGINE_ALL_OVER_BEFORE);
  return bound !== undefined && compareReleases(release, bound) < 0;
}

/** `29` holds every 29.x; `20.10` holds 20.10.x. */
function isOf({ order: [major, minor] }: Release, line: string): boolean {
  const [first, second] = line.split('.').map(Number);
  return first === major && (second === undefined || second === minor);
}

/** As the project writes lines: from 1.13 to 20.10 with two digits. */
function lineOf({ order: [major = 0, minor = 0] }: Release): string {
  return major >= 17 && major < 20 ? `${major}.${String(minor).padStart(2, '0')}` : `${major}.${minor}`;
}

function containerdNote(parts: readonly EnginePart[], day: string): string[] {
  const release = parts.find(({ component }) => component === 'containerd')?.release;
  if (release === undefined) return [];
  const { line, status, supportEnds } = judgeLine(CONTAINERD_LINES, release, day);
  return status === 'ended' ? [`upstream support of containerd ${line} ended on ${supportEnds}`] : [];
}
