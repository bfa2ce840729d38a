/** Every state of an exposure against every observation: the table is the rule. */

import { describe, expect, it } from 'vitest';
import { CLOSINGS, type Closing, EXPOSURE_STATES, exposureId, type Finding } from '../../src/domain/finding.ts';
import { VERDICTS, type Verdict } from '../../src/domain/verdicts.ts';
import {
  advance,
  assignTo,
  exposureOf,
  type Look,
  moveTo,
  type Observation,
  type Spell,
} from '../../src/history/life.ts';
import { engineOf, findingOf } from './samples.ts';

const OPENED = '2026-02-01T02:00:00.000Z';
const AT = '2026-03-01T02:00:00.000Z';
const HOUR = 3_600_000;
const hoursBefore = (hours: number): string => new Date(Date.parse(AT) - hours * HOUR).toISOString();
const daysBefore = (days: number): string => hoursBefore(days * 24);

function spellOf(change: Partial<Spell> = {}): Spell {
  return {
    id: exposureId('f1', OPENED),
    state: 'open',
    how: null,
    opened: OPENED,
    closed: null,
    verdict: 'engine-open-plaintext',
    severity: 'critical',
    product: 'docker',
    version: '20.10.5',
    owner: 'platform',
    inScope: true,
    order: 5,
    quiet: null,
    neighbours: { tested: 10, answered: 8 },
    sighting: () => findingOf('engine-open-plaintext', { firstSeen: OPENED, lastSeen: OPENED }),
    ...change,
  };
}

const closed = (how: Closing, days: number): Spell => spellOf({ state: 'closed', how, closed: daysBefore(days) });
const looks = (count: number, firstHours: number, lastHours: number) => ({
  looks: count,
  first: hoursBefore(firstHours),
  last: hoursBefore(lastHours),
});
const quiet = (
  met: string,
  sinceHours: number,
  reached: Spell['quiet'] extends null ? never : number,
  among: number,
) => ({
  met,
  since: hoursBefore(sinceHours),
  reached: reached > 0 ? looks(reached, sinceHours, 24) : null,
  among: among > 0 ? looks(among, sinceHours, 24) : null,
});

const STATES: Readonly<Record<string, Spell | undefined>> = {
  none: undefined,
  open: spellOf(),
  'unverified by an answer': spellOf({ state: 'unverified', quiet: quiet('forbidden plain', 24, 1, 1) }),
  'unverified by silence': spellOf({ state: 'unverified', quiet: quiet('silent', 24, 1, 1) }),
  'silent for two looks': spellOf({ state: 'unverified', quiet: quiet('silent', 73, 2, 2) }),
  'refused with all': spellOf({ state: 'unverified', quiet: quiet('refused', 24, 0, 0) }),
  'closed lately': closed('refused', 10),
  'retired lately': closed('retired', 10),
  'closed long ago': closed('guarded', 31),
};

const engine = findingOf('engine-open-plaintext', { lastSeen: AT });
const answered = (finding: Finding): Observation => ({ seen: 'answered', finding });
const OBSERVATIONS: Readonly<Record<string, Observation>> = {
  same: answered(engine),
  differs: answered({ ...engine, engine: engineOf('27.3.1') }),
  guarded: answered(findingOf('engine-mtls', { lastSeen: AT })),
  named: answered(findingOf('other-service', { lastSeen: AT })),
  unclear: answered(findingOf('forbidden', { lastSeen: AT, http: undefined as never })),
  refused: { seen: 'closed', reason: 'ECONNREFUSED' },
  silent: { seen: 'silent', reason: 'timeout' },
  untested: { seen: 'not-tested' },
  elsewhere: { seen: 'elsewhere' },
};

function lookOf(observation: Observation, change: Partial<Look> = {}): Look {
  return {
    order: 6,
    at: AT,
    observation,
    whole: true,
    reached: true,
    neighbours: { tested: 10, answered: 8 },
    massRefusal: false,
    isSame: false,
    change: undefined,
    ...change,
  };
}

/** `word>state` and how it closed; `-` where the look says nothing of the exposure; `.` where there is none. */
function outcome(before: Spell | undefined, look: Look): string {
  const step = advance(before, look);
  if (step === undefined) return '.';
  const { word, turn, spell } = step;
  return `${word ?? '-'}>${spell.state}${spell.how === null ? '' : `:${spell.how}`}${turn === undefined ? '' : ` ${turn}`}`;
}

