/** The weekly digest: what was opened, closed and is overdue, by owner. */

import type { Tidings } from './differences.ts';
import type { Message } from './message.ts';

interface OwnerCounts {
  opened: number;
  closed: number;
  open: number;
  overdue: number;
}

const OPENED = ['new', 'reopened'] as const;

/** As many owners as a chat shows; the reports have all. */
const MAX_OWNERS = 20;

/** One fact for each owner, the one with most overdue work first. */
export function digestFacts({ differences, open }: Pick<Tidings, 'differences' | 'open'>): Message['facts'] {
  const owners = new Map<string, OwnerCounts>();
  const of = (owner: string): OwnerCounts => {
    const counts = owners.get(owner) ?? { opened: 0, closed: 0, open: 0, overdue: 0 };
    owners.set(owner, counts);
    return counts;
  };
  for (const { fact, words } of differences) {
    const counts = of(fact.owner);
    if (OPENED.some((word) => words.includes(word))) counts.opened += 1;
    if (words.includes('resolved')) counts.closed += 1;
  }
  for (const { owner, overdue } of open) {
    const counts = of(owner);
    counts.open += 1;
    if (overdue) counts.overdue += 1;
  }
  return [...owners]
    .sort(([a, x], [b, y]) => y.overdue - x.overdue || y.open - x.open || (a < b ? -1 : 1))
    .slice(0, MAX_OWNERS)
    .map(([owner, { opened, closed, open: left, overdue }]) => [
      `Owner ${owner}`,
      `${opened} opened, ${closed} closed, ${left} open, ${overdue} overdue`,
    ]);
}
