import { expect, it } from 'vitest';
import type { KnownFinding } from '../../src/history/known-finding.ts';
import type { Spell } from '../../src/history/life.ts';
import { lookAtAll } from '../../src/history/look.ts';
import { nameExposures } from '../../src/history/naming.ts';
import type { RunView } from '../../src/history/observe.ts';
import { EARLIER, findingOf, knownOf, spellOf, viewOf } from './samples.ts';

const AT = '2026-03-01T00:00:00.000Z';

interface Given {
  spell?: Partial<Spell>;
  named?: Partial<KnownFinding['named']>;
  view?: Partial<RunView>;
  finished?: boolean;
}

/** What the run says of one exposure at an endpoint that it did not see. */
function namings({ spell, named, view, finished = true }: Given) {
  const of = spellOf(spell);
  const known = knownOf(of.sighting(), { spell: of, named: { here: true, elsewhere: false, ...named } });
  const all = viewOf([], {}, { isInScope: () => false, ...view });
  const run = { at: AT, finished, processes: [{ order: 2, at: AT }] };
  const looked = lookAtAll({ run, view: all, knownFindings: [known], changeRecords: [] });
  return nameExposures(looked, all, finished).map(({ named, left }) => ({ named, left }));
}

const out = { isNamed: () => false };

it.each<[what: string, given: Given, said: ReturnType<typeof namings>]>([
  ['named as before', {}, []],
  ['named for the first time', { named: { here: false } }, [{ named: true, left: false }]],
  [
    'named again, in a run that was stopped',
    { named: { here: false }, finished: false },
    [{ named: true, left: false }],
  ],
  ['named no longer', { view: out }, [{ named: false, left: true }]],
  ['named no longer, but by another scope', { view: out, named: { elsewhere: true } }, [{ named: false, left: false }]],
  ['never named', { view: out, named: { here: false } }, []],
  ['named no longer, in a run that was stopped', { view: out, finished: false }, []],
  ['named no longer, by a look at known findings', { view: { ...out, audit: false } }, []],
  ['closed', { view: out, spell: { state: 'closed', how: 'refused', closed: EARLIER } }, []],
  ['unverified, and named no longer', { view: out, spell: { state: 'unverified' } }, [{ named: false, left: true }]],
])('an exposure that is %s', (_, given, said) => {
  expect(namings(given)).toEqual(said);
});

it('an endpoint without an exposure is named by nobody', () => {
  const ssh = findingOf('other-service');
  const view = viewOf([], {}, out);
  const run = { at: AT, finished: true, processes: [] };
  const looked = lookAtAll({ run, view, knownFindings: [knownOf(ssh)], changeRecords: [] });
  expect(nameExposures(looked, view, true)).toEqual([]);
});

it('a new exposure is named by the scope that found it', () => {
  const finding = findingOf('engine-open-plaintext');
  const view = viewOf([finding]);
  const run = { at: AT, finished: false, processes: [{ order: 1, at: AT }] };
  const looked = lookAtAll({ run, view, knownFindings: [], changeRecords: [] });
  const exposure = looked[0]?.step?.spell.id;
  expect(nameExposures(looked, view, false)).toEqual([{ exposure, finding: 'f1', named: true, left: false }]);
});