function tableOf(text: string): [row: string, cells: Record<string, string>][] {
  const [head = '', ...lines] = text.trim().split('\n');
  const columns = head.split('|').map((cell) => cell.trim());
  return lines.map((line) => {
    const [row = '', ...cells] = line.split('|').map((cell) => cell.trim());
    return [row, Object.fromEntries(cells.map((cell, i) => [columns[i + 1] ?? '', cell]))];
  });
}

/** Written by hand, from the design. */
const TABLE = tableOf(`
                         | same                   | differs                | guarded                         | named                            | unclear               | refused                         | silent                         | untested       | elsewhere
none                     | new>open opened        | new>open opened        | .                               | .                                | .                     | .                               | .                              | .              | .
open                     | persisting>open        | changed>open           | resolved>closed:guarded closed  | resolved>closed:replaced closed  | unverified>unverified | resolved>closed:refused closed  | unverified>unverified          | ->open         | ->open
unverified by an answer  | persisting>open        | changed>open           | resolved>closed:guarded closed  | resolved>closed:replaced closed  | unverified>unverified | resolved>closed:refused closed  | unverified>unverified          | ->unverified   | ->unverified
unverified by silence    | persisting>open        | changed>open           | resolved>closed:guarded closed  | resolved>closed:replaced closed  | unverified>unverified | resolved>closed:refused closed  | unverified>unverified          | ->unverified   | ->unverified
silent for two looks     | persisting>open        | changed>open           | resolved>closed:guarded closed  | resolved>closed:replaced closed  | unverified>unverified | resolved>closed:refused closed  | resolved>closed:silent closed  | ->unverified   | ->unverified
refused with all         | persisting>open        | changed>open           | resolved>closed:guarded closed  | resolved>closed:replaced closed  | unverified>unverified | resolved>closed:refused closed  | unverified>unverified          | ->unverified   | ->unverified
closed lately            | reopened>open reopened | reopened>open reopened | ->closed:refused                | ->closed:refused                 | ->closed:refused      | ->closed:refused                | ->closed:refused               | ->closed:refused | ->closed:refused
retired lately           | reopened>open reopened | reopened>open reopened | ->closed:retired                | ->closed:retired                 | ->closed:retired      | ->closed:retired                | ->closed:retired               | ->closed:retired | ->closed:retired
closed long ago          | new>open opened        | new>open opened        | ->closed:guarded                | ->closed:guarded                 | ->closed:guarded      | ->closed:guarded                | ->closed:guarded               | ->closed:guarded | ->closed:guarded
`);

describe('a look at an exposure', () => {
  it('is in the table for every state and every observation', () => {
    expect(TABLE.map(([row]) => row)).toEqual(Object.keys(STATES));
    for (const [, cells] of TABLE) expect(Object.keys(cells)).toEqual(Object.keys(OBSERVATIONS));
    const states = Object.values(STATES).flatMap((spell) => spell?.state ?? []);
    expect(new Set(states)).toEqual(new Set(EXPOSURE_STATES));
  });

  for (const [row, cells] of TABLE)
    for (const [column, expected] of Object.entries(cells))
      it(`${row}, then ${column}: ${expected}`, () => {
        const observation = OBSERVATIONS[column];
        if (observation === undefined) throw new Error(`no ${column}`);
        expect(outcome(STATES[row], lookOf(observation))).toBe(expected);
      });
});

/** What each verdict is to an open exposure, at its usual severity. Written by hand. */
const CLASSES: Readonly<Record<Verdict, 'same' | 'guarded' | 'named' | 'unclear'>> = {
  'engine-open-plaintext': 'same',
  'engine-open-tls': 'same',
  'engine-open-proxied': 'same',
  'engine-filtered': 'same',
  'engine-authz-denied': 'same',
  'engine-authz-broken': 'same',
  'engine-refused': 'same',
  'control-plane-open': 'same',
  inconclusive: 'unclear',
  'auth-required': 'guarded',
  forbidden: 'unclear',
  'engine-mtls': 'guarded',
  'mtls-required': 'guarded',
  'other-service': 'named',
  'no-reply': 'unclear',
  tarpit: 'unclear',
};

