/**
 * Results as one thread hands them to another: packed, because an engine at line speed settles half a million a second,
 * and cloning an object for each would cost more than finding it out did.
 */

import type { SettledRecord, SweepRecord, Walk } from '../domain/endpoint.ts';

/** The outcome of `positions[i]` is `words[codes[i]]`. */
export interface PackedBatch {
  positions: Float64Array<ArrayBuffer>;
  codes: Uint8Array<ArrayBuffer>;
  words: BatchOutcome[];
}

export type BatchOutcome = { state: 'open' } | Omit<SettledRecord, 'position'>;

/** Results that are handed over at once, and the milliseconds that fewer wait for company. */
const BATCH_RESULTS = 4_096;
const BATCH_DELAY_MS = 25;
/** A code is a byte. There are some thirty system errors; room is left for `other` with each state. */
const MAX_CODES = 251;
const OTHER = 'other';

/** Collects results, and hands them over when there are many or they have waited long. */
export interface Results {
  open(position: number): void;
  settle(position: number, state: SettledRecord['state'], reason: string): void;
  /** To be called now and then with the time in milliseconds. */
  handOverIfDue(now: number): void;
  handOver(): void;
}

export function createResults(send: (batch: PackedBatch) => void): Results {
  const positions = new Float64Array(BATCH_RESULTS);
  const codes = new Uint8Array(BATCH_RESULTS);
  const words: BatchOutcome[] = [{ state: 'open' }];
  let size = 0;
  let since = 0;

  function codeOf(state: SettledRecord['state'], reason: string): number {
    for (let code = 1; code < words.length; code += 1) {
      const word = words[code];
      if (word !== undefined && word.state === state && 'reason' in word && word.reason === reason) return code;
    }
    if (words.length < MAX_CODES || reason === OTHER) return words.push({ state, reason }) - 1;
    return codeOf(state, OTHER);
  }

  function add(position: number, code: number): void {
    positions[size] = position;
    codes[size] = code;
    size += 1;
    if (size === BATCH_RESULTS) handOver();
  }

  function handOver(): void {
    if (size > 0) send({ positions: positions.slice(0, size), codes: codes.slice(0, size), words: [...words] });
    size = 0;
  }

  return {
    open: (position) => add(position, 0),
    settle: (position, state, reason) => add(position, codeOf(state, reason)),
    handOver,
    handOverIfDue(now) {
      if (size === 0) since = now;
      else if (now - since >= BATCH_DELAY_MS) {
        handOver();
        since = now;
      }
    },
  };
}

/**
 * One by one, so that what is not kept is garbage at once: half a million results a second make little else.
 * @param at when: ISO 8601
 */
export function* unpack({ positions, codes, words }: PackedBatch, walk: Walk, at: string): Iterable<SweepRecord> {
  for (let i = 0; i < positions.length; i += 1) {
    const position = positions[i] ?? 0;
    const word = words[codes[i] ?? 0];
    if (word === undefined) throw new RangeError(`no word for code ${codes[i]}`);
    if (word.state === 'open') yield { ...walk.at(position), state: 'open', at };
    else yield { position, state: word.state, reason: word.reason };
  }
}
