/** Every earlier state against every observation, in complete and in partial runs: the table is the rule. */

import { describe, expect, it } from 'vitest';
import { LIFECYCLES } from '../../src/domain/finding.ts';
import { advance, type Observation, type Past } from '../../src/history/lifecycle.ts';
import { engineOf, findingOf, pastOf } from './samples.ts';

const AT = '2026-03-01T00:00:00.000Z';

const EARLIER_STATES: Readonly<Record<string, Past | undefined>> = {
  never: undefined,
  'open engine': pastOf('open', 'engine-open-plaintext'),
  'open other': pastOf('open', 'other-service'),
  'other, was engine': pastOf('open', 'other-service', { everExposed: true }),
  'unsure engine': pastOf('unverified', 'engine-open-plaintext'),
  'silent engine': pastOf('unverified', 'engine-open-plaintext', { silentRuns: 1 }),
  'silent other': pastOf('unverified', 'other-service', { silentRuns: 1 }),
  'closed engine': pastOf('resolved', 'engine-open-plaintext'),
  'closed other': pastOf('resolved', 'other-service'),
  'left engine': pastOf('open', 'engine-open-plaintext', { inScope: false }),
};

const OBSERVATIONS: Readonly<Record<string, Observation>> = {
  same: { seen: 'answered', finding: findingOf('engine-open-plaintext') },
  differs: {
    seen: 'answered',
    finding: findingOf('engine-open-tls', { engine: engineOf('27.0.3'), transport: 'tls' }),
  },
  other: { seen: 'answered', finding: findingOf('other-service') },
  nameless: { seen: 'answered', finding: findingOf('other-service', { product: '' }) },
  mtls: { seen: 'answered', finding: findingOf('engine-mtls') },
  unclear: { seen: 'answered', finding: findingOf('no-reply') },
  closed: { seen: 'closed', reason: 'ECONNREFUSED' },
  silent: { seen: 'silent', reason: 'timeout' },
  skipped: { seen: 'not-tested' },
  left: { seen: 'out-of-scope' },
  elsewhere: { seen: 'elsewhere' },
};

/**
 * `word>state+n`: the lifecycle, the state after it (o open, u unverified, r resolved; capital where exposed; ! where out of
 * scope), and the silent complete runs. `-` where the run has nothing to say. Written by hand.
 */
const COMPLETE = `
                  | same           | differs      | other        | mtls         | unclear      | nameless     | closed     | silent         | skipped        | left         | elsewhere
never             | new>O          | new>O        | new>o        | new>o        | new>o        | new>o        | none       | none           | none           | none         | none
open engine       | persisting>O   | changed>O    | resolved>o   | resolved>o   | unverified>U | unverified>U | resolved>R | unverified>U+1 | unverified>O   | left-scope>O! | ->O
open other        | new>O          | new>O        | persisting>o | changed>o    | changed>o    | changed>o    | resolved>r | unverified>u+1 | unverified>o   | left-scope>o! | ->o
other, was engine | reopened>O     | reopened>O   | persisting>o | changed>o    | changed>o    | changed>o    | resolved>r | unverified>u+1 | unverified>o   | left-scope>o! | ->o
unsure engine     | persisting>O   | changed>O    | resolved>o   | resolved>o   | unverified>U | unverified>U | resolved>R | unverified>U+1 | unverified>U   | left-scope>U! | ->U
silent engine     | persisting>O   | changed>O    | resolved>o   | resolved>o   | unverified>U | unverified>U | resolved>R | resolved>R     | unverified>U   | left-scope>U!+1 | ->U+1
silent other      | new>O          | new>O        | persisting>o | changed>o    | changed>o    | changed>o    | resolved>r | resolved>r     | unverified>u   | left-scope>u!+1 | ->u+1
closed engine     | reopened>O     | reopened>O   | changed>o    | changed>o    | changed>o    | changed>o    | ->R        | ->R            | ->R            | ->R!         | ->R
closed other      | new>O          | new>O        | reopened>o   | reopened>o   | reopened>o   | reopened>o   | ->r        | ->r            | ->r            | ->r!         | ->r
left engine       | persisting>O   | changed>O    | resolved>o   | resolved>o   | unverified>U | unverified>U | resolved>R | unverified>U+1 | unverified>O   | ->O!         | ->O!
`;

/** What a partial run does differently: silence in it counts for nothing, and it ends no row of silent runs. */
const PARTIAL: Readonly<Record<string, string>> = {
  'open engine / silent': 'unverified>U',
  'open other / silent': 'unverified>u',
  'other, was engine / silent': 'unverified>u',
  'unsure engine / silent': 'unverified>U',
  'silent engine / silent': 'unverified>U+1',
  'silent other / silent': 'unverified>u+1',
  'left engine / silent': 'unverified>U',
  'silent engine / skipped': 'unverified>U+1',
  'silent other / skipped': 'unverified>u+1',
};