describe('every verdict as the second observation', () => {
  it.each(VERDICTS)('%s', (verdict) => {
    const severity = CLASSES[verdict] === 'same' ? 'high' : 'info';
    const step = advance(spellOf(), lookOf(answered(findingOf(verdict, { severity, lastSeen: AT }))));
    const state = { same: 'open', guarded: 'closed', named: 'closed', unclear: 'unverified' }[CLASSES[verdict]];
    const how = { same: null, guarded: 'guarded', named: 'replaced', unclear: null }[CLASSES[verdict]];
    expect({ state: step?.spell.state, how: step?.spell.how }).toEqual({ state, how });
  });

  it('a service without a name, and a mild control plane without one, close nothing', () => {
    for (const verdict of ['other-service', 'control-plane-open'] as const) {
      const finding = findingOf(verdict, { severity: 'info', product: '', lastSeen: AT });
      expect(outcome(spellOf(), lookOf(answered(finding)))).toBe('unverified>unverified');
    }
  });

  it('credentials in plain text guard, too, whatever their severity', () => {
    const finding = findingOf('auth-required', { severity: 'medium', lastSeen: AT });
    expect(outcome(spellOf(), lookOf(answered(finding)))).toBe('resolved>closed:guarded closed');
  });
});

describe('silence', () => {
  const silent = OBSERVATIONS.silent as Observation;
  const twice = STATES['silent for two looks'] as Spell;

  it.each<[string, Partial<Look>]>([
    ['in a run that is not whole', { whole: false }],
    ['while no neighbour answers', { neighbours: { tested: 10, answered: 0 } }],
    ['while fewer neighbours answer than before', { neighbours: { tested: 10, answered: 6 } }],
    ['where neighbours were not counted', { neighbours: undefined }],
  ])('does not close %s', (_, change) => {
    expect(outcome(twice, lookOf(silent, change))).toBe('unverified>unverified');
  });

  it('closes where the share of neighbours is at least 0.8 of what it was', () => {
    expect(outcome(twice, lookOf(silent, { neighbours: { tested: 100, answered: 64 } }))).toContain('closed:silent');
  });

  it('does not close in less than 72 hours, nor by looks that are less than 20 hours apart', () => {
    const early = spellOf({ state: 'unverified', quiet: quiet('silent', 71, 2, 2) });
    expect(outcome(early, lookOf(silent))).toBe('unverified>unverified');
    const close = { ...quiet('silent', 80, 2, 2), among: looks(2, 80, 19) };
    expect(outcome(spellOf({ state: 'unverified', quiet: close }), lookOf(silent))).toBe('unverified>unverified');
  });

  it('does not close a lone host, whose prefix has no neighbours', () => {
    const lone = { ...twice, neighbours: { tested: 0, answered: 0 } };
    expect(outcome(lone, lookOf(silent, { neighbours: { tested: 0, answered: 0 } }))).toBe('unverified>unverified');
  });

  it('keeps what it counted where a look was not made, and begins anew after an answer', () => {
    const once = advance(twice, lookOf(OBSERVATIONS.untested as Observation))?.spell;
    expect(outcome(once, lookOf(silent))).toContain('closed:silent');
    const heard = advance(twice, lookOf(OBSERVATIONS.unclear as Observation))?.spell;
    expect(outcome(heard, lookOf(silent, { order: 7 }))).toBe('unverified>unverified');
  });
});

describe('a recorded change', () => {
  const change = { reference: 'CHG-9', by: 'ops' };
  const silent = OBSERVATIONS.silent as Observation;

  it('contains what is silent in two looks a day apart', () => {
    const once = STATES['unverified by silence'];
    expect(outcome(once, lookOf(silent, { change }))).toBe('resolved>closed:contained closed');
    expect(outcome(STATES.open, lookOf(silent, { change }))).toBe('unverified>unverified');
    expect(outcome(once, lookOf(silent, { change, reached: false }))).toBe('unverified>unverified');
  });

  it('contains what gives the same unclear answer twice, and not another one', () => {
    const once = advance(
      spellOf(),
      lookOf(OBSERVATIONS.unclear as Observation, { at: daysBefore(1), order: 6 }),
    )?.spell;
    const again = lookOf(OBSERVATIONS.unclear as Observation, { change, order: 7 });
    expect(outcome(once, again)).toBe('resolved>closed:contained closed');
    const other = lookOf(answered(findingOf('no-reply', { lastSeen: AT })), { change, order: 7 });
    expect(outcome(once, other)).toBe('unverified>unverified');
  });
});

