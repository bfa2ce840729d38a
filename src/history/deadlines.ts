/** The deadlines of the last run of each scope: who asks for a due day need not know where the policy lies. */

import type { Deadlines } from '../domain/finding.ts';
import { isCount, tryJson } from '../domain/shape.ts';
import { SEVERITIES } from '../domain/verdicts.ts';
import type { Database } from './database.ts';

/**
 * @returns the deadlines of an exposure, by its row: of the scopes that name it, the earliest; of all scopes for what is none
 */
export function loadDeadlines(db: Database): (exposure: number | undefined) => Deadlines {
  const byScope = new Map(
    db.all('SELECT number, deadlines FROM scopes').map(({ number, deadlines }) => [Number(number), parse(deadlines)]),
  );
  const all = [...byScope.values()].reduce(earliest, {});
  if (byScope.size <= 1) return () => all;
  const byExposure = new Map<number, Deadlines>();
  for (const { exposure, scope } of db.all('SELECT exposure, scope FROM namings WHERE named = 1')) {
    const own = byScope.get(Number(scope)) ?? {};
    byExposure.set(Number(exposure), earliest(byExposure.get(Number(exposure)) ?? {}, own));
  }
  return (exposure) => (exposure === undefined ? all : (byExposure.get(exposure) ?? all));
}

function earliest(a: Deadlines, b: Deadlines): Deadlines {
  const merged: Deadlines = {};
  for (const severity of SEVERITIES) {
    const days = Math.min(a[severity] ?? Number.POSITIVE_INFINITY, b[severity] ?? Number.POSITIVE_INFINITY);
    if (Number.isFinite(days)) merged[severity] = days;
  }
  return merged;
}

function parse(text: unknown): Deadlines {
  const value: unknown = typeof text === 'string' ? tryJson(text) : undefined;
  if (typeof value !== 'object' || value === null) return {};
  const days = new Map(Object.entries(value));
  const deadlines: Deadlines = {};
  for (const severity of SEVERITIES) {
    const limit = days.get(severity);
    if (isCount(limit)) deadlines[severity] = limit;
  }
  return deadlines;
}