function cells(): [earlier: string, observation: string, expected: string][] {
  const [head = '', ...rows] = COMPLETE.trim().split('\n');
  const columns = head
    .split('|')
    .map((text) => text.trim())
    .slice(1);
  return rows.flatMap((row) => {
    const [earlier = '', ...words] = row.split('|').map((text) => text.trim());
    return columns.map((column, i): [string, string, string] => [earlier, column, words[i] ?? '']);
  });
}

function outcome(earlier: string, observation: string, complete: boolean): string {
  const seen = OBSERVATIONS[observation];
  if (seen === undefined || !(earlier in EARLIER_STATES)) throw new Error(`${earlier} / ${observation}`);
  const step = advance(EARLIER_STATES[earlier], seen, { at: AT, complete });
  if (step === undefined) return 'none';
  const { state, exposed, inScope, silentRuns } = step.past;
  const letter = exposed ? state.charAt(0).toUpperCase() : state.charAt(0);
  return `${step.lifecycle ?? '-'}>${letter}${inScope ? '' : '!'}${silentRuns > 0 ? `+${silentRuns}` : ''}`;
}

describe('the life of a finding', () => {
  it('is tabled whole', () => {
    expect(cells()).toHaveLength(Object.keys(EARLIER_STATES).length * Object.keys(OBSERVATIONS).length);
  });

  it.each(cells())('complete run: %s / %s -> %s', (earlier, observation, expected) => {
    expect(outcome(earlier, observation, true)).toBe(expected);
  });

  it.each(cells())('partial run: %s / %s', (earlier, observation, expected) => {
    expect(outcome(earlier, observation, false)).toBe(PARTIAL[`${earlier} / ${observation}`] ?? expected);
  });

  it('uses every word but the one that people give', () => {
    const used = new Set(cells().map(([, , expected]) => expected.split('>')[0]));
    expect(LIFECYCLES.filter((word) => !used.has(word))).toEqual(['accepted']);
  });
});

describe('a step', () => {
  const moment = { at: AT, complete: true };
  const step = (past: Past | undefined, observation: string) =>
    advance(past, OBSERVATIONS[observation] ?? { seen: 'elsewhere' }, moment);

  it('names what changed', () => {
    expect(step(EARLIER_STATES['open engine'], 'differs')?.changes).toEqual([
      'verdict: engine-open-plaintext → engine-open-tls',
      'transport: plain → tls',
      'version: 20.10.5 → 27.0.3',
    ]);
    expect(step(EARLIER_STATES['silent engine'], 'silent')?.changes).toEqual([
      'silent in two complete runs in a row (timeout)',
    ]);
  });

  it('keeps an unclear answer beside the exposure, and no more of it than a line', () => {
    const unclear: Observation = { seen: 'answered', finding: findingOf('no-reply', { evidence: 'x'.repeat(5_000) }) };
    const answered = advance(EARLIER_STATES['open engine'], unclear, moment);
    expect(answered?.past.last.verdict).toBe('engine-open-plaintext');
    expect(answered?.changes).toEqual([expect.stringContaining('(no-reply)'), `the answer: ${'x'.repeat(199)}…`]);
  });

  it('begins a new spell when an exposure comes back, and only then', () => {
    expect(step(EARLIER_STATES['closed engine'], 'same')?.past).toMatchObject({
      openSince: AT,
      firstSeen: '2026-02-01T00:00:00.000Z',
    });
    for (const earlier of ['open engine', 'unsure engine', 'silent engine'])
      expect(step(EARLIER_STATES[earlier], 'same')?.past.openSince).toBe('2026-02-01T00:00:00.000Z');
  });

  it('tells when exposure begins and ends', () => {
    const turns = cells().map(([earlier, observation]) => [
      earlier,
      observation,
      step(EARLIER_STATES[earlier], observation)?.turn,
    ]);
    const of = (turn: string) =>
      turns.filter((one) => one[2] === turn).map(([earlier, observation]) => `${earlier} / ${observation}`);
    expect(of('opened')).toEqual(
      ['never', 'open other', 'other, was engine', 'silent other', 'closed engine', 'closed other'].flatMap(
        (earlier) => [`${earlier} / same`, `${earlier} / differs`],
      ),
    );
    expect(of('closed')).toEqual([
      ...['open engine', 'unsure engine'].flatMap((earlier) =>
        ['other', 'mtls', 'closed'].map((seen) => `${earlier} / ${seen}`),
      ),
      ...['other', 'mtls', 'closed', 'silent'].map((seen) => `silent engine / ${seen}`),
      ...['other', 'mtls', 'closed'].map((seen) => `left engine / ${seen}`),
    ]);
  });
});