describe('a refusal of all that lives', () => {
  const refused = OBSERVATIONS.refused as Observation;

  it('waits for a second look a day later, or for a recorded change', () => {
    const look = lookOf(refused, { massRefusal: true });
    expect(outcome(spellOf(), look)).toBe('unverified>unverified');
    expect(outcome(spellOf(), { ...look, change: { reference: 'C', by: 'b' } })).toBe('resolved>closed:refused closed');
    expect(outcome(STATES['refused with all'], look)).toBe('resolved>closed:refused closed');
    const hours = spellOf({ state: 'unverified', quiet: quiet('refused', 3, 0, 0) });
    expect(outcome(hours, look)).toBe('unverified>unverified');
  });
});

describe('an exposure that comes back', () => {
  it('goes on with its id, opening and age within 30 days, under the same owner', () => {
    const step = advance(STATES['closed lately'], lookOf(answered(engine)));
    expect(step?.spell).toMatchObject({ id: spellOf().id, opened: OPENED, closed: null, how: null });
    expect(step?.changes[0]).toBe('back: an exposure here was closed on 2026-02-19 (refused)');
  });

  it('begins anew after more than 30 days, and under another owner, and says what was before', () => {
    const late = advance(STATES['closed long ago'], lookOf(answered(engine)));
    expect(late?.spell).toMatchObject({ opened: AT, order: 6 });
    expect(late?.spell.id).not.toBe(spellOf().id);
    const other = advance(STATES['closed lately'], lookOf(answered({ ...engine, owner: 'labs' })));
    expect(other?.word).toBe('new');
    expect(other?.changes).toEqual(['an exposure here was closed on 2026-02-19 (refused), of platform']);
  });

  it('may have moved to another port', () => {
    const from = closed('refused', 2);
    const step = moveTo(from, { ...engine, port: 2376 }, lookOf(answered(engine)));
    expect(step).toMatchObject({ word: 'changed', spell: { id: from.id, state: 'open', opened: OPENED } });
    expect(step.changes[0]).toBe('moved from port 2375 to 2376');
  });
});

it('reads no sighting for an answer that says the same', () => {
  const sighting = (): never => {
    throw new Error('read');
  };
  const step = advance(spellOf({ sighting }), lookOf(answered(engine), { isSame: true }));
  expect(step).toMatchObject({ word: 'persisting', changes: [] });
});

it('says who owns it now, where that changed', () => {
  const step = advance(spellOf(), lookOf(answered({ ...engine, owner: 'labs' })));
  expect(step).toMatchObject({ word: 'changed', changes: ['owner: platform → labs'], spell: { owner: 'labs' } });
});

it('undoes nothing by a look that is older than what is known, whatever the clock says', () => {
  for (const observation of Object.values(OBSERVATIONS)) {
    const spell = closed('refused', 1);
    expect(advance(spell, lookOf(observation, { order: 4 }))).toEqual({
      spell,
      word: undefined,
      changes: [],
      stale: true,
    });
  }
  const late = advance(closed('refused', -3), lookOf(answered(engine)));
  expect(late?.word).toBe('reopened');
});

it('closes in every way but by a person', () => {
  const hows = new Set<Closing>(['retired']);
  const change = { reference: 'C', by: 'b' };
  for (const spell of Object.values(STATES))
    for (const observation of Object.values(OBSERVATIONS))
      for (const look of [lookOf(observation), lookOf(observation, { change })]) {
        const step = advance(spell, look);
        if (step?.turn === 'closed' && step.spell.how !== null) hows.add(step.spell.how);
      }
  expect(hows).toEqual(new Set(CLOSINGS));
});

it('is told by its facts alone', () => {
  expect(exposureOf(spellOf())).toEqual({
    id: spellOf().id,
    state: 'open',
    how: null,
    opened: OPENED,
    closed: null,
    verdict: 'engine-open-plaintext',
    severity: 'critical',
    product: 'docker',
    version: '20.10.5',
  });
});

describe('a range that changes hands', () => {
  it('takes its living exposures along, seen or not, and no closed one', () => {
    const silent = advance(spellOf(), lookOf({ seen: 'silent', reason: 'timeout' }));
    if (silent === undefined) throw new Error('no exposure');
    expect(assignTo(silent, 'labs')).toMatchObject({ spell: { owner: 'labs' }, reassigned: 'owner: platform → labs' });
    expect(assignTo(silent, 'platform')).toBe(silent);
    const over = advance(closed('refused', 3), lookOf({ seen: 'elsewhere' }));
    if (over === undefined) throw new Error('no exposure');
    expect(assignTo(over, 'labs')).toBe(over);
  });
});
