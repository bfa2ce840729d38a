/** Words for what a message tells of one finding, and their order. */

/** In the order in which they lead where several hold at once. */
export const CHANGES = [
  'new',
  'reopened',
  'worse',
  'not-as-declared',
  'undeclared',
  'acceptance-ended',
  'acceptance-revoked',
  'changed',
  'flapping',
  'left-scope',
  'named-again',
  'resolved',
  'unverified',
  'seen-again',
  'overdue',
  'due-soon',
  'acceptance-ends',
  'owner-changed',
  'accepted',
  'declared',
  'as-declared',
  'steady',
  'persisting',
  // Where nothing is known of earlier runs.
  'found',
] as const;
export type Change = (typeof CHANGES)[number];

/** Work that nobody was told of as such: never cut from a message before anything else. */
const FRESH: ReadonlySet<Change> = new Set<Change>([
  'new',
  'reopened',
  'worse',
  'not-as-declared',
  'undeclared',
  'acceptance-ended',
  'acceptance-revoked',
  'found',
]);

/** Below zero if `a` is told first: new before changed before others. */
export function compareChanges(a: Change, b: Change): number {
  return groupOf(a) - groupOf(b);
}

function groupOf(change: Change): number {
  if (FRESH.has(change)) return 0;
  if (change === 'changed') return 1;
  // Told before, and repeated.
  return change === 'persisting' ? 3 : 2;
}

export function isFresh(change: Change): boolean {
  return FRESH.has(change);
}

/** The word that leads. */
export function leadOf(words: readonly Change[]): Change {
  return CHANGES.find((word) => words.includes(word)) ?? 'persisting';
}

/** As people read them. */
const NAMES = {
  new: 'new',
  reopened: 'open again',
  worse: 'worse',
  'not-as-declared': 'not as declared',
  undeclared: 'no longer declared',
  'acceptance-ended': 'no longer accepted',
  'acceptance-revoked': 'no longer accepted',
  changed: 'changed',
  flapping: 'flapping',
  'left-scope': 'left the scope while open',
  'named-again': 'in the scope again',
  resolved: 'closed',
  unverified: 'not seen again',
  'seen-again': 'answers again',
  overdue: 'overdue',
  'due-soon': 'due soon',
  'acceptance-ends': 'acceptance ends soon',
  'owner-changed': 'new owner',
  accepted: 'accepted',
  declared: 'declared',
  'as-declared': 'as declared again',
  steady: 'steady again',
  persisting: 'still open',
  found: 'found',
} as const satisfies Readonly<Record<Change, string>>;

export function nameOf(change: Change): string {
  return NAMES[change];
}
