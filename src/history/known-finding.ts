/** What history knows of one endpoint before a run. */

import type { Finding, Lifecycle } from '../domain/finding.ts';
import type { Spell } from './life.ts';

export interface KnownFinding {
  id: string;
  address: string;
  port: number;
  firstSeen: string;
  /** Since when it answers as what it is, where that is no exposure. */
  since: string;
  /** The newest look that counted: its number in history. */
  order: number;
  /** Whether it answered in that look. */
  answers: boolean;
  /** Of its last answer: the same for one that says the same. */
  fingerprint: string;
  /** Its word in the run that last said something of it. */
  lifecycle: Lifecycle | null;
  /** What a declared endpoint was when it was declared; null if it is not declared. */
  declared: string | null;
  /** The newest exposure here, living or closed. */
  spell: Spell | undefined;
  /** The last answer is the last sighting of the exposure. */
  isSpellLast: boolean;
  /** Whether the scope of the run named its exposure so far, and whether another scope does. */
  named: { here: boolean; elsewhere: boolean };
  /** What this run said of it before it was resumed. */
  earlier: { word: Exclude<Lifecycle, 'accepted'>; changes: string[] } | undefined;
  /** The last answer. */
  last(): Finding;
}

/** A change record by a person. */
export interface ChangeRecord {
  findingId: string;
  reference: string;
  by: string;
  at: string;
}
