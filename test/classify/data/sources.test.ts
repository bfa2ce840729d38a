/** The tables against what they were made from. */

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { advisoryFor, ENTRIES, SNAPSHOT } from '../../../src/classify/advisories.ts';
import { PACKAGE_FIXES } from '../../../src/classify/data/packages.ts';
import { ENGINE_LINES } from '../../../src/classify/data/support-dates.ts';
import { parseRelease } from '../../../src/classify/versions.ts';

const fixture = (name: string): string[][] =>
  readFileSync(new URL(`../../fixtures/risk/${name}`, import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t'));
const TAGS = new Set(
  fixture('engine-tags.tsv').map(([, tag = '']) => tag.replace(/^(?:docker-)?v/, '').replace(/-ce$/, '')),
);
const VULNDB = fixture('vulndb.tsv');

const SOURCES: Readonly<Record<string, RegExp>> = {
  'docker/docker': /engine/,
  'opencontainers/runc': /runc/,
  'containerd/containerd': /containerd/,
  'containers/podman': /podman/,
};
/** Nothing in an answer shows them, or the entry names no release with the fix. */
const LEFT_OUT = ['CVE-2025-27612', 'CVE-2022-4123', 'CVE-2024-3056', 'CVE-2025-4953'];

describe('the tables', () => {
  test('leave out no entry of the Go vulnerability database without a reason', () => {
    const missing = VULNDB.filter(([id = '', , , , , ranges = '']) => {
      const module = Object.keys(SOURCES).find((name) => ranges.includes(`${name}:`) || ranges.includes(`${name}/v`));
      if (module === undefined || LEFT_OUT.includes(id)) return false;
      return !ENTRIES.some((entry) => entry.id === id && SOURCES[module]?.test(entry.component));
    });
    expect(missing.map(([id]) => id)).toEqual([]);
  });

  test('name the database entry that really is about this fault', () => {
    for (const { id, source } of ENTRIES) {
      const go = /GO-\d+-\d+/.exec(source)?.[0];
      if (go !== undefined) expect(VULNDB.find(([, entry]) => entry === go)?.[0], `${id} ${go}`).toBe(id);
    }
  });

  test('have the bounds of that entry for runc, containerd and Podman', () => {
    for (const { id, component, ranges, uncertain } of ENTRIES) {
      const row = VULNDB.find(([cve]) => cve === id);
      if (row === undefined || !['runc', 'containerd', 'podman'].includes(component) || uncertain === true) continue;
      const said = row[5] ?? '';
      for (const { from, before } of ranges) {
        expect(said, `${id} ${component}`).toContain(`fi${before}`);
        // `2.0.0-beta.0` is where the second major begins, which the database writes as a module of its own.
        if (from !== undefined && from !== '2.0.0-beta.0') expect(said, `${id} ${component}`).toContain(`in${from}`);
      }
    }
  });

  test('promise no release of the engine that was never made', () => {
    for (const { id, component, ranges } of ENTRIES) {
      if (component !== 'engine') continue;
      for (const { before, fix = before } of ranges) if (fix !== null) expect(TAGS.has(fix), `${id} ${fix}`).toBe(true);
    }
    for (const release of ['19.03.16', '20.10.28', '24.0.10', '26.0.3', '27.0.4'])
      expect(TAGS.has(release)).toBe(false);
  });

  test('know the newest release of each line', () => {
    const newest = (line: string): string | undefined =>
      [...TAGS]
        .filter((tag) => tag.startsWith(`${line}.`) && !/-/.test(tag))
        .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
        .at(-1);
    for (const { line, last } of ENGINE_LINES) expect(last, line).toBe(newest(line));
  });

  test('hold bounds that can be compared, in order', () => {
    for (const { id, ranges } of ENTRIES)
      for (const { from = '0.0.1', before } of ranges) {
        const [first, last] = [parseRelease(from), parseRelease(before)];
        expect(first !== undefined && last !== undefined, id).toBe(true);
      }
    expect(SNAPSHOT).toMatch(/^\d{4}-\d\d-\d\d$/);
  });

  test('print a score only where it was looked up', () => {
    const scored = ENTRIES.filter(({ cvss }) => cvss !== undefined).map(({ id }) => id);
    expect(scored.sort()).toEqual([
      'CVE-2024-21626',
      'CVE-2024-41110',
      'CVE-2025-31133',
      'CVE-2025-9074',
      'CVE-2026-33997',
      'CVE-2026-34040',
      'CVE-2026-41567',
      'CVE-2026-41568',
      'CVE-2026-42306',
    ]);
    for (const { id, source, cvss } of ENTRIES) if (cvss !== undefined) expect(source, id).toContain('CVE record');
  });

  test('say of each fault what it means and where to read on', () => {
    for (const { id } of ENTRIES) {
      const { meaning, url } = advisoryFor(id);
      expect(meaning).toMatch(/^[A-Z].+\.$/s);
      expect(url).toMatch(/^https:\/\/(?:pkg\.go\.dev\/vuln\/GO-|www\.cve\.org\/|github\.com\/advisories\/GHSA-)/);
    }
    expect(() => advisoryFor('CVE-1999-0001')).toThrow(RangeError);
  });

  test('list package fixes only for advisories that they know', () => {
    for (const { component, fixes } of PACKAGE_FIXES)
      for (const id of fixes)
        expect(
          ENTRIES.some((entry) => entry.id === id && entry.component === component),
          id,
        ).toBe(true);
  });
});
