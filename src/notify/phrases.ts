/** What happened to one finding, in words for people. Texts that a host sent are shown only where they are plain versions. */

import type { Closing, Sight } from '../domain/finding.ts';
import type { Told } from '../domain/told.ts';
import { meaningOf } from '../domain/verdicts.ts';
import type { Change } from './change.ts';
import type { Difference } from './difference.ts';
import type { Fact } from './fact.ts';

const HOW = {
  refused: 'the port refuses connections',
  guarded: 'now asks for a client certificate or credentials',
  replaced: 'another product answers now',
  contained: 'a change was recorded, and no engine answered in two looks since',
  silent: 'no answer in three looks over 72 hours; not proved',
  retired: 'a person retired it',
} as const satisfies Readonly<Record<Closing, string>>;

const SIGHT = {
  silent: 'no answer',
  unclear: 'what answers now does not show whether it is over',
  'not-looked-at': 'not looked at',
} as const satisfies Readonly<Record<Sight, string>>;

/** One for each word of a difference that says more than its name. */
export function phrasesOf(difference: Difference): string[] {
  return [...new Set(difference.words.map((word) => PHRASES[word](difference)))].filter((text) => text !== '');
}

const nothing = (): string => '';

const PHRASES: Readonly<Record<Change, (difference: Difference) => string>> = {
  new: nothing,
  persisting: nothing,
  found: nothing,
  reopened: (it) => natureOf(it) || 'the same answers as before it was closed',
  worse: natureOf,
  changed: natureOf,
  resolved: ({ fact }) => closingOf(fact),
  unverified: ({ fact }) => notSeen(fact),
  'seen-again': () => 'open, as before',
  'left-scope': () => 'no scope names it any more, and nothing shows that it is closed',
  'named-again': ({ fact }) => `a scope names it again; ${nowOf(fact)}`,
  'acceptance-ended': ({ before, fact }) => withSilence(`the acceptance ended on ${before?.accepted ?? ''}`, fact),
  'acceptance-revoked': ({ before, fact }) =>
    withSilence(`the acceptance until ${before?.accepted ?? ''} no longer holds`, fact),
  accepted: ({ fact }) => withSilence(`accepted until ${fact.accepted ?? ''}`, fact),
  'acceptance-ends': ({ fact }) => `its acceptance ends on ${fact.accepted ?? ''}`,
  declared: ({ fact }) => withSilence(`declared as ${fact.declared ?? ''}`, fact),
  undeclared: ({ before }) => `no longer declared as ${before?.declared ?? before?.broken ?? ''}`,
  'not-as-declared': ({ fact }) => `declared as ${fact.broken ?? ''}, and answers as something else`,
  'as-declared': ({ fact }) => withSilence(`answers as ${fact.declared ?? ''} again`, fact),
  overdue: ({ fact }) => `its deadline ${fact.due ?? ''} has passed`,
  'due-soon': ({ fact }) => `its deadline is ${fact.due ?? ''}`,
  'owner-changed': ({ fact, before }) => `owner ${before?.owner ?? ''} → ${fact.owner}`,
  flapping: ({ fact, next }) => `${next.flips.length} changes in 14 days; ${nowOf(fact)}`,
  steady: () => 'open, and without a change for a week',
};

function nowOf(fact: Fact): string {
  if (fact.state === 'open') return 'open now';
  if (fact.state === 'closed') return `closed now: ${closingOf(fact)}`;
  const why = notSeen(fact);
  return why === '' ? 'not seen now' : `not seen now: ${why}`;
}

/** What an accepted one did meanwhile was not told. */
function withSilence(text: string, fact: Fact): string {
  return fact.state === 'unverified' ? `${text}; ${nowOf(fact)}` : text;
}

function notSeen({ row: { finding } }: Fact): string {
  const sight = finding.standing?.sight;
  return sight === undefined ? '' : SIGHT[sight];
}

/** `20.10.5 → 27.3.1`: all that is another than it was told. */
function natureOf({ fact, before }: Difference): string {
  if (before === undefined) return '';
  const changes = [
    arrow(before.severity, fact.severity),
    arrow(before.verdict, fact.verdict),
    arrow(before.product || 'no product', fact.product || 'no product'),
    versionsOf(before, fact),
  ];
  return changes.filter((text) => text !== '').join(', ');
}

function arrow(from: string, to: string): string {
  return from === to ? '' : `${from} → ${to}`;
}

/** No text that a chat could make a link of. */
const PLAIN_VERSION = /^v?\d{1,6}(?:\.\d{1,6}){0,3}(?:[-+~][A-Za-z0-9]{1,16}(?:\.\d{1,6})?){0,2}$/;

function versionsOf(before: Told, { version }: Fact): string {
  if (before.version === version) return '';
  const [from, to] = [before.version, version].map((text) => {
    if (text === '') return 'no version';
    return PLAIN_VERSION.test(text) ? text : 'a version that is none';
  });
  return from === to ? 'another version' : `${from} → ${to}`;
}

function closingOf({ how, isExposure, answersAs }: Fact): string {
  if (how !== null && how !== 'guarded') return HOW[how];
  if (answersAs !== null && meaningOf(answersAs).evidence === 'guarded')
    return answersAs === 'auth-required' ? 'now asks for credentials' : 'now asks for a client certificate';
  if (how !== null) return HOW[how];
  return isExposure ? 'it is over' : 'no longer seen as such';
}
