/** The looks of a run at every endpoint that it or history knows, and what each makes of the exposure there. Pure. */

import type { Finding } from '../domain/finding.ts';
import { groupBy } from '../domain/group.ts';
import { daysBetween } from '../domain/time.ts';
import { fingerprintOf } from './fingerprint.ts';
import type { ChangeRecord, KnownFinding } from './known-finding.ts';
import { advance, assignTo, type Look, moveTo, type Observation, RETURN_DAYS, type Spell, type Step } from './life.ts';
import { massRefusals } from './mass-refusal.ts';
import { endpointKey, observe, type RunView } from './observe.ts';

/** One endpoint, the run's look at it, and what became of its exposure. */
export interface Looked {
  known: KnownFinding;
  look: Look;
  step: Step | undefined;
  /** Of the answer of this look; of the last one where there was none. */
  fingerprint: string;
}

export interface LookInputs {
  run: { at: string; finished: boolean; processes: readonly { order: number; at: string }[] };
  view: RunView;
  knownFindings: readonly KnownFinding[];
  changeRecords: readonly ChangeRecord[];
}

export function lookAtAll({ run, view, knownFindings, changeRecords }: LookInputs): Looked[] {
  const known = [...knownFindings, ...unknownFindings(view, knownFindings)];
  const observed = known.map((finding) => ({ finding, observation: observe(view, finding) }));
  const isMass = massRefusals(
    observed
      .filter(({ finding: { spell } }) => spell !== undefined && spell.state !== 'closed')
      .map(({ finding: { address }, observation }) => ({ address, observation })),
    [...view.findings.values()].map(({ address }) => address),
  );
  const changes = groupBy(changeRecords, ({ findingId }) => findingId);
  return observed.map(({ finding, observation }) => {
    const { spell, id, address, port } = finding;
    const made = run.processes[view.resumptionsOf(id, endpointKey(address, port))] ?? { order: 0, at: run.at };
    const since = spell?.opened ?? '';
    const fingerprint = observation.seen === 'answered' ? fingerprintOf(observation.finding) : finding.fingerprint;
    const look: Look = {
      order: made.order,
      at: observation.seen === 'answered' ? observation.finding.lastSeen : made.at,
      observation,
      whole: run.finished,
      reached: view.answers > (isAnswer(observation) ? 1 : 0),
      neighbours: view.neighboursOf(address),
      massRefusal: observation.seen === 'closed' && isMass(address),
      isSame: finding.isSpellLast && fingerprint === finding.fingerprint,
      change: changes.get(id)?.findLast(({ at }) => at >= since),
    };
    const step = advance(spell, look);
    const owner = view.audit ? view.rangeOf(address)?.owner : undefined;
    return { known: finding, look, step: step && owner ? assignTo(step, owner) : step, fingerprint };
  });
}

function isAnswer({ seen }: Observation): boolean {
  return seen === 'answered' || seen === 'closed';
}

/** Endpoints that history does not know. */
function unknownFindings(view: RunView, knownFindings: readonly KnownFinding[]): KnownFinding[] {
  const ids = new Set(knownFindings.map(({ id }) => id));
  return [...view.findings.values()].filter(({ id }) => !ids.has(id)).map(unknownFinding);
}

function unknownFinding(finding: Finding): KnownFinding {
  const { id, address, port, lastSeen } = finding;
  return {
    ...{ id, address, port, firstSeen: lastSeen, since: lastSeen, order: 0, answers: false, fingerprint: '' },
    ...{ lifecycle: null, declared: null, spell: undefined, isSpellLast: false },
    named: { here: false, elsewhere: false },
    earlier: undefined,
    last: () => finding,
  };
}

/**
 * An engine that appears at another port of an address within 30 days of its closing is the same exposure: it goes on at
 * the new port, and the old one has none.
 */
export function followMoves(looked: readonly Looked[]): Looked[] {
  const closed = groupBy(
    looked.filter(({ step }) => step?.spell.state === 'closed'),
    ({ known }) => known.address,
  );
  const moved = new Map<Looked, Looked>();
  for (const one of looked) {
    if (one.step?.turn !== 'opened' || one.look.observation.seen !== 'answered') continue;
    const from = closed.get(one.known.address)?.find((other) => !moved.has(other) && mayMove(other, one.step?.spell));
    if (from?.step === undefined) continue;
    moved.set(one, { ...one, step: moveTo(from.step.spell, one.look.observation.finding, one.look) });
    moved.set(from, { ...from, known: { ...from.known, spell: undefined }, step: undefined });
  }
  return looked.map((one) => moved.get(one) ?? one);
}

function mayMove({ step }: Looked, opened: Spell | undefined): boolean {
  if (step === undefined || opened === undefined || step.spell.owner !== opened.owner) return false;
  return daysBetween(step.spell.closed ?? '', opened.opened) <= RETURN_DAYS;
}
