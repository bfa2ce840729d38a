/** The bound on all that is kept of one engine's answer: a run holds the facts of all its engines at once. */

import { terminalText } from '../text/escape.ts';
import { factText } from './fact-text.ts';

/** All facts of one engine, as JSON; genuine ones have under 4 kB. */
export const MAX_FACTS_BYTES = 8_192;
/** Longest text of one of them. */
const MAX_CHARACTERS = 128;
/** Quotes, colon, comma and brackets around a fact. */
const AROUND = 8;

/** A text that is kept whatever else is. */
export function keptText(value: unknown): string {
  return terminalText(factText(value), MAX_CHARACTERS);
}

/** Takes facts as long as there is room for them. */
export class FactBudget {
  private left: number;

  constructor(spent: object) {
    this.left = MAX_FACTS_BYTES - Buffer.byteLength(JSON.stringify(spent));
  }

  /** Whether texts that stand together still had room; what had none is left out whole. */
  take(...texts: readonly string[]): boolean {
    const size = texts.reduce((sum, text) => sum + Buffer.byteLength(JSON.stringify(text)) + AROUND, 0);
    if (size > this.left) return false;
    this.left -= size;
    return true;
  }

  /** The first members that are room for, as texts. */
  record(entries: readonly [string, unknown][]): Record<string, string> {
    const texts = entries.map(([key, value]): [string, string] => [keptText(key), keptText(value)]);
    // fromEntries defines own keys, so that a key named `__proto__` stays a key.
    return Object.fromEntries(texts.filter((pair) => this.take(...pair)));
  }
}
