/** Contradictions in a scope: overlapping ranges, names and vantages that do not agree. */

import type { Problem } from '../domain/errors.ts';
import { compareIntervals, intersect, sizeOf } from '../domain/interval.ts';
import type { Declared, ReadFile, Written } from './read.ts';

/** Ranges of one size that overlap must agree: neither is the more specific one. */
export function findConflicts(declared: readonly Declared[]): Problem[] {
  const problems: Problem[] = [];
  const sorted = [...declared].sort((a, b) => compareSizes(a, b) || compareIntervals(a.interval, b.interval));
  for (const [i, later] of sorted.entries()) {
    const earlier = sorted[i - 1];
    if (
      earlier === undefined ||
      compareSizes(earlier, later) !== 0 ||
      intersect(later.interval, [earlier.interval]).length === 0
    )
      continue;
    if (termsOf(earlier) === termsOf(later)) continue;
    const { range } = later;
    const message = `${range.text} overlaps ${earlier.range.text} of ${earlier.range.file}:${earlier.range.line}, and they name different owners, contacts, ports or authorisations: say it once`;
    problems.push({ code: 'SCOPE_CONFLICT', file: range.file, line: range.line, message });
  }
  return problems;
}

export function compareSizes(a: Declared, b: Declared): number {
  const difference = sizeOf(a.interval) - sizeOf(b.interval);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

function termsOf({ range, ports }: Declared): string {
  return JSON.stringify([range.owner, range.contact, range.authorization, ports]);
}

/** One run has one scope, so its files give it one name and each vantage one place to stand. */
export function checkNames(files: readonly Pick<ReadFile, 'name' | 'vantages'>[]): Problem[] {
  const problems: Problem[] = [];
  const refuse = ({ file, line }: Written<object>, message: string): void =>
    void problems.push({ code: 'SCOPE_CONFLICT', file, line, message });
  const [first, ...others] = files.flatMap(({ name }) => name ?? []);
  for (const other of others) {
    if (first === undefined || other.name === first.name) continue;
    const where = `${first.file}:${first.line}`;
    refuse(
      other,
      `name '${other.name}': ${where} calls this scope '${first.name}'; give it one name, or audit the files apart`,
    );
  }
  const seen = new Map<string, ReadFile['vantages'][number]>();
  for (const vantage of files.flatMap(({ vantages }) => vantages)) {
    const { name, stands } = vantage;
    const earlier = seen.get(name);
    if (earlier === undefined) {
      seen.set(name, vantage);
      continue;
    }
    const where = `${earlier.file}:${earlier.line}`;
    const message =
      earlier.stands === stands
        ? `vantage '${name}' is in ${where} already: say it once`
        : `vantage '${name}' stands '${stands}' here, and '${earlier.stands}' in ${where}: say where it stands, once`;
    refuse(vantage, message);
  }
  return problems;
}
