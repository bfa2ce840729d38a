/**
 * Age of the software, and the published faults that it may have. Kept apart from exposure: an open engine needs no
 * fault to be taken over, and a new one is open all the same. A pure function of the answer and a day.
 */

import type { Advisory, AdvisoryMatch, AdvisoryVerdict, EngineRisk } from '../domain/advisory.ts';
import { type AdvisoryEntry, type Range, SNAPSHOT, urlOf } from './data/advisory-data.ts';
import { CONTAINERD_ADVISORIES } from './data/containerd-advisories.ts';
import { ENGINE_ADVISORIES } from './data/engine-advisories.ts';
import { PACKAGE_FIXES } from './data/packages.ts';
import { PODMAN_ADVISORIES } from './data/podman-advisories.ts';
import { RUNC_ADVISORIES } from './data/runc-advisories.ts';
import { judgeSupport } from './end-of-support.ts';
import { type EnginePart, isCommercial, partsOf, type RiskFacts } from './parts.ts';
import { compareReleases, parseRelease, type Release } from './versions.ts';

export { SNAPSHOT };

/** All of them, for the tests that hold them against their sources. */
export const ENTRIES: readonly AdvisoryEntry[] = [
  ...ENGINE_ADVISORIES,
  ...RUNC_ADVISORIES,
  ...CONTAINERD_ADVISORIES,
  ...PODMAN_ADVISORIES,
];

/**
 * @param day of the run, `YYYY-MM-DD`; more of an ISO 8601 time may follow
 * @returns undefined where there is nothing that the tables speak of
 */
export function judgeRisk(engine: RiskFacts, day: string): EngineRisk | undefined {
  const parts = partsOf(engine);
  if (parts.length === 0) return undefined;
  const { notes, ...support } = judgeSupport(engine, parts, day.slice(0, 10));
  return {
    ...support,
    notes: [...notes, ...notesOf(engine, parts)],
    advisories: matchAdvisories(engine, parts).filter(
      ({ verdict, why }) => verdict !== 'not-affected' || why !== undefined,
    ),
  };
}

/** Judgements that are kept; engines of more kinds than that are judged one by one. */
const MOST_KEPT = 1_000;

/**
 * The same for the engines of a run: equal facts are judged once, and share what was found. A fleet has few versions, and a
 * list of advisories for each engine takes more memory than all else that is known of it.
 */
export function createRiskJudge(day: string): (engine: RiskFacts) => EngineRisk | undefined {
  const judged = new Map<string, EngineRisk | undefined>();
  return ({ product, version, gitCommit, platform, os, components, other }) => {
    const facts: RiskFacts = { product, version, gitCommit, platform, os, components, other };
    const key = JSON.stringify(facts);
    if (judged.has(key)) return judged.get(key);
    const risk = judgeRisk(facts, day);
    if (judged.size < MOST_KEPT) judged.set(key, risk);
    return risk;
  };
}

/** Every advisory about a part that the answer names, those that do not apply included. */
export function matchAdvisories(engine: RiskFacts, parts = partsOf(engine)): AdvisoryMatch[] {
  return parts.flatMap((part) =>
    ENTRIES.filter(({ component }) => component === part.component).map((entry) => matchOne(entry, part, engine)),
  );
}

/** @throws RangeError for an id that is in no table */
export function advisoryFor(id: string): Advisory {
  const entry = ENTRIES.find((candidate) => candidate.id === id);
  if (entry === undefined) throw new RangeError(`no advisory '${id}'`);
  const { meaning, source, cvss } = entry;
  return { id, meaning, source, url: urlOf(entry), ...(cvss && { cvss }) };
}

function matchOne(entry: AdvisoryEntry, part: EnginePart, engine: RiskFacts): AdvisoryMatch {
  const { id, component } = entry;
  const { release } = part;
  const say = (verdict: AdvisoryVerdict, fixedIn: string[], why?: string): AdvisoryMatch => ({
    ...{ id, component, verdict, fixedIn },
    ...(why !== undefined && { why }),
  });
  if (release === undefined) return say('not-comparable', []);
  if (entry.notWindows === true && engine.os === 'windows') return say('not-affected', []);
  if (!entry.ranges.some((range) => contains(range, release))) return say('not-affected', []);
  if (entry.notCommercial === true && isCommercial(engine))
    return say('not-affected', [], 'the record excludes commercial builds');
  const fixed = packageFix(id, part);
  if (fixed !== undefined) return say('not-affected', [], fixed);
  const fixedIn = fixesAfter(entry.ranges, release);
  if (isVague(entry.ranges, release))
    return say(
      'possibly-affected',
      fixedIn,
      'the source names every older release; what this one could do was not looked up',
    );
  return say(part.rebuilt || entry.uncertain === true ? 'possibly-affected' : 'affected', fixedIn);
}

/** A recent fault that is published for all earlier versions, although the first engines lack the faulty code. */
function isVague(ranges: readonly Range[], release: Release): boolean {
  const [first] = ranges;
  return first?.from === undefined && first !== undefined && isBefore(release, OLD) && major(first) >= 18;
}

const OLD = '17.03.0';

function major({ before }: Range): number {
  return parseRelease(before)?.order[0] ?? 0;
}

function contains({ from, before }: Range, release: Release): boolean {
  return !isBefore(release, before) ? false : from === undefined || !isBefore(release, from);
}

function isBefore(release: Release, bound: string): boolean {
  return compareReleases(release, boundOf(bound)) < 0;
}

/** Every engine is compared with the same few bounds. */
const bounds = new Map<string, Release>();

function boundOf(text: string): Release {
  const known = bounds.get(text);
  if (known !== undefined) return known;
  const parsed = parseRelease(text);
  if (parsed === undefined) throw new RangeError(`the tables hold '${text}', which is no release`);
  bounds.set(text, parsed);
  return parsed;
}

/** Only releases that exist: the fix of the own line first, then those of later lines. */
function fixesAfter(ranges: readonly Range[], release: Release): string[] {
  return ranges
    .map(({ before, fix }) => (fix === undefined ? before : fix))
    .filter((fix): fix is string => fix !== null && isBefore(release, fix));
}

/** A package revision that is known to hold the fix. `+b4` at its end counts rebuilds. */
function packageFix(id: string, { component, revision }: EnginePart): string | undefined {
  for (const fix of PACKAGE_FIXES) {
    if (fix.component !== component || !revision.startsWith(fix.revision) || !fix.fixes.includes(id)) continue;
    const update = /^(\d{1,6})(?:\+b\d+)?$/.exec(revision.slice(fix.revision.length))?.[1];
    if (update !== undefined && Number(update) >= fix.from) return `mended in package ${fix.revision}${fix.from}`;
  }
  return undefined;
}

function notesOf(engine: RiskFacts, parts: readonly EnginePart[]): string[] {
  const notes = parts.flatMap(({ note }) => note ?? []);
  if (parts.some(({ release, component }) => release === undefined && component === 'engine'))
    notes.push('the version of the engine is no release: advisories cannot be compared with it');
  if (parts.some(({ rebuilt }) => rebuilt))
    notes.push('built by a distribution or a vendor, which may have mended faults: check the changelog of the package');
  if (engine.product === 'docker' && !parts.some(({ component }) => component === 'runc'))
    notes.push('the answer names no containerd and no runc: their faults were not looked for');
  return notes;
}
